/** One deployment, from its claim to its outcome. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { layOut } from './folder.ts';
import type { Stop } from './lease.ts';
import { placeSite, releasePorts } from './local.ts';
import { describePlan, readPlan } from './plan.ts';
import { endOrphan, recoverState } from './recover.ts';
import { patience, type Outcome, type Run } from './run.ts';
import type { LockInfo } from './state.ts';
import { isTerraformFailure, terraform } from './terraform.ts';
import { keepUploading } from './upload.ts';

type Step = (run: Run) => Promise<void>;

const steps: readonly Step[] = [
  endLostRun,
  enter('PLANNING', 'Planning'),
  lockState,
  fetchState,
  prepareFolder,
  init,
  plan,
  tellPlan,
  // An estimate, the policy check and an approval stand here: between a plan and its application.
  enter('APPLYING', 'Applying'),
  apply,
];

/** How long the last attempts to reach the platform's state may take, in milliseconds. */
const lastWords = 60_000;

/** Carries the job through all steps. It never throws: every end is an outcome. */
export async function execute(run: Run): Promise<Outcome> {
  let outcome: Outcome;
  try {
    for (const step of steps) {
      run.lease.stop.throwIfAborted();
      await step(run);
    }
    outcome = { outcome: 'COMPLETED', outputs: run.outputs };
  } catch (error) {
    outcome = outcomeOf(error, run);
  }
  giveBack(run);
  await unlockState(run);
  return run.lease.lost.aborted ? { outcome: 'ABANDONED' } : outcome;
}

function outcomeOf(error: unknown, { lease, output, log }: Run): Outcome {
  const errorMessage = error instanceof Error ? error.message : String(error);
  const why = lease.stop.aborted ? (lease.stop.reason as Stop).why : null;
  if (why === 'lost' || (why === 'stopping' && !isTerraformFailure(error))) return { outcome: 'ABANDONED' };
  if (why === 'cancelled') {
    output.say({
      type: 'hosterizer_log',
      level: 'warn',
      message: 'Stopped, since the deployment was cancelled.',
    });
    return { outcome: 'CANCELLED' };
  }
  // Terraform's own words are in the log already.
  if (!isTerraformFailure(error)) {
    log.warn({ err: error }, 'A job failed.');
    output.say({ type: 'hosterizer_diagnostic', message: errorMessage });
  }
  return { outcome: 'FAILED', errorMessage };
}

async function endLostRun({ folder, output, lease, config, hurry }: Run): Promise<void> {
  const found = await endOrphan(folder, { stop: lease.stop, grace: config.cancelGrace, hurry });
  if (found)
    output.say({
      type: 'hosterizer_log',
      level: 'warn',
      message: 'Taking over from a runner that was lost.',
    });
}

function enter(phase: 'PLANNING' | 'APPLYING', message: string): Step {
  return async (run) => {
    run.deadline = Date.now() + run.config.phaseTimeout;
    const said = phase === 'APPLYING' && run.job.type === 'DELETE' ? 'Destroying' : message;
    run.output.say({ type: 'hosterizer_phase', phase, message: said });
  };
}

async function lockState(run: Run): Promise<void> {
  const { job, config, binary, door } = run;
  const lock: LockInfo = {
    ID: randomUUID(),
    Operation: job.type === 'DELETE' ? 'OperationTypeDestroy' : 'OperationTypeApply',
    Info: `deployment ${job.deploymentId}`,
    Who: `runner ${config.name}`,
    Version: binary.version,
    Created: new Date().toISOString(),
    Path: job.siteId,
  };
  await door.lock(lock);
  run.lock = lock;
}

async function fetchState(run: Run): Promise<void> {
  const { folder, door, lock, lease, config, log } = run;
  const quarantine = join(config.work, 'quarantine', run.job.siteId);
  run.known = await recoverState(folder, { door, lock: lock!, stop: lease.stop, quarantine, log });
  // From here on the folder's state is the platform's, until an apply changes it.
  run.settled = true;
}

async function prepareFolder(run: Run): Promise<void> {
  const { job, config, folder, output, lease, binary, hurry } = run;
  const local = job.cloudProvider === 'LOCAL' ? { local: await place(run) } : {};
  const variables = { ...(job.variables as object), ...local };
  const { terraformDir } = config;
  const root = await layOut(folder, {
    terraformDir,
    blueprint: job.blueprint,
    cloudProvider: job.cloudProvider,
    variables,
  });
  run.tf = {
    bin: binary.path,
    root,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: folder.home,
      TMPDIR: folder.temporary,
      TF_CLI_CONFIG_FILE: folder.cliConfig,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      // The local modules start Node several times; each start is a third shorter with its code compiled before.
      NODE_COMPILE_CACHE: join(config.work, 'compiled'),
      HOSTERIZER_NODE: config.node,
      HOSTERIZER_LOCALCTL: join(terraformDir, 'modules/local/ctl/localctl.ts'),
    },
    output,
    groupFile: folder.group,
    grace: config.cancelGrace,
    hurry,
    stop: lease.stop,
  };
}

async function place({ config, job }: Run) {
  if (config.sites === null) throw new Error('This runner builds no sites on its own machine.');
  return placeSite(config.sites, config.localHost, job.siteId);
}

async function init({ tf, binary, deadline }: Run): Promise<void> {
  const format = binary.jsonInit ? ['-json'] : ['-no-color'];
  await terraform(tf!, ['init', '-input=false', ...format], { deadline });
}

async function plan({ tf, job, folder, deadline }: Run): Promise<void> {
  const destroy = job.type === 'DELETE' ? ['-destroy'] : [];
  await terraform(tf!, ['plan', '-json', '-input=false', ...destroy, `-out=${folder.plan}`], { deadline });
}

async function tellPlan({ tf, folder, output, deadline }: Run): Promise<void> {
  await terraform(tf!, ['show', '-json', folder.plan], { deadline, capture: folder.shownPlan });
  const data = await readPlan(folder.shownPlan);
  output.say({ type: 'hosterizer_plan', message: describePlan(data), data });
}

async function apply(run: Run): Promise<void> {
  const { tf, folder, door, lock, lease, deadline, log } = run;
  run.settled = false;
  const { lost } = lease;
  const settle = keepUploading({
    file: folder.state,
    door,
    lockId: lock!.ID,
    known: run.known ?? null,
    lost,
    log,
  });
  try {
    await terraform(tf!, ['apply', '-json', '-input=false', folder.plan], { deadline });
  } finally {
    // Also after a failure, and even when the job is no longer ours: the platform keeps such a state aside.
    await settle(patience(run, lastWords)).catch((error: unknown) => {
      const { message } = error as Error;
      throw new Error(
        `${message} It is kept on the runner ${run.config.name}; the next deployment there stores it.`,
      );
    });
    run.settled = true;
  }
  readOutcome(run);
}

/** The outputs that may be shown, and, once nothing of the site is left, its port for somebody else. */
function readOutcome(run: Run): void {
  const { outputs = {} } = stateOf(run);
  const shown = Object.entries(outputs).filter(([, { sensitive }]) => !sensitive);
  run.outputs = Object.fromEntries(shown.map(([name, { value }]) => [name, value]));
}

type State = { outputs?: Record<string, { value: unknown; sensitive?: boolean }>; resources?: unknown[] };

function stateOf({ folder }: Run): State {
  return existsSync(folder.state) ? (JSON.parse(readFileSync(folder.state, 'utf8')) as State) : {};
}

/** A site of which nothing exists needs no port: it was removed, or stopped before anything was made. */
function giveBack(run: Run): void {
  const { config, job, lease, settled, log } = run;
  if (config.sites === null || !settled || lease.lost.aborted) return;
  try {
    if ((stateOf(run).resources ?? []).length === 0) releasePorts(config.sites, job.siteId);
  } catch (error) {
    log.warn({ err: error }, 'Could not give a port back.');
  }
}

async function unlockState(run: Run): Promise<void> {
  // A runner that took the job over has inherited the lock.
  if (!run.lock || run.lease.lost.aborted) return;
  // Before the job is finished: its token, which opens this door, ends with it.
  await run.door.unlock(run.lock, patience(run, 5_000)).catch((error: unknown) => {
    run.log.warn({ err: error }, 'Could not unlock the state.');
  });
}
