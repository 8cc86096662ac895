/** Jobs whose runner was lost or has to stop: the next one begins again, or finds out what exists and goes on. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import type { Log } from '@hosterizer/kit/log';
import { acrossTenants, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import { poolOf } from './allotments.ts';
import { announceEnded, announceStatus, siteOf } from './channels.ts';
import { end, lockDeployment, says } from './deployments.ts';
import { Deployment, DriftCheck, Job, Lease, type DeploymentRow, type JobRow } from './entities.ts';
import { append } from './events.ts';
import type { ReleaseJobInput } from './generated/resolvers.ts';
import type { HeldJob } from './jobs.ts';
import { endDriftCheck } from './drift.ts';
import { endLease, graceSeconds, lostJob, type Progress } from './leases.ts';
import { advance, hasApplied } from './lifecycle.ts';
import { reasonOf } from './reason.ts';

/** A job at which so many runners were lost is not given to another. */
const mostLosses = 5;

/** Why a job goes on to the next runner. */
type Handover = { lost: true } | { lost: false; reason: string };

/** Takes back the jobs whose runner has not been heard of since its lease and the grace after it. */
export async function sweepLostJobs(db: Database): Promise<void> {
  const lost = await acrossTenants(db, 'platform', 'find lost jobs', (tx) =>
    rowsOf<{ job_id: string; customer_id: string }>(
      tx,
      `select job_id, customer_id from deployments.lease
       where held and lease_until < now() - make_interval(secs => $1) limit 100`,
      [graceSeconds],
    ),
  );
  for (const { job_id: id, customer_id: customerId } of lost) {
    try {
      await inTenant(db, customerId, (tx) => takeBack(tx, id, db.log));
    } catch (error) {
      // One that cannot be taken back does not keep the others from it.
      db.log.error({ err: error, job: id }, 'A lost job was not taken back; the next sweep tries again.');
    }
  }
}

/**
 * Hands a job over to the next runner at once, with the runner's reason in the log. Throws VALIDATION_ERROR for no
 * reason, CONFLICT when another runner has the job by now; saying it twice is no error.
 */
export async function releaseJob(
  tx: TenantTx,
  held: HeldJob,
  { reason }: ReleaseJobInput,
): Promise<Progress> {
  const said = reasonOf(reason);
  const deployment = held.deploymentId ? await lockDeployment(tx, held.deploymentId) : null;
  const ended = await endLease(tx, held);
  if (!ended) {
    const lease = await tx.findOneBy(Lease, { jobId: held.id, fence: held.fence });
    if (!lease || !(await tx.existsBy(Job, { id: held.id, status: 'QUEUED' }))) throw lostJob();
    return { nextLine: lease.nextLine, cancelRequested: lease.cancelRequested, leaseUntil: new Date() };
  }
  const job = await tx.findOneByOrFail(Job, { id: held.id });
  // Nothing of it runs any more, so nothing needs the lock that it may have left.
  await tx.query(`delete from deployments.state_lock where job_id = $1`, [job.id]);
  await handOver(
    tx,
    { job, deployment, cancelRequested: ended.cancelRequested },
    { lost: false, reason: said },
  );
  return ended;
}

async function takeBack(tx: TenantTx, jobId: string, log: Log): Promise<void> {
  const { deploymentId } = await tx.findOneByOrFail(Job, { id: jobId });
  const deployment = deploymentId ? await lockDeployment(tx, deploymentId) : null;
  const [lost] = await rowsOf<{ cancel_requested: boolean }>(
    tx,
    `update deployments.lease set held = false, lease_until = null
     where job_id = $1 and held and lease_until < now() - make_interval(secs => $2)
     returning cancel_requested`,
    [jobId, graceSeconds],
  );
  const job = await tx.findOneByOrFail(Job, { id: jobId });
  if (!lost || job.status !== 'CLAIMED') return;
  log.warn({ job: jobId, kind: job.kind, deploymentId, runner: job.runner }, 'A runner was lost.');
  await handOver(tx, { job, deployment, cancelRequested: lost.cancel_requested }, { lost: true });
}

type Left = { job: JobRow; deployment: DeploymentRow | null; cancelRequested: boolean };

async function handOver(
  tx: TenantTx,
  { job, deployment, cancelRequested }: Left,
  handover: Handover,
): Promise<void> {
  const losses = job.losses + (handover.lost ? 1 : 0);
  const changed = deployment !== null && hasApplied(deployment.phases);
  if (deployment && cancelRequested && !changed) {
    const how = handover.lost ? 'its runner was lost' : 'its runner stopped';
    await end(tx, deployment, 'CANCELLED', { message: `Cancelled; ${how}, and nothing had been changed.` });
    return;
  }
  if (handover.lost && losses >= mostLosses) {
    await giveUp(tx, job, deployment);
    return;
  }
  const pool = await poolOf(tx);
  await tx.update(Job, job.id, { status: 'QUEUED', losses, pool, ...(changed && { kind: 'RECOVER' }) });
  announceEnded(tx, pool);
  if (!deployment) {
    await tx.update(DriftCheck, job.driftCheckId!, { status: 'QUEUED' });
    tx.announce(siteOf(job.siteId));
    return;
  }
  const message = farewell(job, changed, handover);
  await tx.update(Deployment, deployment.id, {
    status: statusAfter(deployment, job, changed),
    errorMessage: changed ? message : null,
  });
  await append(tx, deployment.id, says(deployment, message, 'WARN'));
  announceStatus(tx, deployment);
}

async function giveUp(tx: TenantTx, job: JobRow, deployment: DeploymentRow | null): Promise<void> {
  const lost = `${mostLosses} runners were lost at it.`;
  if (deployment)
    await end(tx, deployment, 'FAILED', { message: `${lost} Look at the runners before you deploy again.` });
  else
    await endDriftCheck(tx, job, {
      outcome: 'FAILED',
      errorMessage: `${lost} Look at the runners before you check again.`,
    });
}

function statusAfter({ status }: DeploymentRow, { kind }: JobRow, changed: boolean) {
  if (changed) return advance(status, 'UNRESOLVED');
  // An approved plan has been begun, and waits for the next runner.
  return kind === 'APPLY' ? status : advance(status, 'QUEUED');
}

function farewell({ runner }: JobRow, changed: boolean, handover: Handover): string {
  const next = changed
    ? 'The next runner checks what exists and goes on.'
    : 'The next free runner begins again.';
  const when = changed ? 'while it applied' : 'before it changed anything';
  if (handover.lost) return `Runner ${runner} was lost ${when}. ${next}`;
  return `Runner ${runner} handed it over ${when}: ${handover.reason} ${next}`;
}
