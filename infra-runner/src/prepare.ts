/** Before Terraform begins: nobody else is at it, the state is the platform's, and the folder is laid out. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { cloudEnvironment } from './cloud-environment.ts';
import { layOut, note, writeInputs } from './folder.ts';
import { openInitialized } from './initialized.ts';
import { placeSite, type LocalVariables } from './local.ts';
import { endOrphan, recoverState } from './recover.ts';
import { afterStop, type Run } from './run.ts';
import { cliConfigFor } from './providers.ts';
import { checkSpace } from './space.ts';
import { partsOfRoot, sourceOf } from './sources.ts';
import type { LockInfo } from './state.ts';
import { terraform } from './terraform.ts';

/** Waits for what a lost run has left running, or ends it. Nothing in the folder may be touched before. */
export async function endLostRun({ folder, output, lease, left, config, hurry }: Run): Promise<void> {
  const survived = await endOrphan(folder, { stop: lease.stop, grace: config.cancelGrace, hurry });
  const say = (message: string) => output.say({ type: 'hosterizer_log', level: 'warn', message });
  if (survived) say('Terraform of a runner that was lost has ended.');
  if (left) say(`Runner ${config.name} was started anew and goes on.`);
}

/** Takes the lock and makes the folder's state the platform's, or the other way round where a lost run knows more. */
export async function secureState(run: Run): Promise<void> {
  if (run.settled) return;
  const { config, folder, door, lease, begun, log } = run;
  // What a lost run left is stored even when the work is to stop, within the time that there is for it.
  const until = begun ? afterStop(lease, config.cancelGrace) : lease.stop;
  const lock = run.record.lock ?? lockInfo(run);
  note(folder, run.record, { lock });
  await door.lock(lock, until).catch((error: unknown) => {
    until.throwIfAborted();
    throw error;
  });
  run.lock = lock;
  const { siteId } = run.job;
  run.known = await recoverState(folder, { door, lock, until, work: config.work, siteId, log });
  // From here on the folder's state is the platform's, until an apply changes it.
  run.settled = true;
}

function lockInfo({ job, config, binary }: Run): LockInfo {
  const changing = job.type === 'DELETE' ? 'OperationTypeDestroy' : 'OperationTypeApply';
  return {
    ID: randomUUID(),
    Operation: job.kind === 'DRIFT' ? 'OperationTypePlan' : changing,
    Info: job.deploymentId ? `deployment ${job.deploymentId}` : 'drift check',
    Who: `runner ${config.name}`,
    Version: binary.version,
    Created: new Date().toISOString(),
    Path: job.siteId,
  };
}

/** The state, the modules, and a look at the site: none needs the other, so all at once. */
export async function prepare(run: Run): Promise<void> {
  checkSpace(run.folder.path, run.config.name);
  // Needed only when Terraform plans.
  run.placed = place(run);
  run.placed.catch(() => {});
  await together(secureState(run), layOutFolder(run));
}

/** `terraform init` reads no variables, so they are written meanwhile. */
export async function initialize(run: Run): Promise<void> {
  await together(init(run), giveInputs(run));
}

/** Waits for both also when one fails: nothing may go on in the folder behind the job's end. */
async function together(...work: Array<Promise<void>>): Promise<void> {
  for (const one of await Promise.allSettled(work)) if (one.status === 'rejected') throw one.reason;
}

/** By what an earlier job has left of it, or by Terraform, and then it is left for later ones. */
async function init(run: Run): Promise<void> {
  const { tf, output, initialized } = run;
  if (initialized!.restore(tf!.root))
    output.say({
      type: 'hosterizer_log',
      message: 'Initialized before: modules and providers have not changed.',
    });
  else await initializeAnew(run);
}

export async function initializeAnew({ tf, binary, config, initialized }: Run): Promise<void> {
  const format = binary.jsonInit ? ['-json'] : ['-no-color'];
  await terraform(tf!, ['init', '-input=false', ...format], { within: config.phaseTimeout });
  initialized!.keep(tf!.root);
}

async function giveInputs({ job, tf, placed }: Run): Promise<void> {
  await writeInputs(tf!.root, { ...(job.variables as object), ...(await placed), secrets: job.secrets });
}

async function layOutFolder(run: Run): Promise<void> {
  const { job, config, folder, output, lease, binary, hurry, log } = run;
  const wanted = { url: `${config.url}/bundles/`, token: job.token, bundle: job.bundle, until: lease.stop };
  const source = await sourceOf(config.work, wanted);
  const root = await layOut(folder, {
    source,
    root: partsOfRoot(job.root),
    cliConfig: cliConfigFor(config.providers),
  });
  run.initialized = openInitialized(config.work, { binary, job });
  run.tf = {
    bin: binary.path,
    root,
    env: {
      ...cloudEnvironment(job.environment),
      // A customer's job must not find the rights of the machine that the runner is on.
      ...(job.cloudProvider !== 'LOCAL' && { AWS_EC2_METADATA_DISABLED: 'true' }),
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: folder.home,
      TMPDIR: folder.temporary,
      // Where plug-ins have their sockets; from the root module on, since a socket's path has 107 bytes at most.
      PLUGIN_UNIX_SOCKET_DIR: relative(root, folder.temporary),
      TF_CLI_CONFIG_FILE: folder.cliConfig,
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      // Without plug-ins Terraform is small and lives for a moment: a third of that went into collecting garbage.
      ...(job.cloudProvider === 'LOCAL' && { GOGC: '400' }),
      // The local modules start Node several times; each start is a third shorter with its code compiled before.
      NODE_COMPILE_CACHE: join(config.work, 'compiled'),
      HOSTERIZER_NODE: config.node,
      HOSTERIZER_LOCALCTL: join(config.terraformDir, 'modules/local/ctl/localctl.ts'),
    },
    output,
    groupFile: folder.group,
    trace: run.trace,
    grace: config.cancelGrace,
    hurry,
    stop: lease.stop,
    log,
  };
}

async function place({ config, job }: Run): Promise<{ local?: LocalVariables }> {
  if (job.cloudProvider !== 'LOCAL') return {};
  if (config.sites === null) throw new Error('This runner builds no sites on its own machine.');
  const starting = job.kind !== 'DRIFT' && !job.refreshOnly;
  const where = { rootDir: config.sites, host: config.localHost, starting };
  return { local: await placeSite(where, job.siteId, config) };
}

export type State = {
  outputs?: Record<string, { value: unknown; sensitive?: boolean }>;
  resources?: unknown[];
};

/** The state in the folder; empty when there is none. */
export function stateOf({ folder }: Run): State {
  return existsSync(folder.state) ? (JSON.parse(readFileSync(folder.state, 'utf8')) as State) : {};
}
