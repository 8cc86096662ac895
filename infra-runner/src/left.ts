/** Jobs that an earlier process of this runner has left in the middle. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@hosterizer/sdk/client';
import { HeartbeatJobDocument } from '@hosterizer/sdk/generated/graphql';
import { isRefusal } from './door.ts';
import { folderOf, readIfThere, readJson, type Folder, type JobRecord } from './folder.ts';
import { workOn, type Job, type Workplace } from './job.ts';
import { isFenced, type Progress } from './lease.ts';
import type { Presence } from './presence.ts';
import { endOrphan, putAside } from './recover.ts';
import { openStateDoor } from './state.ts';
import { headOf } from './upload.ts';

/** Milliseconds: between two questions, for an answer, and until Terraform has to be found. */
const pauses = { ask: 500 };
const patience = { ask: 5_000, terraform: 15_000, state: 30_000 };
/** Terraform of a job that is another's by now is given this long, in milliseconds. */
const grace = 10_000;

/** One piece of work for each such job: to go on with it under its lease, or, without one, to leave nothing of it. */
export function findLeft(workplace: Workplace, presence: Presence): Array<() => Promise<void>> {
  const { config, log } = workplace;
  return sitesIn(config.work).flatMap((siteId) => {
    const folder = folderOf(config.work, siteId);
    const record = readJson<JobRecord>(folder.record);
    if (!record) return [];
    return [
      () =>
        takeUp(record.job, folder, workplace, presence).catch((error: unknown) => {
          log.error({ err: error, job: record.job.id }, 'A job that was left could not be taken up.');
        }),
    ];
  });
}

function sitesIn(work: string): string[] {
  try {
    return readdirSync(join(work, 'sites')).filter((name) => /^[0-9a-f-]{36}$/i.test(name));
  } catch {
    return [];
  }
}

async function takeUp(job: Job, folder: Folder, workplace: Workplace, presence: Presence): Promise<void> {
  const { config, closing, log } = workplace;
  const progress = await stillOurs(job, folder, workplace);
  if (!progress) return leave(job, folder, workplace);
  const inTime = AbortSignal.any([closing.interrupt, AbortSignal.timeout(patience.terraform)]);
  const binary = await presence.ready(inTime);
  if (!binary) return;
  log.info({ job: job.id, runner: config.name }, 'Goes on with a job that an earlier process has left.');
  const { nextLine, leaseUntil } = progress;
  await workOn({ ...job, nextLine, leaseUntil }, binary, workplace, { left: true });
}

/** Asks until the platform answers or the lease must be over. Null when the job is not ours any more. */
async function stillOurs(job: Job, folder: Folder, { config, closing }: Workplace): Promise<Progress | null> {
  const client = createClient({ url: config.url, token: job.token });
  while (!closing.interrupt.aborted) {
    try {
      const signal = AbortSignal.timeout(patience.ask);
      return (await client.request(HeartbeatJobDocument, {}, { signal })).heartbeatJob;
    } catch (error) {
      if (isFenced(error) || Date.now() > leaseOf(job, folder)) return null;
      await sleep(pauses.ask, undefined, { signal: closing.interrupt }).catch(() => {});
    }
  }
  return null;
}

const leaseOf = (job: Job, folder: Folder): number =>
  1000 * Number(readIfThere(folder.lease) ?? NaN) || Date.parse(job.leaseUntil);

/** Ends what still runs of a job that is over or another's, and sends its state: it may know what nobody else does. */
async function leave(job: Job, folder: Folder, workplace: Workplace): Promise<void> {
  const { config, closing, turns } = workplace;
  if (closing.interrupt.aborted) return;
  await turns(job.siteId, async () => {
    // The next job of the site may have made the folder its own while this one waited for its turn.
    if (readJson<JobRecord>(folder.record)?.job.token !== job.token) return;
    await endOrphan(folder, { stop: AbortSignal.abort(), grace, hurry: closing.hurry });
    const text = readIfThere(folder.state);
    const head = headOf(text ?? '');
    if (text !== null && head && !(await sendState(text, job, workplace))) return;
    // The platform need not have kept it, and nobody but a person can tell whether that is a loss.
    if (text !== null) putAside(folder, { work: config.work, siteId: job.siteId, head });
    rmSync(folder.path, { recursive: true, force: true });
  });
}

/** Returns whether the platform has seen it: put aside, or found to be known. */
async function sendState(text: string, job: Job, { config, closing, log }: Workplace): Promise<boolean> {
  const door = openStateDoor(`${config.url}/state/${job.siteId}`, job.token);
  const until = AbortSignal.any([closing.interrupt, AbortSignal.timeout(patience.state)]);
  try {
    // Without the lock, which is not ours either: the platform refuses it, having put it aside where it fits.
    await door.store(text, '', until);
    return true;
  } catch (error) {
    log.info({ err: error, job: job.id }, 'Sent the state of a job that is not ours any more.');
    return isRefusal(error) && error.status === 409;
  }
}
