/** The lock on a site's state: who keeps everybody else from writing it, and how it is taken from them. */
import { rowsOf } from '@hosterizer/kit/database';
import { conflict } from '@hosterizer/kit/errors';
import type { MutationTx, ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { siteOf } from './channels.ts';
import type { BreakStateLockInput } from './generated/resolvers.ts';
import { graceSeconds } from './leases.ts';
import { holderIn, textOf, type LockInfo } from './lock-info.ts';
import { siteOwnerOf } from './ordered-site.ts';
import { reasonOf } from './reason.ts';
import { freeNatively, type Shelf } from './state-shelf.ts';
import { takeTurns } from './state-turns.ts';

/** The lock as the protocol looks at it. */
export type HeldLock = {
  lock_id: string;
  info: LockInfo;
  /** The job that holds it, with its fence; both null when a person does. */
  job_id: string | null;
  fence: number | null;
  holder: string;
  created_at: Date;
};

/** The lock as people see it. */
export type StateLockRow = {
  siteId: string;
  id: string;
  who: string;
  operation: string;
  /** The job that holds it; null when a person does. */
  jobId: string | null;
  deploymentId: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  breakable: boolean;
};

/** The lock that holds now; undefined when nobody has it, or a person's has run out. */
export async function heldLock(tx: TenantTx, siteId: string): Promise<HeldLock | undefined> {
  await takeTurns(tx, siteId);
  const [held] = await rowsOf<HeldLock>(
    tx,
    `select lock_id, info, job_id, fence, holder, created_at from deployments.state_lock
     where site_id = $1 and (expires_at is null or expires_at > now())`,
    [siteId],
  );
  return held;
}

/** Frees the lock, whoever holds it. */
export async function freeLock(tx: TenantTx, siteId: string): Promise<void> {
  await tx.query(`delete from deployments.state_lock where site_id = $1`, [siteId]);
  tx.announce(siteOf(siteId));
}

/** The locks of these sites, those left out that nobody has locked. */
export async function locksOf(tx: ReadTx, siteIds: readonly string[]): Promise<StateLockRow[]> {
  const rows = await rowsOf<
    Omit<StateLockRow, 'who' | 'operation'> & { info: LockInfo; runner: string | null }
  >(
    tx,
    // A runner that was lost may still be ending its Terraform for the time of the grace.
    `select state_lock.site_id as "siteId", lock_id as id, info, runner, state_lock.job_id as "jobId",
       deployment_id as "deploymentId", state_lock.created_at as "createdAt", expires_at as "expiresAt",
       not coalesce(held and lease_until > now() - make_interval(secs => $2), false) as breakable
     from deployments.state_lock
     left join deployments.job on job.customer_id = state_lock.customer_id and job.id = state_lock.job_id
     left join deployments.lease on lease.customer_id = job.customer_id and lease.job_id = job.id
     where state_lock.site_id = any ($1) and (expires_at is null or expires_at > now())`,
    [siteIds, graceSeconds],
  );
  return rows.map(({ info, runner, ...lock }) => ({
    ...lock,
    who: lock.jobId ? `runner ${runner ?? 'unknown'}` : holderIn(info),
    operation: textOf(info['Operation'], 'unknown'),
  }));
}

/**
 * Takes the lock from whoever holds it. Throws NOT_FOUND, CONFLICT, with the holder's name, when it is another lock by now or a
 * job's whose lease lives; VALIDATION_ERROR without a reason.
 */
export async function breakStateLock(
  tx: MutationTx,
  shelf: Shelf,
  { siteId, lockId, reason }: BreakStateLockInput,
): Promise<void> {
  const said = reasonOf(reason);
  await siteOwnerOf(tx, siteId);
  await takeTurns(tx, siteId);
  const [lock] = await locksOf(tx, [siteId]);
  if (!lock) throw conflict('Nobody holds the lock.');
  if (lock.id !== lockId) throw conflict(`The lock is another one by now: ${lock.who} holds it. Look again.`);
  if (!lock.breakable)
    throw conflict(
      `${lock.who} is at work under this lock. Cancel its deployment or wait until it has ended.`,
    );
  await freeLock(tx, siteId);
  await freeNatively(tx, shelf, siteId);
  await tx.audit({
    operation: 'breakStateLock',
    object: { type: 'Site', id: siteId },
    before: {
      lockId,
      operation: lock.operation,
      deploymentId: lock.deploymentId,
      since: lock.createdAt.toISOString(),
    },
    after: { reason: said },
  });
}
