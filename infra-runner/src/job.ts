import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { createClient, RequestError, type Client } from '@hosterizer/sdk/client';
import {
  FinishJobDocument,
  type ClaimJobMutation,
  type FinishJobInput,
} from '@hosterizer/sdk/generated/graphql';
import type { Binary } from './binary.ts';
import type { RunnerConfig } from './config.ts';
import { execute } from './execute.ts';
import { folderOf, openFolder } from './folder.ts';
import { holdLease, isFenced, type Lease } from './lease.ts';
import { openOutput } from './output.ts';
import { openReader } from './reader.ts';
import { makeRedactor, secretsIn } from './redact.ts';
import { startReporter } from './report.ts';
import type { Outcome } from './run.ts';
import { openStateDoor } from './state.ts';

export type Job = NonNullable<ClaimJobMutation['claimJob']>;

/** How a process that has to end tells its jobs. */
export type Closing = {
  /** Aborted when running jobs have to be interrupted. */
  interrupt: AbortSignal;
  /** Aborted when there is no time left for anybody's grace. */
  hurry: AbortSignal;
};

/** What remains of the time to stop for telling the platform, in milliseconds. */
const lastCalls = 1_000;

/** Works on one job until it has ended or is no longer ours. It never throws. */
export async function workOn(
  job: Job,
  {
    config,
    binary,
    closing,
    turns,
    log: parent,
  }: { config: RunnerConfig; binary: Binary; closing: Closing; turns: Turns; log: Log },
): Promise<void> {
  const log = parent.child({ job: job.id, deployment: job.deploymentId, site: job.siteId, fence: job.fence });
  log.info({ type: job.type, blueprint: job.blueprint, provider: job.cloudProvider }, 'Claimed a job.');
  const client = createClient({ url: config.url, token: job.token });
  const lease = holdLease(client, job.leaseUntil, log);
  const interrupt = () => lease.end('stopping', 'The runner is stopping.');
  closing.interrupt.addEventListener('abort', interrupt, { once: true });
  if (closing.interrupt.aborted) interrupt();
  try {
    // A job that we lost may come back to us while its earlier run is still ending: one at a time in one folder.
    await turns(job.siteId, () => inFolder(job, { config, binary, closing, client, lease, log }));
  } catch (error) {
    log.error({ err: error }, 'A job broke the runner; its lease will end.');
  } finally {
    closing.interrupt.removeEventListener('abort', interrupt);
    lease.release();
  }
}

type Parts = {
  config: RunnerConfig;
  binary: Binary;
  closing: Closing;
  client: Client;
  lease: Lease;
  log: Log;
};

async function inFolder(job: Job, { config, binary, closing, client, lease, log }: Parts): Promise<void> {
  if (lease.lost.aborted) return;
  const folder = folderOf(config.work, job.siteId);
  const record = openFolder(folder, job);
  const output = openOutput(folder.output);
  const secrets = [job.token, config.token, ...secretsIn(job.variables)];
  const reader = await openReader(folder.output, {
    firstLine: record.firstLine,
    makeRedactor: () => makeRedactor(secrets),
  });
  reader.seek(job.nextLine);
  const reporter = startReporter({ client, lease, reader, path: folder.output, log });
  const door = openStateDoor(`${config.url}/state/${job.siteId}`, job.token, lease.stop);
  const run = {
    ...{ job, config, binary, folder, output, door, lease, log },
    ...{ hurry: closing.hurry, deadline: 0, outputs: {}, settled: false },
  };
  try {
    const outcome = await execute(run);
    await withinClosing(closing, reporter.finish());
    const told =
      outcome.outcome !== 'ABANDONED' && (await finish(outcome, { client, lease, closing, secrets, log }));
    log.info({ outcome: outcome.outcome, told }, 'A job has ended.');
    // What is not settled is what the next run goes on from.
    if (told && run.settled) rmSync(folder.path, { recursive: true, force: true });
  } finally {
    output.close();
    await reader.close();
  }
}

/** Tells the platform how it ended, for as long as the lease lives. Returns whether the platform knows. */
async function finish(
  outcome: Exclude<Outcome, { outcome: 'ABANDONED' }>,
  {
    client,
    lease,
    closing,
    secrets,
    log,
  }: Pick<Parts, 'client' | 'lease' | 'closing' | 'log'> & { secrets: string[] },
): Promise<boolean> {
  const redact = makeRedactor(secrets);
  const input: FinishJobInput = outcome.errorMessage
    ? { ...outcome, errorMessage: redact(outcome.errorMessage) }
    : outcome;
  const end = AbortSignal.any([lease.lost, closing.hurry]);
  for (let pause = 100; ; pause = Math.min(2 * pause, 5_000)) {
    try {
      await client.request(
        FinishJobDocument,
        { input },
        { signal: AbortSignal.timeout(closing.hurry.aborted ? lastCalls : 30_000) },
      );
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
  const late = new Promise<void>((resolve) => {
    const soon = () => setTimeout(resolve, lastCalls).unref();
    if (hurry.aborted) soon();
    else hurry.addEventListener('abort', soon, { once: true });
  });
  await Promise.race([work, late]);
}

/** Runs the work of one key one after the other. */
export type Turns = (key: string, work: () => Promise<void>) => Promise<void>;

export function makeTurns(): Turns {
  const last = new Map<string, Promise<void>>();
  return async (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => {});
    last.set(key, settled);
    await turn.finally(() => {
      if (last.get(key) === settled) last.delete(key);
    });
  };
}
