/** What is going to be done, and whether it may be. */
import { describePlan, readPlan, type PlanPurpose } from './plan.ts';
import { initializeAnew } from './prepare.ts';
import type { Outcome, Run } from './run.ts';

import { isTerraformFailure, terraform } from './terraform.ts';
import { headOf } from './upload.ts';

export async function makePlan(run: Run): Promise<void> {
  try {
    await plan(run);
  } catch (error) {
    if (!wantsInit(error)) throw error;
    run.output.say({
      type: 'hosterizer_log',
      level: 'warn',
      message: 'Terraform wants to be initialized anew.',
    });
    run.initialized!.forget(run.tf!.root);
    await initializeAnew(run);
    await plan(run);
  }
}

async function plan(run: Run): Promise<void> {
  const { tf, folder, config } = run;
  const mode = { change: modeOf(run), refresh: ['-refresh-only'], drift: [] }[purposeOf(run)];
  const args = ['plan', '-json', '-input=false', ...mode, `-out=${folder.plan}`];
  await terraform(tf!, args, { within: config.phaseTimeout });
}

/** Whatever it misses, be it a provider or a module, Terraform asks for the command that would bring it. */
const wantsInit = (error: unknown) =>
  isTerraformFailure(error) && /\b(terraform|tofu) init\b/.test(error.message);

const modeOf = ({ job }: Run) => (job.type === 'DELETE' ? ['-destroy'] : []);

function purposeOf({ job }: Run): PlanPurpose {
  if (job.kind === 'DRIFT') return 'drift';
  return job.refreshOnly ? 'refresh' : 'change';
}

/** Shows the plan to people, attribute by attribute, and asks what is to be done with it. */
export async function tellPlan(run: Run): Promise<void> {
  const { tf, folder, output, config, plans, lease, known, mask } = run;
  await terraform(tf!, ['show', '-json', folder.plan], {
    within: config.phaseTimeout,
    capture: folder.shownPlan,
  });
  const head = headOf(known ?? '');
  const plan = await readPlan(folder.shownPlan, { purpose: purposeOf(run), head, mask });
  output.say({ type: 'hosterizer_plan', message: describePlan(plan, purposeOf(run)) });
  run.verdict = await plans.put(plan, lease.stop);
}

/** Ends the job when somebody has to approve the plan first; then the file waits with the platform. */
export async function getLeave({ job, verdict, plans, folder, lease }: Run): Promise<Outcome | void> {
  if (verdict === 'PROCEED') return;
  // What an approved plan has left undone needs leave of its own; as a recovery, the job can ask for that.
  if (verdict === 'WAIT' && job.kind === 'APPLY')
    return { outcome: 'RELEASED', reason: 'What is left of the approved plan has to be planned anew.' };
  if (verdict !== 'WAIT') throw new Error(`The platform does not let this plan be applied (${verdict}).`);
  await plans.putFile(folder.plan, lease.stop);
  return { outcome: 'PLANNED' };
}

/** An approved plan is applied to the very state that it was made from, or not at all. */
export async function compareState({ job, known }: Run): Promise<Outcome | void> {
  const head = headOf(known ?? '');
  const { lineage, serial } = job.approvedPlan ?? { lineage: null, serial: null };
  const fits = (head?.lineage ?? null) === lineage && (head ? String(head.serial) : null) === serial;
  if (!fits) return { outcome: 'STALE' };
}

export async function fetchPlan({ plans, folder, lease }: Run): Promise<void> {
  await plans.getFile(folder.plan, lease.stop);
}
