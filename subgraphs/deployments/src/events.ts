/** The events of a deployment: a log without gaps, numbered under the row lock of its progress. */
import { rowsOf } from '@hosterizer/kit/database';
import { conflict, invalid } from '@hosterizer/kit/errors';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { eventsOf } from './channels.ts';
import { Lease, type DeploymentEventRow } from './entities.ts';
import { leaseSeconds, lostJob, type Progress } from './leases.ts';

export type NewEvent = Omit<DeploymentEventRow, 'sequence'>;

export type Appended = Progress & {
  /** How many of the given events are new; the others had arrived before. */
  fresh: number;
};

export const mostEvents = 1000;
export const longestMessage = 65_536;
/** Characters of messages in a hint. */
const largestHint = 256 * 1024;

/**
 * Appends the events of a deployment's job, of which the first stands in line `fromLine` of its output. Lines that have
 * arrived before are left out, and the lease is renewed, all in one fenced statement. Throws CONFLICT when another
 * runner has the job by now, or when lines before `fromLine` are missing: send again from the line that heartbeatJob
 * answers.
 */
export async function appendLines(
  tx: TenantTx,
  { id, deploymentId, fence }: { id: string; deploymentId: string; fence: number },
  fromLine: number,
  events: NewEvent[],
): Promise<Appended> {
  const [moved] = await rowsOf<{
    next_line: number;
    last_sequence: number;
    cancel_requested: boolean;
    lease_until: Date;
    fresh: number;
  }>(
    tx,
    `with before as (
       select next_line from deployments.lease where job_id = $1 and fence = $2 and held for update
     ), counted as (
       select greatest(0, $3::int + $4::int - next_line) as fresh from before where $3 <= next_line
     ), renewed as (
       update deployments.lease
       set next_line = next_line + fresh, lease_until = now() + make_interval(secs => $5)
       from counted
       where job_id = $1 and fence = $2 and held
       returning next_line, cancel_requested, lease_until, fresh
     )
     update deployments.progress
     set last_sequence = last_sequence + fresh
     from renewed
     where deployment_id = $6
     returning next_line, last_sequence, cancel_requested, lease_until, fresh`,
    [id, fence, fromLine, events.length, leaseSeconds, deploymentId],
  );
  if (!moved) throw await whyNot(tx, id, fence);

  const fresh = events.slice(events.length - moved.fresh);
  await insert(tx, deploymentId, moved.last_sequence - moved.fresh, fresh);
  return {
    nextLine: moved.next_line,
    cancelRequested: moved.cancel_requested,
    leaseUntil: moved.lease_until,
    fresh: moved.fresh,
  };
}

/** Appends what the platform itself has to say about a deployment. */
export async function append(tx: TenantTx, deploymentId: string, ...events: NewEvent[]): Promise<void> {
  const [moved] = await rowsOf<{ last_sequence: number }>(
    tx,
    `update deployments.progress set last_sequence = last_sequence + $2 where deployment_id = $1 returning last_sequence`,
    [deploymentId, events.length],
  );
  if (moved) await insert(tx, deploymentId, moved.last_sequence - events.length, events);
}

/** Events after `after`, oldest first, at most `first`. */
export function readEvents(
  tx: ReadTx,
  deploymentId: string,
  after: number,
  first: number,
): Promise<DeploymentEventRow[]> {
  return rowsOf(
    tx,
    `select sequence, at, kind, level, phase, resource, message from deployments.event
     where deployment_id = $1 and sequence > $2 order by sequence limit $3`,
    [deploymentId, after, first],
  );
}

/** PostgreSQL's text holds every character but one. */
export const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD');

/** Throws VALIDATION_ERROR for more, or longer, than one batch may hold. */
export function checkBatch(fromLine: number, events: ReadonlyArray<{ message: string }>): void {
  if (fromLine < 1) throw invalid('fromLine', 'Lines are counted from 1.');
  if (events.length > mostEvents) throw invalid('events', `Send at most ${mostEvents} at a time.`);
  const long = events.findIndex(({ message }) => message.length > longestMessage);
  if (long >= 0) throw invalid(`events.${long}.message`, `Cut it to ${longestMessage} characters.`);
}

async function insert(
  tx: TenantTx,
  deploymentId: string,
  lastSequence: number,
  events: NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const stored = events.map((event) => ({
    ...event,
    resource: event.resource && storable(event.resource),
    message: storable(event.message),
  }));
  await tx.query(
    `insert into deployments.event (deployment_id, sequence, at, kind, level, phase, resource, message)
     select $1, $2 + n, at, kind, level, phase, resource, message
     from unnest($3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       with ordinality as batch (at, kind, level, phase, resource, message, n)`,
    [
      deploymentId,
      lastSequence,
      stored.map(({ at }) => at),
      stored.map(({ kind }) => kind),
      stored.map(({ level }) => level),
      stored.map(({ phase }) => phase),
      stored.map(({ resource }) => resource),
      stored.map(({ message }) => message),
    ],
  );
  tx.announce(eventsOf(deploymentId), hintOf(deploymentId, lastSequence, stored));
}

/**
 * A hint that carries what `deploymentEvents` would answer after `after`, so that whoever knows all events before need
 * not read them. Without the events where they are too large for that.
 */
function hintOf(deploymentId: string, after: number, events: NewEvent[]): object {
  const size = events.reduce((sum, { message }) => sum + message.length, 0);
  if (size > largestHint) return {};
  return {
    after,
    at: Date.now(),
    batch: {
      deploymentId,
      events: events.map((event, index) => ({ sequence: after + index + 1, ...event })),
      lastSequence: after + events.length,
      ended: events.at(-1)!.kind === 'END',
    },
  };
}

async function whyNot(tx: TenantTx, jobId: string, fence: number) {
  const lease = await tx.findOneBy(Lease, { jobId, fence, held: true });
  return lease ? conflict(`Lines are missing: send again from line ${lease.nextLine}.`) : lostJob();
}
