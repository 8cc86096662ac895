/** From a plan to what exists, and to the state that says so. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { note, readIfThere } from './folder.ts';
import { acceptSite } from './local.ts';
import { stateOf } from './prepare.ts';
import { patience, type Outcome, type Run } from './run.ts';
import { checkSpace } from './space.ts';
import { isTerraformFailure, terraform, wasKilled } from './terraform.ts';
import { headOf, keepUploading } from './upload.ts';

/** How long the last attempts to reach the platform's state may take, in milliseconds. */
const lastWords = 60_000;
/** What looking again may take after Terraform had to be killed; milliseconds. */
const secondLook = 20_000;

export async function enterApplying({ job, output, lease, caughtUp }: Run): Promise<void> {
  const message = job.type === 'DELETE' ? 'Destroying' : 'Applying';
  output.say({ type: 'hosterizer_phase', phase: 'APPLYING', message });
  // Were this runner lost, the platform must not take the job for one that has changed nothing.
  await caughtUp();
  lease.lost.throwIfAborted();
}

export async function applyPlan(run: Run): Promise<Outcome | void> {
  const { tf, folder, config, job } = run;
  checkSpace(folder.path, config.name);
  note(folder, run.record, { applying: true });
  try {
    await storingState(run, () => {
      return terraform(tf!, ['apply', '-json', '-input=false', folder.plan], { within: config.phaseTimeout });
    });
  } catch (error) {
    if (job.kind === 'APPLY' && isTerraformFailure(error) && error.message.startsWith('Saved plan is stale'))
      return { outcome: 'STALE' };
    if (wasKilled(error)) await lookAgain(run);
    throw error;
  }
  if (job.refreshOnly && job.cloudProvider === 'LOCAL' && config.sites !== null)
    await acceptSite(config.sites, job.siteId, config);
}

/** Runs what changes the state; each state it writes is stored as it appears, and the last one whatever happens. */
async function storingState(run: Run, work: () => Promise<void>): Promise<void> {
  const { folder, door, lock, lease, config, log } = run;
  run.settled = false;
  const settle = keepUploading({
    ...{ file: folder.state, door, lockId: lock!.ID, known: run.known ?? null, lost: lease.lost, log },
  });
  try {
    await work();
  } finally {
    // Also after a failure, and even when the job is no longer ours: the platform keeps such a state aside.
    run.known = await settle(patience(run, lastWords)).catch((error: unknown) => {
      const { message } = error as Error;
      throw new Error(
        `${message} It is kept on the runner ${config.name}; the next deployment there stores it.`,
      );
    });
    run.settled = await storeErrored(run);
  }
}

/** Where it cannot write its state, Terraform leaves it in a file of this name. Returns whether all of it is stored. */
async function storeErrored(run: Run): Promise<boolean> {
  const { tf, folder, door, lock, known } = run;
  const errored = readIfThere(join(tf!.root, 'errored.tfstate'));
  const head = headOf(errored ?? '');
  if (errored !== null && head && head.serial > (headOf(known ?? '')?.serial ?? -1)) {
    await door.store(errored, lock!.ID, patience(run, lastWords));
    run.known = errored;
    writeFileSync(folder.state, errored, { mode: 0o600 });
    return true;
  }
  const text = readIfThere(folder.state);
  return text === null || headOf(text) !== null;
}

/** Terraform was killed and could not write down all that it knew: the state is brought up to what can be seen. */
async function lookAgain(run: Run): Promise<void> {
  const { tf, lease, closing, known, config, log } = run;
  if (!known || lease.lost.aborted || closing.aborted) return;
  const stop = AbortSignal.any([lease.lost, closing]);
  const args = ['apply', '-refresh-only', '-auto-approve', '-json', '-input=false'];
  const within = Math.min(secondLook, config.phaseTimeout);
  await storingState(run, () => terraform({ ...tf!, stop, grace: 1_000 }, args, { within })).catch(
    (error: unknown) => log.warn({ err: error }, 'Could not look again at what exists.'),
  );
}

/** The outputs that may be shown. */
export async function readOutcome(run: Run): Promise<void> {
  const { outputs = {} } = stateOf(run);
  const shown = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
  run.outputs = Object.fromEntries(shown.map(([name, { value }]) => [name, masked(value, run.mask)]));
}

function masked(value: unknown, mask: Run['mask']): unknown {
  if (typeof value === 'string') return mask(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => masked(one, mask));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one, mask)]));
}
