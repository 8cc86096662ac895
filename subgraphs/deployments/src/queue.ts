/** The jobs that wait: how one is queued, and the one order in which they are given out. */
import { rowsOf } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { poolOf } from './allotments.ts';
import { announceWaiting } from './channels.ts';
import { Job, Lease, type JobRow } from './entities.ts';
import type { JobKind } from './generated/resolvers.ts';

/** A job as people see it. */
export type QueueRow = {
  id: string;
  customerId: string;
  siteId: string;
  deploymentId: string | null;
  kind: JobKind;
  pool: string;
  /** Null while a runner is at it, and while it cannot be given out. */
  position: number | null;
  runner: string | null;
  losses: number;
  queuedAt: Date;
  claimedAt: Date | null;
};

export type NewJob = {
  kind: JobKind;
  siteId: string;
  cloudProvider: string;
  /** One of the two is given. */
  deploymentId?: string;
  driftCheckId?: string;
};

export const mostListed = 500;

/** Queues a job with its lease in the pool of the transaction's customer. */
export async function enqueue(
  tx: TenantTx,
  { kind, siteId, cloudProvider, deploymentId, driftCheckId }: NewJob,
): Promise<JobRow> {
  const id = newId();
  const { customerId } = tx;
  const pool = await poolOf(tx);
  // A site on a runner's own machine needs a runner that has one.
  const requires = cloudProvider === 'LOCAL' ? ['local'] : [];
  await tx.insert(Job, {
    ...{ id, customerId, siteId, kind, pool, requires },
    ...{ deploymentId: deploymentId ?? null, driftCheckId: driftCheckId ?? null },
  });
  await tx.insert(Lease, { jobId: id, customerId });
  announceWaiting(tx, pool);
  return tx.findOneByOrFail(Job, { id });
}

/**
 * For a WITH: `in_order`, the jobs of the pool $1 (of all when it is null) that could be given out, each with its `turn`.
 * They are given out by turn, then by id. A turn counts a customer's jobs under way and those that wait before this one,
 * so that customers take turns, and one's hundred do not hold up another's one. It does not change when a job is given
 * out. Left out are jobs of a site at which another one is, and jobs of customers that are not active, unless they find
 * out what a lost runner has left.
 */
export const inOrder = `
  queued as materialized (
    select job.customer_id, job.id, job.deployment_id, job.site_id, job.pool, job.requires, job.kind
    from deployments.job
    where job.status = 'QUEUED' and ($1::text is null or job.pool = $1)
      and not exists (
        select from deployments.job as other
        where other.customer_id = job.customer_id and other.site_id = job.site_id and other.status = 'CLAIMED'
      )
  ),
  at_work as (
    select customer_id, count(*)::int as running from deployments.job where status = 'CLAIMED' group by customer_id
  ),
  in_order as (
    select queued.*, coalesce(running, 0) as running,
      coalesce(running, 0) + row_number() over (partition by queued.customer_id, pool order by queued.id) as turn
    from queued
    join customers.names_of(array(select distinct customer_id from queued)) as customer
      on customer.id = queued.customer_id
    left join at_work on at_work.customer_id = queued.customer_id
    where customer.status = 'ACTIVE' or queued.kind = 'RECOVER'
  )`;

export type Waiting = { id: string; pool: string; deploymentId: string | null; position: number };

/** The jobs that wait and could be given out, with their places, in order within each pool. */
export function readPositions(tx: ReadTx): Promise<Waiting[]> {
  return rowsOf(
    tx,
    `with ${inOrder}
     select id, pool, deployment_id as "deploymentId",
       (row_number() over (partition by pool order by turn, id))::int as position
     from in_order order by pool, position`,
    [null],
  );
}

/** Jobs under way, then those that wait in their order, then those that cannot be given out now; at most 500. */
export function readQueue(tx: ReadTx, pool: string | null): Promise<QueueRow[]> {
  return rowsOf(
    tx,
    `with ${inOrder}, placed as (
       select customer_id, id, (row_number() over (partition by pool order by turn, id))::int as position from in_order
     )
     select ${columns}, placed.position
     from deployments.job left join placed on placed.customer_id = job.customer_id and placed.id = job.id
     where job.status in ('QUEUED', 'CLAIMED') and ($1::text is null or job.pool = $1)
     order by job.status, placed.position nulls last, job.id limit ${mostListed}`,
    [pool],
  );
}

/** The jobs that runners are at. */
export function readUnderWay(tx: ReadTx): Promise<QueueRow[]> {
  return rowsOf(
    tx,
    `select ${columns}, null as position from deployments.job where job.status = 'CLAIMED' order by job.id`,
  );
}

const columns = `job.id, job.customer_id as "customerId", job.site_id as "siteId",
  job.deployment_id as "deploymentId", job.kind, job.pool, job.losses,
  case when job.status = 'CLAIMED' then job.runner end as runner,
  job.created_at as "queuedAt", case when job.status = 'CLAIMED' then job.claimed_at end as "claimedAt"`;
