/** The right of one runner to work on one job, until it ends, hands the job over, or is not heard of any more. */
import { rowsOf } from '@hosterizer/kit/database';
import { conflict } from '@hosterizer/kit/errors';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { announceEnded } from './channels.ts';
import { Lease, type JobRow } from './entities.ts';

export const leaseSeconds = 30;
/** After the lease a lost runner has this long to end Terraform by itself before somebody else begins. */
export const graceSeconds = 15;

export type Progress = { nextLine: number; cancelRequested: boolean; leaseUntil: Date };

type Held = { id: string; fence: number };

export const lostJob = () =>
  conflict('This job is over or has been given to another runner. Stop working on it.');

/** Whether this fence is the current one of a job that has not ended. It stays so until the transaction ends. */
export async function holdsJob(tx: TenantTx, jobId: string, fence: number): Promise<boolean> {
  const lock = { mode: 'pessimistic_read' } as const;
  return (await tx.findOne(Lease, { where: { jobId, fence, held: true }, lock })) !== null;
}

/** Throws CONFLICT when another runner has the job by now. */
export async function renewLease(tx: TenantTx, { id, fence }: Held): Promise<Progress> {
  const [held] = await rowsOf<{ next_line: number; cancel_requested: boolean; lease_until: Date }>(
    tx,
    `update deployments.lease set lease_until = now() + make_interval(secs => $3)
     where job_id = $1 and fence = $2 and held
     returning next_line, cancel_requested, lease_until`,
    [id, fence, leaseSeconds],
  );
  if (!held) throw lostJob();
  return { nextLine: held.next_line, cancelRequested: held.cancel_requested, leaseUntil: held.lease_until };
}

/** Ends the lease of this fence; null when it had ended before. */
export async function endLease(tx: TenantTx, { id, fence }: Held): Promise<Progress | null> {
  const [ended] = await rowsOf<{ next_line: number; cancel_requested: boolean; lease_until: Date }>(
    tx,
    `update deployments.lease set held = false, lease_until = null
     where job_id = $1 and fence = $2 and held
     returning next_line, cancel_requested, now() as lease_until`,
    [id, fence],
  );
  return ended
    ? { nextLine: ended.next_line, cancelRequested: ended.cancel_requested, leaseUntil: ended.lease_until }
    : null;
}

/** Ends a job whatever it was at: nobody holds it any more, and nothing is locked for it. */
export async function closeJob(tx: TenantTx, { id }: Pick<JobRow, 'id'>): Promise<void> {
  await close(tx, 'id', id);
}

/** As closeJob, for every job of a deployment that has not ended. */
export async function closeJobsOf(tx: TenantTx, deploymentId: string): Promise<void> {
  await close(tx, 'deployment_id', deploymentId);
}

async function close(tx: TenantTx, by: 'id' | 'deployment_id', value: string): Promise<void> {
  const jobs = await rowsOf<{ id: string; pool: string }>(
    tx,
    `update deployments.job set status = 'DONE' where ${by} = $1 and status <> 'DONE' returning id, pool`,
    [value],
  );
  await tx.query(
    `update deployments.lease set held = false, lease_until = null
     where held and job_id in (select id from deployments.job where ${by} = $1)`,
    [value],
  );
  await tx.query(
    `delete from deployments.state_lock
     where job_id in (select id from deployments.job where ${by} = $1)`,
    [value],
  );
  for (const { pool } of jobs) announceEnded(tx, pool);
}
