/** What a runner says about the one job that it holds. Everything is fenced, and everything may be said twice. */
import { invalid } from '@hosterizer/kit/errors';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { awaitApproval, planAnew } from './approvals.ts';
import { announceStatus } from './channels.ts';
import { end, lockDeployment } from './deployments.ts';
import { Deployment, Job, Lease, type DeploymentRow, type JobRow } from './entities.ts';
import { appendLines, checkBatch, longestMessage, storable, type NewEvent } from './events.ts';
import type {
  AppendDeploymentEventsInput,
  DeploymentEventInput,
  FinishJobInput,
  JobKind,
  JobOutcome,
} from './generated/resolvers.ts';
import { endDriftCheck } from './drift.ts';
import { closeJob, endLease, lostJob, renewLease, type Progress } from './leases.ts';
import { enter } from './lifecycle.ts';

export type HeldJob = NonNullable<Viewer['job']>;

/**
 * Throws VALIDATION_ERROR for a batch that cannot be, or of a drift check, which has no log; CONFLICT as `appendLines`
 * does.
 */
export async function appendDeploymentEvents(
  tx: TenantTx,
  { id, fence, deploymentId }: HeldJob,
  { fromLine, events }: AppendDeploymentEventsInput,
): Promise<Progress> {
  if (!deploymentId)
    throw invalid('events', 'A drift check has no log; say how it ended, and heartbeatJob until then.');
  checkBatch(fromLine, events);
  const turns = events.some(({ kind }) => kind === 'PHASE');
  // Locked before the lease, as by whoever cancels or ends it at this moment.
  const deployment = turns ? await lockDeployment(tx, deploymentId) : null;
  const appended = await appendLines(tx, { id, fence, deploymentId }, fromLine, events.map(newEvent));
  if (deployment) await follow(tx, deployment, events.slice(events.length - appended.fresh));
  return appended;
}

/** Renews the lease. Throws CONFLICT when another runner has the job by now. */
export const heartbeatJob = (tx: TenantTx, job: HeldJob): Promise<Progress> => renewLease(tx, job);

/** Throws CONFLICT when another runner has the job by now; saying the same end twice is no error. */
export async function finishJob(tx: TenantTx, held: HeldJob, input: FinishJobInput): Promise<Progress> {
  if (input.outcome === 'FAILED' && !input.errorMessage)
    throw invalid('errorMessage', 'Say what went wrong.');
  const deployment = held.deploymentId ? await lockDeployment(tx, held.deploymentId) : null;
  const job = await tx.findOneBy(Job, { id: held.id });
  if (!job) throw lostJob();
  mustFit(job.kind, input.outcome);

  const ended = await endLease(tx, held);
  if (!ended) return saidBefore(tx, held, job);
  if (deployment) await conclude(tx, deployment, job, input, ended);
  else await endDriftCheck(tx, job, input);
  return ended;
}

async function conclude(
  tx: TenantTx,
  deployment: DeploymentRow,
  job: JobRow,
  { outcome, errorMessage, outputs }: FinishJobInput,
  { cancelRequested }: Progress,
): Promise<void> {
  if (outcome === 'PLANNED' || outcome === 'STALE') {
    // Somebody wanted it to stop while it planned: nobody is asked for leave any more.
    if (cancelRequested) {
      await end(tx, deployment, 'CANCELLED', { message: 'Cancelled.' });
      return;
    }
    await closeJob(tx, job);
    if (outcome === 'PLANNED') await awaitApproval(tx, deployment, job);
    else await planAnew(tx, deployment, job);
    return;
  }
  const url = (outputs as { site_url?: unknown } | null | undefined)?.site_url;
  const message = errorMessage ?? farewell(deployment.type, outcome);
  await end(tx, deployment, outcome, {
    message: storable(message).slice(0, longestMessage),
    url: typeof url === 'string' ? storable(url) : null,
  });
}

/** The answer to an end that has been said before. */
async function saidBefore(tx: TenantTx, { id, fence }: HeldJob, { status }: JobRow): Promise<Progress> {
  const lease = await tx.findOneBy(Lease, { jobId: id, fence });
  if (!lease || status !== 'DONE') throw lostJob();
  return { nextLine: lease.nextLine, cancelRequested: lease.cancelRequested, leaseUntil: new Date() };
}

/** Throws VALIDATION_ERROR for an outcome that a job of this kind cannot have. */
function mustFit(kind: JobKind, outcome: JobOutcome): void {
  if (outcome === 'PLANNED' && (kind === 'APPLY' || kind === 'DRIFT'))
    throw invalid('outcome', `A job of the kind ${kind} makes no plan that could be approved.`);
  if (outcome === 'STALE' && kind !== 'APPLY')
    throw invalid('outcome', 'Only a job that applies an approved plan can find it stale.');
}

/** Carries over to the deployment what its events say of the phase. */
async function follow(
  tx: TenantTx,
  deployment: DeploymentRow,
  events: DeploymentEventInput[],
): Promise<void> {
  const turns = events.filter(({ kind }) => kind === 'PHASE');
  if (turns.length === 0) return;
  const phases = turns.reduce(
    (entered, { phase, at }) => enter(entered, phase, new Date(at)),
    deployment.phases,
  );
  await tx.update(Deployment, deployment.id, { phases, phase: phases.at(-1)!.phase });
  announceStatus(tx, deployment);
}

const newEvent = ({ at, kind, level, phase, resource, message }: DeploymentEventInput): NewEvent => ({
  at: new Date(at),
  kind,
  level,
  phase,
  resource: resource ?? null,
  message,
});

function farewell(type: string, outcome: JobOutcome): string {
  if (outcome === 'CANCELLED') return 'Cancelled.';
  return type === 'DELETE' ? 'Everything is gone.' : 'The site is live.';
}
