/** The runners: what they say of themselves, and what the platform's staff see of them. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { conflict, invalid } from '@hosterizer/kit/errors';
import { inPlatform, type ReadTx } from '@hosterizer/kit/tenancy';
import { runnersChannel } from './channels.ts';
import type { ReportRunnerInput, RunnerStatus } from './generated/resolvers.ts';
import { readUnderWay, type QueueRow } from './queue.ts';

export type RunnerRow = {
  name: string;
  pool: string;
  labels: string[];
  status: RunnerStatus;
  unable: string | null;
  terraformVersion: string | null;
  slots: number;
  seenAt: Date;
  jobs: QueueRow[];
};

/** What a runner has said of itself last, while it is heard of. */
export type RunnerReport = {
  name: string;
  pool: string;
  labels: string[];
  unable: string | null;
  draining: boolean;
};

/** Who has not been heard of for this long is offline. */
export const offlineSeconds = 30;
const mostLabels = 20;
const mostSlots = 1000;
const longestSentence = 500;

/**
 * Keeps what a runner says of itself. Throws VALIDATION_ERROR, and CONFLICT while a runner of another pool goes by the
 * same name. Watchers hear of it when it is more than that it is still here.
 */
export async function reportRunner(db: Database, pool: string, input: ReportRunnerInput): Promise<void> {
  const { runner, labels, slots, terraformVersion, draining, unable } = input;
  check(input);
  const [kept] = await inPlatform(db, (tx) =>
    rowsOf<{ moved: boolean }>(
      tx,
      `with former as (select * from deployments.runner where name = $1)
       insert into deployments.runner as runner (name, pool, labels, slots, terraform_version, draining, unable)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (name) do update
       set pool = excluded.pool, labels = excluded.labels, slots = excluded.slots,
           terraform_version = excluded.terraform_version, draining = excluded.draining, unable = excluded.unable,
           seen_at = now()
       where runner.pool = excluded.pool or runner.seen_at < now() - make_interval(secs => $8)
       returning not exists (
         select from former
         where seen_at > now() - make_interval(secs => $8)
           and (former.pool, former.labels, former.slots, former.draining)
             = (runner.pool, runner.labels, runner.slots, runner.draining)
           and former.terraform_version is not distinct from runner.terraform_version
           and former.unable is not distinct from runner.unable
       ) as moved`,
      [runner, pool, labels, slots, terraformVersion ?? null, draining, unable ?? null, offlineSeconds],
    ),
  );
  if (!kept) throw conflict(`Another runner goes by the name ${runner}: give this one a name of its own.`);
  if (kept.moved) db.events.publish(runnersChannel);
}

/** What this runner has said of itself; null when that is too long ago, or was said in another pool. */
export async function reportOf(db: Database, name: string, pool: string): Promise<RunnerReport | null> {
  const [report] = await inPlatform(db, (tx) =>
    rowsOf<RunnerReport>(
      tx,
      `select name, pool, labels, unable, draining from deployments.runner
       where name = $1 and pool = $2 and seen_at > now() - make_interval(secs => $3)`,
      [name, pool, offlineSeconds],
    ),
  );
  return report ?? null;
}

/** Every runner that was here within a day, by pool and name, with what it does now. */
export async function listRunners(tx: ReadTx): Promise<RunnerRow[]> {
  const runners = await rowsOf<Omit<RunnerRow, 'status' | 'jobs'> & { draining: boolean; offline: boolean }>(
    tx,
    `select name, pool, labels, unable, draining, slots, terraform_version as "terraformVersion",
       seen_at as "seenAt", seen_at < now() - make_interval(secs => $1) as offline
     from deployments.runner where seen_at > now() - interval '1 day' order by pool, name`,
    [offlineSeconds],
  );
  const jobs = await readUnderWay(tx);
  return runners.map(({ draining, offline, ...runner }) => {
    const own = jobs.filter((job) => job.runner === runner.name);
    const state = { draining, offline, unable: runner.unable !== null, working: own.length > 0 };
    return { ...runner, status: statusOf(state), jobs: own };
  });
}

/** Tells watchers of runners that have gone, and forgets those that were not here for a day. */
export async function sweepRunners(db: Database): Promise<void> {
  const [gone] = await inPlatform(db, async (tx) => {
    await tx.query(`delete from deployments.runner where seen_at < now() - interval '1 day'`);
    return rowsOf(
      tx,
      `select from deployments.runner
       where seen_at between now() - make_interval(secs => 2 * $1) and now() - make_interval(secs => $1) limit 1`,
      [offlineSeconds],
    );
  });
  if (gone) db.events.publish(runnersChannel);
}

/** Fails, for health, with the reason why nothing is being deployed, if nothing is. */
export async function checkRunners(db: Database): Promise<{ runners: number }> {
  const runners = await inPlatform(db, (tx) =>
    rowsOf<{ unable: string | null }>(
      tx,
      `select unable from deployments.runner
       where not draining and seen_at > now() - make_interval(secs => $1)`,
      [offlineSeconds],
    ),
  );
  const able = runners.filter(({ unable }) => unable === null).length;
  if (able > 0) return { runners: able };
  throw new Error(runners[0]?.unable ?? 'No runner is connected; deployments wait until one is.');
}

function check({ runner, labels, slots, terraformVersion, unable }: ReportRunnerInput): void {
  if (!/^[A-Za-z0-9.-]{1,100}$/.test(runner))
    throw invalid('runner', 'Give a name of 1 to 100 letters, digits, dots and dashes.');
  if (labels.length > mostLabels) throw invalid('labels', `Give at most ${mostLabels} labels.`);
  const odd = labels.findIndex((label) => !/^[a-z0-9][a-z0-9._:-]{0,99}$/.test(label));
  if (odd >= 0)
    throw invalid(
      `labels.${odd}`,
      'Give 1 to 100 small letters, digits, dots, dashes, underscores and colons.',
    );
  if (slots < 1 || slots > mostSlots) throw invalid('slots', `Give a number from 1 to ${mostSlots}.`);
  if (!/^[^\0]{0,100}$/.test(terraformVersion ?? ''))
    throw invalid('terraformVersion', 'Cut it to 100 characters.');
  if (unable != null && (unable.trim() === '' || unable.length > longestSentence || unable.includes('\0')))
    throw invalid('unable', `Say why it cannot work, in 1 to ${longestSentence} characters.`);
}

function statusOf(state: {
  offline: boolean;
  draining: boolean;
  unable: boolean;
  working: boolean;
}): RunnerStatus {
  if (state.offline) return 'OFFLINE';
  if (state.draining) return 'DRAINING';
  if (state.unable) return 'UNABLE';
  return state.working ? 'WORKING' : 'IDLE';
}
