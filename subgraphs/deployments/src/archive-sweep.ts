/**
 * Old logs leave the database. A log is moved deployment by deployment; since rows of events are never deleted, its
 * month's partition is dropped once nothing is left in it that is not in the archive.
 */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import type { ArchiveSettings } from '@hosterizer/kit/config';
import { startSweep, type Sweep } from '@hosterizer/kit/sweep';
import { acrossTenants, inPlatform, inTenant } from '@hosterizer/kit/tenancy';
import { folderOf, objectOf, type Archive } from './archive.ts';
import type { DeploymentEventRow } from './entities.ts';
import { digestOf, pack, pageSize } from './event-document.ts';
import { readEvents } from './events.ts';

type Old = { customerId: string; id: string; lastSequence: number };
type Days = Pick<ArchiveSettings, 'keepDays' | 'deleteDays'>;

const step = 100;
/** So many logs in a row that cannot be moved are the archive's fault, and no more are tried in this hour. */
const mostFailures = 5;
/** Dropping a month waits for whoever reads any month, and everybody else then waits for it: not longer than this. */
const lockTimeout = '2s';

/** Once an hour; without an archive, or with 0 days, logs stay and only the months to come are made. */
export function startArchiving(db: Database, archive: Archive | null, days: Days | undefined): Sweep {
  const stopping = new AbortController();
  const sweep = startSweep(db, 'archive', '17 * * * *', async () => {
    await makeMonths(db);
    if (!archive || !days || days.keepDays === 0) return;
    await archiveEnded(db, archive, days, stopping.signal);
    await dropMonths(db, archive, days, stopping.signal);
    if (days.deleteDays > 0) await deleteOld(db, archive, days, stopping.signal);
  });
  return {
    async stop() {
      stopping.abort();
      await sweep.stop();
    },
  };
}

/** The months to come get their partition two years ahead. */
export async function makeMonths(db: Database): Promise<void> {
  await inPlatform(db, async (tx) => {
    await tx.query(`set local lock_timeout = '${lockTimeout}'`);
    await tx.query(
      `select deployments.make_event_partition((date_trunc('month', now()) + n * interval '1 month')::date)
       from generate_series(0, 24) as n`,
    );
  });
}

/** Moves the logs of deployments that ended more than `keepDays` ago. One that fails is left for the next time. */
export async function archiveEnded(
  db: Database,
  archive: Archive,
  { keepDays }: Days,
  signal?: AbortSignal,
): Promise<void> {
  let failures = 0;
  for await (const old of olderThan(db, 'archived_at is null', keepDays)) {
    if (signal?.aborted) return;
    try {
      await archiveLog(db, archive, old);
      failures = 0;
    } catch (error) {
      db.log.error(
        { err: error, deploymentId: old.id },
        'A log could not be archived; it stays where it is.',
      );
      if (++failures === mostFailures) return;
    }
  }
}

async function archiveLog(
  db: Database,
  archive: Archive,
  { customerId, id, lastSequence }: Old,
): Promise<void> {
  const packed = await pack(logOf(db, customerId, id));
  if (packed.last !== lastSequence) throw new Error(`It has ${packed.last} events of ${lastSequence}.`);

  // Twice by two replicas, or again after a crash, is as good as once: the key and what is in it are the same.
  await archive.store.put(objectOf(id), archive.seal(id, packed.bytes));
  const stored = await archive.store.get(objectOf(id));
  if (!stored || (await digestOf(archive.open(id, stored))) !== packed.digest) {
    throw new Error('What was read back from the archive is not what was written.');
  }

  await inTenant(db, customerId, (tx) =>
    tx.query(
      `update deployments.deployment set archived_at = now()
       from deployments.progress
       where deployment.id = $1 and archived_at is null and deployment_id = deployment.id and last_sequence = $2`,
      [id, lastSequence],
    ),
  );
}

async function* logOf(db: Database, customerId: string, id: string): AsyncGenerator<DeploymentEventRow[]> {
  for (let after = 0; ;) {
    const events = await inTenant(db, customerId, (tx) => readEvents(tx, id, after, pageSize));
    if (events.length > 0) yield events;
    if (events.length < pageSize) return;
    after = events.at(-1)!.sequence;
  }
}

/** Drops each month that ended more than `keepDays` ago and of which everything is in the archive. */
export async function dropMonths(
  db: Database,
  archive: Archive,
  { keepDays }: Days,
  signal?: AbortSignal,
): Promise<void> {
  const months = await rowsOf<{ month: string }>(
    db.app,
    `select to_char(month, 'YYYY-MM') as month from deployments.event_months()
     where month + interval '1 month' + make_interval(days => $1) < now() at time zone 'UTC'`,
    [keepDays],
  );
  for (const { month } of months) {
    if (signal?.aborted) return;
    if (!(await isArchived(db, archive, month))) continue;
    await inPlatform(db, async (tx) => {
      await tx.query(`set local lock_timeout = '${lockTimeout}'`);
      await tx.query(`select deployments.drop_event_month($1::date)`, [`${month}-01`]);
    });
    db.log.info({ month }, 'The events of a month are in the archive and have left the database.');
  }
}

const ofMonth = `>= deployments.first_id($1::timestamp at time zone 'UTC')
  and deployment.id < deployments.first_id(($1::timestamp + interval '1 month') at time zone 'UTC')`;

/** Reads the month across tenants. What is missing in the archive after all is archived anew the next time. */
async function isArchived(db: Database, archive: Archive, month: string): Promise<boolean> {
  const first = `${month}-01`;
  const [waiting] = await asPlatform<{ any: boolean }>(
    db,
    `select exists (select from deployments.deployment where deployment.id ${ofMonth} and archived_at is null) as any`,
    [first],
  );
  if (waiting!.any) return false;

  const objects = new Set<string>();
  for await (const key of archive.store.list(folderOf(month))) objects.add(key);
  const lost = await asPlatform<{ customerId: string; id: string; saidMore: boolean }>(
    db,
    `select customer_id as "customerId", id, exists (
       select from deployments.progress join deployments.event
         on event.customer_id = progress.customer_id and event.deployment_id = progress.deployment_id
           and sequence = last_sequence
       where progress.customer_id = deployment.customer_id and progress.deployment_id = deployment.id
         and at > archived_at
     ) as "saidMore"
     from deployments.deployment where deployment.id ${ofMonth}`,
    [first],
  ).then((all) => all.filter(({ id, saidMore }) => saidMore || !objects.has(objectOf(id))));
  for (const { customerId, id } of lost) {
    db.log.warn({ deploymentId: id }, 'The archive lacks a log, or its end; it is archived anew.');
    await inTenant(db, customerId, (tx) =>
      tx.query(`update deployments.deployment set archived_at = null where id = $1`, [id]),
    );
  }
  return lost.length === 0;
}

/** Removes logs for good of deployments that ended more than `deleteDays` ago, once they are nowhere but in the archive. */
export async function deleteOld(
  db: Database,
  { store }: Archive,
  { deleteDays }: Days,
  signal?: AbortSignal,
): Promise<void> {
  const gone = `archived_at is not null and log_deleted_at is null and not exists (
    select from deployments.event where event.customer_id = deployment.customer_id and deployment_id = deployment.id)`;
  for await (const { customerId, id } of olderThan(db, gone, deleteDays)) {
    if (signal?.aborted) return;
    // In this order nothing is forgotten in the archive by a crash in between.
    await store.delete(objectOf(id));
    await inTenant(db, customerId, (tx) =>
      tx.query(`update deployments.deployment set log_deleted_at = now() where id = $1`, [id]),
    );
  }
}

/** Deployments that ended more than `days` ago, the oldest first, a few at a time and each once. */
async function* olderThan(db: Database, which: string, days: number): AsyncGenerator<Old> {
  let last: { completedAt: string; id: string } | null = null;
  for (;;) {
    const found: Array<Old & { completedAt: string }> = await asPlatform(
      db,
      `select deployment.customer_id as "customerId", deployment.id, last_sequence as "lastSequence",
         completed_at::text as "completedAt"
       from deployments.deployment join deployments.progress
         on progress.customer_id = deployment.customer_id and progress.deployment_id = deployment.id
       where ${which} and completed_at < now() - make_interval(days => $1)
         and ($2::timestamptz is null or (completed_at, deployment.id) > ($2, $3::uuid))
       order by completed_at, deployment.id limit ${step}`,
      [days, last?.completedAt ?? null, last?.id ?? null],
    );
    yield* found;
    if (found.length < step) return;
    last = found.at(-1)!;
  }
}

const asPlatform = <Row>(db: Database, sql: string, parameters: unknown[]): Promise<Row[]> =>
  acrossTenants(db, 'platform', 'archiving old logs', (tx) => rowsOf<Row>(tx, sql, parameters));
