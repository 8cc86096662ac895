/** How a job comes to a runner: fairly between customers, to one runner only, and again when that one is lost. */
import { IsNull, Not } from 'typeorm';
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { standingOf } from '@hosterizer/kit/standing';
import { acrossTenants, inPlatform, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import type { Log } from '@hosterizer/kit/log';
import { announceStatus } from './channels.ts';
import { end, find, says } from './deployments.ts';
import { Deployment, Job, Progress, type DeploymentRow, type JobRow } from './entities.ts';
import { append, leaseSeconds } from './events.ts';
import { advance, enter, hasApplied } from './lifecycle.ts';

export type Claim = { job: JobRow; deployment: DeploymentRow; nextLine: number; leaseUntil: Date };

/** After the lease a lost runner has this long to end Terraform by itself before somebody else begins. */
export const graceSeconds = 15;
/** A job at which so many runners were lost is not given to another. */
const mostLosses = 5;

/** The next job of the pool for this runner, or null when none is waiting. */
export async function claim(db: Database, pool: string, runner: string): Promise<Claim | null> {
  // A customer with fewer jobs running comes first, so that one's hundred do not hold up another's one. What a lost
  // runner had begun to change goes on to its end, however its customer stands by now.
  const waiting = await acrossTenants(db, 'platform', 'find a waiting job', (tx) =>
    rowsOf<{ id: string; customer_id: string }>(
      tx,
      `with waiting as (
         select job.id, job.customer_id, deployment.status
         from deployments.job
         join deployments.deployment
           on deployment.customer_id = job.customer_id and deployment.id = job.deployment_id
         where job.status = 'QUEUED' and pool = $1
       )
       select waiting.id, customer_id from waiting
       join customers.names_of(array(select distinct customer_id from waiting)) as customer
         on customer.id = customer_id
       where customer.status = 'ACTIVE' or waiting.status = 'UNRESOLVED'
       order by (
         select count(*) from deployments.job as running
         where running.customer_id = waiting.customer_id and running.status = 'CLAIMED'
       ), waiting.id
       limit 20`,
      [pool],
    ),
  );
  for (const { id, customer_id: customerId } of waiting) {
    const claimed = await inTenant(db, customerId, (tx) => take(tx, id, runner));
    if (claimed) return claimed;
  }
  return null;
}

async function take(tx: TenantTx, jobId: string, runner: string): Promise<Claim | null> {
  // Asked before anything is locked, as in deploySite: a suspension and a claim take turns.
  const standing = await standingOf(tx);
  // The deployment's row is locked first, here as in cancel and in end, so that they cannot lock each other out.
  const [held] = await rowsOf<{ deployment_id: string }>(
    tx,
    `select deployment.id as deployment_id
     from deployments.deployment join deployments.job on job.deployment_id = deployment.id
     where job.id = $1 and job.status = 'QUEUED'
     for update skip locked`,
    [jobId],
  );
  if (!held) return null;

  const deployment = await find(tx, held.deployment_id);
  if (standing !== 'ACTIVE' && deployment.status !== 'UNRESOLVED') return null;
  const [job] = await rowsOf<{ fence: number }>(
    tx,
    `update deployments.job set status = 'CLAIMED', fence = fence + 1, runner = $2, claimed_at = now()
     where id = $1 returning fence`,
    [jobId, runner],
  );
  const [progress] = await rowsOf<{ next_line: number; lease_until: Date }>(
    tx,
    `update deployments.progress
     set fence = $2, lease_until = now() + make_interval(secs => $3)
     where deployment_id = $1 returning next_line, lease_until`,
    [deployment.id, job!.fence, leaseSeconds],
  );
  const again = deployment.status === 'UNRESOLVED';
  const at = new Date();
  await tx.update(Deployment, deployment.id, {
    status: advance(deployment.status, 'RUNNING'),
    phase: 'PLANNING',
    phases: enter(deployment.phases, 'PLANNING', at),
    errorMessage: null,
    startedAt: deployment.startedAt ?? at,
  });
  const message = again
    ? `Runner ${runner} checks what exists and goes on.`
    : `Runner ${runner} took the deployment.`;
  await append(tx, deployment.id, { ...says({ phase: 'PLANNING' }, message), kind: 'PHASE', at });
  announceStatus(tx, deployment);
  return {
    job: await tx.findOneByOrFail(Job, { id: jobId }),
    deployment,
    nextLine: progress!.next_line,
    leaseUntil: progress!.lease_until,
  };
}

/** Takes back the jobs whose runner has not been heard of since its lease and the grace after it. */
export async function sweepLostJobs(db: Database): Promise<void> {
  const lost = await acrossTenants(db, 'platform', 'find lost jobs', (tx) =>
    rowsOf<{ deployment_id: string; customer_id: string }>(
      tx,
      `select deployment_id, customer_id from deployments.progress
       where lease_until < now() - make_interval(secs => $1) limit 100`,
      [graceSeconds],
    ),
  );
  for (const { deployment_id: id, customer_id: customerId } of lost) {
    await inTenant(db, customerId, (tx) => takeBack(tx, id, db.log));
  }
}

async function takeBack(tx: TenantTx, deploymentId: string, log: Log): Promise<void> {
  const deployment = await tx.findOne(Deployment, {
    where: { id: deploymentId },
    lock: { mode: 'pessimistic_write' },
  });
  const [lost] = await rowsOf<{ cancel_requested: boolean }>(
    tx,
    `update deployments.progress set lease_until = null
     where deployment_id = $1 and lease_until < now() - make_interval(secs => $2) returning cancel_requested`,
    [deploymentId, graceSeconds],
  );
  if (!lost || deployment?.status !== 'RUNNING') return;
  const job = await tx.findOneByOrFail(Job, { deploymentId });
  const changed = hasApplied(deployment.phases);
  log.warn({ deploymentId, runner: job.runner, changed }, 'A runner was lost.');

  if (lost.cancel_requested && !changed) {
    await tx.update(Job, job.id, { status: 'DONE' });
    await end(tx, deployment, 'CANCELLED', {
      message: 'Cancelled; its runner was lost, and nothing had been changed.',
    });
    return;
  }
  if (job.losses + 1 >= mostLosses) {
    await tx.update(Job, job.id, { status: 'DONE' });
    await end(tx, deployment, 'FAILED', {
      message: `${mostLosses} runners were lost at it. Look at the runners before you deploy again.`,
    });
    return;
  }
  const message = changed
    ? `Runner ${job.runner} was lost while it applied. The next runner checks what exists and goes on.`
    : `Runner ${job.runner} was lost before it changed anything. The next free runner begins again.`;
  await tx.update(Job, job.id, { status: 'QUEUED', losses: job.losses + 1 });
  await tx.update(Deployment, deploymentId, {
    status: advance('RUNNING', changed ? 'UNRESOLVED' : 'QUEUED'),
    errorMessage: changed ? message : null,
  });
  await append(tx, deploymentId, says(deployment, message, 'WARN'));
  announceStatus(tx, deployment);
}

/** Remembers that a runner was here; one that is unable makes the deployments that wait for it say why, once. */
export async function noteRunner(
  db: Database,
  runner: string,
  pool: string,
  unable: string | null,
): Promise<void> {
  await inPlatform(db, (tx) =>
    tx.query(
      `insert into deployments.runner (name, pool, unable) values ($1, $2, $3)
       on conflict (name) do update set pool = excluded.pool, unable = excluded.unable, seen_at = now()`,
      [runner, pool, unable],
    ),
  );
  if (!unable) return;
  const message = `Waiting: ${unable}`;
  const unaware = await acrossTenants(db, 'platform', 'tell why deployments wait', (tx) =>
    rowsOf<{ deployment_id: string; customer_id: string }>(
      tx,
      `select deployment_id, customer_id from deployments.job
       where status = 'QUEUED' and pool = $1 and not exists (
         select from deployments.event
         where event.customer_id = job.customer_id and event.deployment_id = job.deployment_id and message = $2
       ) limit 100`,
      [pool, message],
    ),
  );
  for (const { deployment_id: id, customer_id: customerId } of unaware) {
    await inTenant(db, customerId, (tx) => append(tx, id, says({ phase: 'QUEUED' }, message, 'WARN')));
  }
}

/** Fails, for health, with the reason why nothing is being deployed, if nothing is. */
export async function checkRunners(db: Database): Promise<{ runners: number }> {
  const runners = await inPlatform(db, (tx) =>
    rowsOf<{ unable: string | null }>(
      tx,
      `select unable from deployments.runner where seen_at > now() - interval '60 seconds'`,
    ),
  );
  const able = runners.filter(({ unable }) => unable === null).length;
  if (able > 0) return { runners: able };
  throw new Error(runners[0]?.unable ?? 'No runner is connected; deployments wait until one is.');
}

/** Whether this fence is the current one of a job that has not ended. */
export async function holdsJob(tx: TenantTx, deploymentId: string, fence: number): Promise<boolean> {
  return tx.existsBy(Progress, { deploymentId, fence, leaseUntil: Not(IsNull()) });
}
