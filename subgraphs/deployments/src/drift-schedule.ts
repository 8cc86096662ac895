/** When sites are checked for drift by themselves: node-cron's expressions of five fields, in UTC. */
import { createTask, parse, validate } from 'node-cron';
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { invalid } from '@hosterizer/kit/errors';
import { mustBeActive, standingOf } from '@hosterizer/kit/standing';
import {
  acrossTenants,
  inTenant,
  type MutationTx,
  type ReadTx,
  type TenantTx,
} from '@hosterizer/kit/tenancy';
import { siteOf } from './channels.ts';
import { obstacleAt, type AskingFirst } from './clouds/gate.ts';
import { queueCheck, underWay, whyNot } from './drift.ts';
import type { SetDriftScheduleInput } from './generated/resolvers.ts';
import { lockSite, type LockedSite } from './ordered-site.ts';

export type DriftScheduleRow = { siteId: string; expression: string; nextAt: Date };

const leastMinutes = 5;
const longest = 200;
/** What one sweep begins; the next one comes soon. */
const mostAtOnce = 500;

/** Throws NOT_FOUND, VALIDATION_ERROR for an expression that cannot be or asks for too much, CONFLICT for a customer that is not active. */
export async function setDriftSchedule(
  tx: MutationTx,
  { siteId, expression }: SetDriftScheduleInput,
): Promise<void> {
  const wanted = expression == null ? null : expressionOf(expression);
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const [before] = await schedulesOf(tx, [site.id]);
  if (wanted === null) {
    await tx.query(`delete from deployments.drift_schedule where site_id = $1`, [site.id]);
  } else {
    await tx.query(
      `insert into deployments.drift_schedule (site_id, expression, next_at) values ($1, $2, $3)
       on conflict (customer_id, site_id) do update
       set expression = excluded.expression, next_at = excluded.next_at`,
      [site.id, wanted, nextRun(wanted)],
    );
  }
  tx.announce(siteOf(site.id));
  await tx.audit({
    operation: 'setDriftSchedule',
    object: { type: 'Site', id: site.id },
    before: { expression: before?.expression ?? null },
    after: { expression: wanted },
  });
}

/** The schedules of these sites, those left out that have none. */
export function schedulesOf(tx: ReadTx, siteIds: readonly string[]): Promise<DriftScheduleRow[]> {
  return rowsOf(
    tx,
    `select site_id as "siteId", expression, next_at as "nextAt" from deployments.drift_schedule
     where site_id = any ($1)`,
    [siteIds],
  );
}

type Due = { site_id: string; customer_id: string; next_at: Date };

/** Queues a check for each schedule that is due: one, however many times it was missed. */
export async function sweepDrift(db: Database, askingFirst: AskingFirst): Promise<void> {
  const due = await acrossTenants(db, 'platform', 'find drift checks that are due', (tx) =>
    rowsOf<Due>(
      tx,
      `select site_id, customer_id, next_at from deployments.drift_schedule
       where next_at <= now() order by next_at limit ${mostAtOnce}`,
    ),
  );
  for (const schedule of due) {
    await askingFirst(() => inTenant(db, schedule.customer_id, (tx) => keepTo(tx, schedule))).catch(
      (error: unknown) =>
        db.log.warn(
          { err: error, site: schedule.site_id },
          'A drift check could not be queued; the next sweep tries again.',
        ),
    );
  }
}

/** Whoever moves the schedule on queues the check, and nobody else. */
async function keepTo(tx: TenantTx, { site_id: siteId, next_at: due }: Due): Promise<void> {
  // Asked before anything is locked, as in deploySite: a suspension and a check take turns.
  const standing = await standingOf(tx);
  const [site] = await rowsOf<LockedSite>(tx, `select * from sites.lock_site($1)`, [siteId]);
  const [schedule] = await rowsOf<{ expression: string }>(
    tx,
    `select expression from deployments.drift_schedule where site_id = $1 and next_at <= now() for update`,
    [siteId],
  );
  if (!schedule) return;
  if (!site) {
    await tx.query(`delete from deployments.drift_schedule where site_id = $1`, [siteId]);
    return;
  }
  await tx.query(`update deployments.drift_schedule set next_at = $2 where site_id = $1`, [
    siteId,
    nextRun(schedule.expression, due),
  ]);
  tx.announce(siteOf(siteId));
  if (standing !== 'ACTIVE' || site.status !== 'ACTIVE') return;
  if ((await underWay(tx, siteId)) || (await whyNot(tx, siteId))) return;
  if (await obstacleAt(tx, site.cloud_provider)) return;
  await queueCheck(tx, site, 'SCHEDULE', null);
}

/** The expression with single spaces. Throws VALIDATION_ERROR. */
export function expressionOf(given: string): string {
  const expression = given.trim().replaceAll(/\s+/g, ' ');
  if (expression.length > longest || expression.split(' ').length !== 5 || !canBe(expression))
    throw invalid(
      'expression',
      'Give five fields: minute, hour, day of month, month and day of week, such as “0 3 * * *” for every night at three, in UTC.',
    );
  if (leastDistance(expression) < leastMinutes)
    throw invalid(
      'expression',
      `Ask for one check in ${leastMinutes} minutes at most, such as “*/5 * * * *”.`,
    );
  return expression;
}

/** There are dates that never come, such as a 30th of February. */
function canBe(expression: string): boolean {
  if (!validate(expression)) return false;
  try {
    nextRun(expression);
    return true;
  } catch {
    return false;
  }
}

/** In minutes, between two runs; of runs in different hours only those in hours that follow each other are near. */
function leastDistance(expression: string): number {
  const { minute, hour } = parse(expression);
  const minutes = [...minute].sort((a, b) => a - b);
  const hours = new Set(hour);
  if (hour.some((each) => hours.has((each + 1) % 24))) minutes.push(minutes[0]! + 60);
  return Math.min(60, ...minutes.slice(1).map((each, place) => each - minutes[place]!));
}

/** The next moment of an expression, later than `after` also where the database's clock is ahead of ours. */
function nextRun(expression: string, after = new Date()): Date {
  const task = createTask(expression, () => undefined, { timezone: 'UTC' });
  try {
    return task.getNextRuns(2).find((run) => run > after)!;
  } finally {
    void task.destroy();
  }
}
