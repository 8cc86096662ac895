/** How a runner is given the next job of one customer, and what begins with that. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { standingOf } from '@hosterizer/kit/standing';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { announceBegun, announceStatus, siteOf } from './channels.ts';
import { environmentOf } from './clouds/sealed.ts';
import { end, lockDeployment, says } from './deployments.ts';
import { Deployment, DriftCheck, Job, type DeploymentRow, type JobRow } from './entities.ts';
import { append } from './events.ts';
import { endDriftCheck } from './drift.ts';
import { leaseSeconds } from './leases.ts';
import { advance, enter } from './lifecycle.ts';
import { waitingPlan, type WaitingPlan } from './plan-files.ts';
import { secretsOf } from './secrets.ts';
import { sourceOf, type Source } from './sources.ts';

export type Claim = {
  job: JobRow;
  fence: number;
  nextLine: number;
  leaseUntil: Date;
  /** What is to be built; for a drift check what was built last. */
  order: DeploymentRow;
  /** What it is built of. */
  source: Source;
  secrets: Record<string, string>;
  /** The cloud's credential, for Terraform's environment. */
  environment: Record<string, string>;
  /** The plan that was approved, for the job that applies it. */
  approvedPlan: WaitingPlan | null;
};

/** Who asks for a job. */
export type Claimant = { name: string; pool: string; labels: readonly string[] };

/** Whether a runner with the labels $2 can be given a job, by what it asks for and where its site stands. */
export const fits = `requires <@ $2::text[] and (placement.label is null or placement.label = any ($2))`;

/** The customer's next job for this runner, given to it. Without patience null as well while another one is taking one. */
export async function takeNext(
  tx: TenantTx,
  {
    db: { sealer, log },
    runner,
    concurrency,
    patient,
  }: { db: Database; runner: Claimant; concurrency: number; patient: boolean },
): Promise<Claim | null> {
  // Asked before anything is locked, as in deploySite: a suspension and a claim take turns.
  const standing = await standingOf(tx);
  if (!(await hasRoom(tx, concurrency, patient))) return null;
  const waiting = await nextOf(tx, runner, standing === 'ACTIVE');
  const order = waiting && (await orderOf(tx, waiting));
  if (!order) return null;

  const held = await hold(tx, waiting, runner);
  if (!held) return null;
  const secrets = await secretsOf(tx, sealer, waiting.siteId).catch((error: unknown) => {
    log.error({ err: error, site: waiting.siteId }, 'The secrets of a site do not open.');
    return null;
  });
  if (!secrets) {
    await refuse(tx, waiting, order, 'The secrets of this site do not open any more: set each of them anew.');
    return null;
  }
  const source = await sourceOf(tx, order);
  if (!source) {
    const { blueprint, cloudProvider } = order;
    await refuse(
      tx,
      waiting,
      order,
      `The blueprint ${blueprint} is not published for ${cloudProvider} any more.`,
    );
    return null;
  }
  const environment = await environmentOf(tx, sealer, order.cloudProvider);
  if (typeof environment === 'string') {
    log.error({ site: waiting.siteId, cloud: order.cloudProvider }, environment);
    await refuse(tx, waiting, order, environment);
    return null;
  }
  if (order.cloudProvider === 'LOCAL') await settle(tx, waiting.siteId, runner);
  await begin(tx, held.job, order);
  announceBegun(tx);
  const approvedPlan = waiting.kind === 'APPLY' ? await waitingPlan(tx, order.id) : null;
  return { ...held, order, source, secrets, environment, approvedPlan };
}

/** Whether one more job of the customer may be under way; nobody else begins one until the transaction has ended. */
async function hasRoom(tx: TenantTx, concurrency: number, patient: boolean): Promise<boolean> {
  const [turn] = await rowsOf<{ taken: unknown }>(
    tx,
    `select pg_${patient ? '' : 'try_'}advisory_xact_lock(hashtextextended($1, 0)) as taken`,
    [`claims of ${tx.customerId}`],
  );
  if (turn?.taken === false) return false;
  // Only what is asked after the lock sees what was committed under it.
  const [room] = await rowsOf<{ left: number }>(
    tx,
    `select coalesce((select concurrency from deployments.allotment), $1)
       - (select count(*)::int from deployments.job where status = 'CLAIMED') as left`,
    [concurrency],
  );
  return room!.left > 0;
}

/** The first of the customer's jobs that the runner can be given. */
async function nextOf(tx: TenantTx, { pool, labels }: Claimant, active: boolean): Promise<JobRow | null> {
  const [next] = await rowsOf<{ id: string }>(
    tx,
    `select job.id from deployments.job
     left join deployments.placement on placement.site_id = job.site_id
     where status = 'QUEUED' and pool = $1 and ${fits} and ($3 or kind = 'RECOVER')
       and not exists (
         select from deployments.job as other where other.site_id = job.site_id and other.status = 'CLAIMED'
       )
     order by job.id limit 1`,
    [pool, labels, active],
  );
  return next ? tx.findOneBy(Job, { id: next.id }) : null;
}

/** What the job is to build, or to compare with; null when there is nothing. */
async function orderOf(tx: TenantTx, job: JobRow): Promise<DeploymentRow | null> {
  // The deployment's row is locked first, here as in cancel and in end, so that they cannot lock each other out.
  if (job.deploymentId) return lockDeployment(tx, job.deploymentId);
  const { siteId } = job;
  const built = await tx.findOne(Deployment, {
    where: { siteId, status: 'COMPLETED' },
    order: { id: 'DESC' },
  });
  if (built && built.type !== 'DELETE') return built;
  await endDriftCheck(tx, job, { outcome: 'CANCELLED' });
  return null;
}

/** Gives the job to the runner; null when it is not to be had any more. */
async function hold(
  tx: TenantTx,
  waiting: JobRow,
  { name, pool, labels }: Claimant,
): Promise<Pick<Claim, 'job' | 'fence' | 'nextLine' | 'leaseUntil'> | null> {
  const [held] = await rowsOf<Pick<Claim, 'fence' | 'nextLine' | 'leaseUntil'> & { claimedAt: Date }>(
    tx,
    `with taken as (
       update deployments.job set status = 'CLAIMED', runner = $2, claimed_at = now()
       where id = $1 and status = 'QUEUED' and pool = $3 and requires <@ $4::text[]
       returning id, claimed_at
     )
     update deployments.lease
     set fence = fence + 1, held = true, lease_until = now() + make_interval(secs => $5)
     from taken where job_id = taken.id
     returning fence, next_line as "nextLine", lease_until as "leaseUntil", taken.claimed_at as "claimedAt"`,
    [waiting.id, name, pool, labels, leaseSeconds],
  );
  if (!held) return null;
  const { claimedAt, ...lease } = held;
  return { job: { ...waiting, status: 'CLAIMED', runner: name, claimedAt }, ...lease };
}

/** A site that stands nowhere yet does so from now on, on the machine that the runner can change. */
async function settle(tx: TenantTx, siteId: string, { labels }: Claimant): Promise<void> {
  const machine = labels.find((label) => label.startsWith('machine:'));
  if (!machine) return;
  await tx.query(
    `insert into deployments.placement (site_id, label) values ($1, $2) on conflict do nothing`,
    [siteId, machine],
  );
}

async function begin(tx: TenantTx, job: JobRow, deployment: DeploymentRow): Promise<void> {
  if (job.driftCheckId) {
    await tx.update(DriftCheck, job.driftCheckId, { status: 'RUNNING' });
    tx.announce(siteOf(job.siteId));
    return;
  }
  const at = new Date();
  // An approved plan is not planned again: its deployment stays where it was until the runner applies.
  const phase = job.kind === 'APPLY' ? deployment.phase : 'PLANNING';
  await tx.update(Deployment, deployment.id, {
    status: deployment.status === 'RUNNING' ? 'RUNNING' : advance(deployment.status, 'RUNNING'),
    phase,
    phases: enter(deployment.phases, phase, at),
    errorMessage: null,
    startedAt: deployment.startedAt ?? at,
  });
  await append(tx, deployment.id, { ...says({ phase }, greetings(job)), kind: 'PHASE', at });
  announceStatus(tx, deployment);
}

function greetings({ kind, runner }: JobRow): string {
  if (kind === 'RECOVER') return `Runner ${runner} checks what exists and goes on.`;
  if (kind === 'APPLY') return `Runner ${runner} took the approved plan.`;
  return `Runner ${runner} took the deployment.`;
}

/** Ends what cannot be worked on, so that it does not come to every runner again. */
async function refuse(tx: TenantTx, job: JobRow, deployment: DeploymentRow, message: string): Promise<void> {
  if (job.deploymentId) await end(tx, deployment, 'FAILED', { message });
  else await endDriftCheck(tx, job, { outcome: 'FAILED', errorMessage: message });
}
