/** One job, from its claim to its outcome. */
import { applyPlan, enterApplying, readOutcome } from './apply.ts';
import type { Stop } from './lease.ts';
import { releasePorts } from './local.ts';
import { compareState, fetchPlan, getLeave, makePlan, tellPlan } from './planning.ts';
import { endLostRun, initialize, prepare, secureState, stateOf } from './prepare.ts';
import type { Outcome, Run, Step } from './run.ts';
import { fullDisk } from './space.ts';
import { isTerraformFailure } from './terraform.ts';

const enterPlanning: Step = async ({ output }) => {
  output.say({ type: 'hosterizer_phase', phase: 'PLANNING', message: 'Planning' });
};

const planAndApply: readonly Step[] = [
  enterPlanning,
  prepare,
  initialize,
  makePlan,
  tellPlan,
  // An estimate and the policy check stand here: between a plan and its application.
  getLeave,
  enterApplying,
  applyPlan,
  readOutcome,
];
const applyApproved: readonly Step[] = [
  prepare,
  compareState,
  fetchPlan,
  initialize,
  enterApplying,
  applyPlan,
  readOutcome,
];
const compare: readonly Step[] = [prepare, initialize, makePlan, tellPlan];

function stepsOf({ job, begun }: Run): readonly Step[] {
  if (job.kind === 'DRIFT') return compare;
  // An approved plan whose application has begun fits no more: what is left of it is planned.
  return job.kind === 'APPLY' && !begun ? applyApproved : planAndApply;
}

/** Carries the job through its steps. It never throws: every end is an outcome. The lock is still ours afterwards. */
export async function execute(run: Run): Promise<Outcome> {
  const outcome = await work(run).catch((error: unknown) => outcomeOf(error, run));
  // A look at the site may still be under way, and lease it a port.
  await run.placed?.catch(() => {});
  giveBack(run, outcome);
  return run.lease.lost.aborted ? { outcome: 'ABANDONED' } : outcome;
}

async function work(run: Run): Promise<Outcome> {
  await endLostRun(run);
  // What a lost run left may be the only record of something that exists: stored also when the work is to stop.
  if (run.begun) await secureState(run);
  for (const step of stepsOf(run)) {
    run.lease.stop.throwIfAborted();
    const ended = await step(run);
    if (ended) return ended;
  }
  return { outcome: 'COMPLETED', outputs: run.outputs };
}

function outcomeOf(error: unknown, run: Run): Outcome {
  const { lease, output, config, begun, record, settled, log } = run;
  const why = lease.stop.aborted ? (lease.stop.reason as Stop).why : null;
  if (why === 'lost') return { outcome: 'ABANDONED' };
  if (why === 'stopping' && !isTerraformFailure(error)) {
    // Handed over is only what the next runner finds at the platform.
    const whole = settled || !(begun || record.applying);
    return whole
      ? { outcome: 'RELEASED', reason: `Runner ${config.name} is stopping.` }
      : { outcome: 'ABANDONED' };
  }
  if (why === 'cancelled') {
    const message = 'Stopped, since the deployment was cancelled.';
    output.say({ type: 'hosterizer_log', level: 'warn', message });
    return { outcome: 'CANCELLED' };
  }
  const full = fullDisk(error, run);
  const errorMessage = full ?? (error instanceof Error ? error.message : String(error));
  // Terraform's own words are in the log already.
  if (full !== null || !isTerraformFailure(error)) {
    log.warn({ err: error }, 'A job failed.');
    output.say({ type: 'hosterizer_diagnostic', message: errorMessage });
  }
  return { outcome: 'FAILED', errorMessage };
}

/**
 * A site of which nothing exists needs no port: it was removed, or stopped before anything was made. One whose plan waits
 * for leave has its port in that plan.
 */
function giveBack(run: Run, { outcome }: Outcome): void {
  const { config, job, lease, settled, log } = run;
  const over = outcome === 'COMPLETED' || outcome === 'FAILED' || outcome === 'CANCELLED';
  if (!over || job.kind === 'DRIFT' || config.sites === null || !settled || lease.lost.aborted) return;
  try {
    if ((stateOf(run).resources ?? []).length === 0) releasePorts(config.sites, job.siteId);
  } catch (error) {
    log.warn({ err: error }, 'Could not give a port back.');
  }
}
