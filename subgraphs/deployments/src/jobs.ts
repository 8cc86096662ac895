/** What a runner says about the one job that it holds. Everything is fenced, and everything may be said twice. */
import { rowsOf } from '@hosterizer/kit/database';
import { invalid } from '@hosterizer/kit/errors';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { announceStatus } from './channels.ts';
import { end, find } from './deployments.ts';
import { Deployment, Job, Progress, type Plan } from './entities.ts';
import { appendLines, checkBatch, leaseSeconds, lostJob, type NewEvent } from './events.ts';
import type {
  AppendDeploymentEventsInput,
  DeploymentEventInput,
  FinishJobInput,
} from './generated/resolvers.ts';
import { enter } from './lifecycle.ts';
import { releaseJobLock } from './state.ts';

export type HeldJob = NonNullable<Viewer['job']>;

export type JobProgress = { nextLine: number; cancelRequested: boolean; leaseUntil: Date };

const mostResources = 500;

/** Throws VALIDATION_ERROR for a batch that cannot be, CONFLICT as `appendLines` does. */
export async function appendDeploymentEvents(
  tx: TenantTx,
  job: HeldJob,
  { fromLine, events }: AppendDeploymentEventsInput,
): Promise<JobProgress> {
  checkBatch(fromLine, events);
  const appended = await appendLines(tx, job, fromLine, events.map(newEvent));
  const fresh = events.slice(events.length - appended.fresh);
  await follow(tx, job, fresh);
  return appended;
}

/** Renews the lease. Throws CONFLICT when another runner has the job by now. */
export async function heartbeatJob(tx: TenantTx, { deploymentId, fence }: HeldJob): Promise<JobProgress> {
  const [held] = await rowsOf<{ next_line: number; cancel_requested: boolean; lease_until: Date }>(
    tx,
    `update deployments.progress set lease_until = now() + make_interval(secs => $3)
     where deployment_id = $1 and fence = $2 and lease_until is not null
     returning next_line, cancel_requested, lease_until`,
    [deploymentId, fence, leaseSeconds],
  );
  if (!held) throw lostJob();
  return { nextLine: held.next_line, cancelRequested: held.cancel_requested, leaseUntil: held.lease_until };
}

/** Throws CONFLICT when another runner has the job by now; saying the same end twice is no error. */
export async function finishJob(tx: TenantTx, held: HeldJob, input: FinishJobInput): Promise<JobProgress> {
  if (input.outcome === 'FAILED' && !input.errorMessage)
    throw invalid('errorMessage', 'Say what went wrong.');
  const deployment = await tx.findOne(Deployment, {
    where: { id: held.deploymentId },
    lock: { mode: 'pessimistic_write' },
  });
  const job = await tx.findOneBy(Job, { id: held.id, fence: held.fence });
  if (!deployment || !job) throw lostJob();

  const progress = await tx.findOneByOrFail(Progress, { deploymentId: held.deploymentId });
  if (job.status === 'CLAIMED' && deployment.status === 'RUNNING' && progress.leaseUntil) {
    await tx.update(Job, job.id, { status: 'DONE' });
    await releaseJobLock(tx, held);
    const url = (input.outputs as { site_url?: unknown } | null | undefined)?.site_url;
    await end(tx, deployment, input.outcome, {
      message: input.errorMessage ?? farewell(deployment.type, input.outcome),
      url: typeof url === 'string' ? url : null,
    });
  } else if (job.status !== 'DONE') {
    throw lostJob();
  }
  return { ...progress, leaseUntil: progress.leaseUntil ?? new Date() };
}

/** Carries over to the deployment what its events say of phase and plan. */
async function follow(
  tx: TenantTx,
  { deploymentId, siteId }: HeldJob,
  events: DeploymentEventInput[],
): Promise<void> {
  const turns = events.filter(({ kind }) => kind === 'PHASE' || kind === 'PLAN');
  if (turns.length === 0) return;
  let { phases, plan } = await find(tx, deploymentId);
  for (const event of turns) {
    if (event.kind === 'PHASE') phases = enter(phases, event.phase, new Date(event.at));
    else plan = planOf(event.data) ?? plan;
  }
  await tx.update(Deployment, deploymentId, { phases, plan, phase: phases.at(-1)!.phase });
  announceStatus(tx, { id: deploymentId, siteId });
}

function planOf(data: unknown): Plan | null {
  const plan = data as Partial<Plan> | null | undefined;
  if (![plan?.add, plan?.change, plan?.destroy].every(Number.isInteger) || !Array.isArray(plan?.resources))
    return null;
  return {
    add: plan.add!,
    change: plan.change!,
    destroy: plan.destroy!,
    resources: plan.resources
      .slice(0, mostResources)
      .map(({ address, action }) => ({ address: String(address), action })),
  };
}

const newEvent = ({ at, kind, level, phase, resource, message }: DeploymentEventInput): NewEvent => ({
  at: new Date(at),
  kind,
  level,
  phase,
  resource: resource ?? null,
  message,
});

function farewell(type: string, outcome: FinishJobInput['outcome']): string {
  if (outcome === 'CANCELLED') return 'Cancelled.';
  return type === 'DELETE' ? 'Everything is gone.' : 'The site is live.';
}
