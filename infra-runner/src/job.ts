import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { createClient, RequestError, type Client } from '@hosterizer/sdk/client';
import {
  FinishJobDocument,
  ReleaseJobDocument,
  type ClaimJobMutation,
  type FinishJobInput,
} from '@hosterizer/sdk/generated/graphql';
import type { Binary } from './binary.ts';
import { secretsInEnvironment } from './cloud-environment.ts';
import type { RunnerConfig } from './config.ts';
import { execute } from './execute.ts';
import { folderOf, makeLeaseNote, openFolder, type Folder } from './folder.ts';
import { holdLease, isFenced, type Lease } from './lease.ts';
import { openOutput } from './output.ts';
import { openPlansDoor } from './plans.ts';
import { openReader } from './reader.ts';
import { makeMask, makeRedactor, secretsIn, textsIn } from './redact.ts';
import { silentReporter, startReporter } from './report.ts';
import { patience, type Outcome, type Run } from './run.ts';
import { after, onAbort } from './signals.ts';
import { fullDisk } from './space.ts';
import { openStateDoor } from './state.ts';
import { traceOf } from './trace.ts';
import type { JobTrace, Tracing } from './tracing.ts';
import type { Turns } from './turns.ts';

export type Job = NonNullable<ClaimJobMutation['claimJob']>;

/** How a process that has to end tells its jobs. */
export type Closing = {
  /** Aborted when running jobs have to be interrupted. */
  interrupt: AbortSignal;
  /** Aborted when there is no time left for anybody's grace. */
  hurry: AbortSignal;
};

export type Workplace = {
  config: RunnerConfig;
  closing: Closing;
  turns: Turns;
  tracing: Tracing;
  log: Log;
};

/** What remains of the time to stop for telling the platform, in milliseconds. */
const lastCalls = 1_000;
/** A lost lease leaves Terraform this long, in milliseconds: before the platform's grace is over, it must be gone. */
const lostGrace = 10_000;

/**
 * Works on one job until it has ended or is no longer ours. `left`: an earlier process of this runner had it, under this
 * very lease. It never throws.
 */
export async function workOn(
  job: Job,
  binary: Binary,
  { config, closing, turns, tracing, log: parent }: Workplace,
  { left = false } = {},
): Promise<void> {
  const log = parent.child({
    ...{ job: job.id, kind: job.kind, deployment: job.deploymentId, site: job.siteId, fence: job.fence },
    ...traceOf(job.traceParent),
  });
  log.info(
    { type: job.type, blueprint: job.blueprint, provider: job.cloudProvider, left },
    'Works on a job.',
  );
  const client = createClient({ url: config.url, token: job.token });
  const folder = folderOf(config.work, job.siteId);
  const noteLease = makeLeaseNote(folder);
  const lease = holdLease(client, job.leaseUntil, { log, onRenewed: noteLease });
  const interrupt = () => lease.end('stopping', 'The runner is stopping.');
  closing.interrupt.addEventListener('abort', interrupt, { once: true });
  if (closing.interrupt.aborted) interrupt();
  const trace = tracing.job(job);
  let outcome = 'ABANDONED';
  try {
    // A job that we lost may come back to us while its earlier run is still ending: one at a time in one folder.
    await turns(job.siteId, async () => {
      outcome = await inFolder(job, { config, binary, closing, client, lease, noteLease, left, log, trace });
    });
  } catch (error) {
    log.error({ err: error }, 'A job broke the runner; its lease will end.');
    await giveUp(error, { job, config, folder, left }, { client, lease, closing, log });
  } finally {
    trace.end(outcome);
    closing.interrupt.removeEventListener('abort', interrupt);
    lease.release();
  }
}

/** Gives a job back that came when nothing more was wanted. It never throws. */
export async function handBack(job: Job, { config, closing, log }: Workplace): Promise<void> {
  const client = createClient({ url: config.url, token: job.token });
  const lease = holdLease(client, job.leaseUntil, { log });
  const reason = `Runner ${config.name} is stopping.`;
  await tell({ outcome: 'RELEASED', reason }, { mask: (text) => text, client, lease, closing, log });
  lease.release();
}

type Parts = {
  config: RunnerConfig;
  binary: Binary;
  closing: Closing;
  client: Client;
  lease: Lease;
  noteLease: (until: number) => void;
  left: boolean;
  log: Log;
  trace: JobTrace;
};

/** Resolves with how it ended. */
async function inFolder(
  job: Job,
  { config, binary, closing, client, lease, noteLease, left, log, trace }: Parts,
): Promise<Outcome['outcome']> {
  if (lease.lost.aborted) return 'ABANDONED';
  const folder = folderOf(config.work, job.siteId);
  const record = await openFolder(folder, job);
  noteLease(lease.until());
  const output = openOutput(folder.output);
  const secrets = {
    declared: [
      ...[job.token, config.token],
      ...textsIn(job.secrets),
      ...secretsInEnvironment(job.environment),
    ],
    guessed: secretsIn(job.variables),
  };
  const mask = makeMask(secrets);
  const reader = await openReader(folder.output, {
    firstLine: record.firstLine,
    makeRedactor: () => makeRedactor(secrets),
  });
  reader.seek(job.nextLine);
  // A drift check has no log of its own.
  const reporter = job.deploymentId
    ? startReporter({ client, lease, reader, path: folder.output, log })
    : silentReporter;
  const run: Run = {
    ...{ job, config, binary, folder, record, output, lease, left, mask, log, trace },
    door: openStateDoor(`${config.url}/state/${job.siteId}`, job.token),
    plans: openPlansDoor(`${config.url}/plans/${job.id}`, job.token),
    begun: job.kind === 'RECOVER' || (left && record.applying),
    caughtUp: reporter.caughtUp,
    hurry: AbortSignal.any([closing.hurry, after(lease.lost, lostGrace)]),
    ...{ closing: closing.hurry, outputs: {}, settled: false },
  };
  try {
    const outcome = await execute(run);
    // The lock before the end of the job: the token, which opens the state's door, ends with it.
    await Promise.all([unlock(run), withinClosing(closing, reporter.finish(output.unwritten()))]);
    const told = await tell(outcome, { client, lease, closing, mask, log });
    log.info({ outcome: outcome.outcome, told }, 'A job has ended.');
    // What is not settled is what the next run goes on from.
    if (told && (run.settled || !existsSync(folder.state)))
      await rm(folder.path, { recursive: true, force: true });
    return outcome.outcome;
  } finally {
    output.close();
    await reader.close();
  }
}

/** A job that could not even begin, such as on a full disk. One whose earlier run may have changed something goes on later. */
async function giveUp(
  error: unknown,
  { job, config, folder, left }: { job: Job; config: RunnerConfig; folder: Folder; left: boolean },
  how: Telling,
): Promise<void> {
  if (left || job.kind === 'RECOVER' || how.lease.lost.aborted) return;
  const errorMessage =
    fullDisk(error, { folder, config }) ?? `The runner ${config.name} could not begin; its log says why.`;
  await tell({ outcome: 'FAILED', errorMessage }, { mask: (text) => text, ...how });
}

async function unlock(run: Run): Promise<void> {
  // A runner that took the job over has inherited the lock.
  if (!run.lock || run.lease.lost.aborted) return;
  await run.door.unlock(run.lock, patience(run, 5_000)).catch((error: unknown) => {
    run.log.warn({ err: error }, 'Could not unlock the state.');
  });
}

type Telling = Pick<Parts, 'client' | 'lease' | 'closing' | 'log'>;

/** Tells the platform how it ended, for as long as the lease lives. Returns whether the platform knows. */
async function tell(outcome: Outcome, { mask, ...how }: Telling & Pick<Run, 'mask'>): Promise<boolean> {
  const { client } = how;
  if (outcome.outcome === 'ABANDONED') return false;
  if (outcome.outcome === 'RELEASED') {
    const input = { reason: outcome.reason };
    return insist((signal) => client.request(ReleaseJobDocument, { input }, { signal }), how);
  }
  const input: FinishJobInput = outcome.errorMessage
    ? { ...outcome, errorMessage: mask(outcome.errorMessage) }
    : outcome;
  return insist((signal) => client.request(FinishJobDocument, { input }, { signal }), how);
}

async function insist(
  request: (signal: AbortSignal) => Promise<unknown>,
  { lease, closing, log }: Telling,
): Promise<boolean> {
  const end = AbortSignal.any([lease.lost, closing.hurry]);
  for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    try {
      await request(AbortSignal.timeout(closing.hurry.aborted ? lastCalls : 30_000));
      return true;
    } catch (error) {
      const final = isFenced(error) || (error instanceof RequestError && error.code === 'VALIDATION_ERROR');
      if (final || end.aborted) {
        log.warn({ err: error }, 'The platform did not take the outcome.');
        return false;
      }
      await sleep(pause * (0.5 + Math.random()), undefined, { signal: end }).catch(() => {});
    }
  }
}

/** Waits for the last lines to arrive, but not beyond the end of the process. */
async function withinClosing({ hurry }: Closing, work: Promise<void>): Promise<void> {
  await Promise.race([work, new Promise<void>((resolve) => onAbort(after(hurry, lastCalls), resolve))]);
}
