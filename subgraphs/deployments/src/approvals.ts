/** Leave to apply a plan: waiting for it, giving it, refusing it, and asking for it again when the plan no longer fits. */
import { conflict, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { announceStatus } from './channels.ts';
import { mustBeConnected } from './clouds/gate.ts';
import { end, find, lockDeployment, says } from './deployments.ts';
import { Deployment, type DeploymentRow, type JobRow } from './entities.ts';
import { append } from './events.ts';
import { enter } from './lifecycle.ts';
import { waitingPlan } from './plan-files.ts';
import { enqueue } from './queue.ts';
import { reasonOf } from './reason.ts';
import type { Requester } from './requester.ts';

const longestReason = 1_000;
const undecided = { decision: null, decidedBy: null, decidedAt: null, decisionReason: null };

/** The plan of a job that is over waits for leave. Throws CONFLICT when the job has not sent its plan and its file. */
export async function awaitApproval(
  tx: TenantTx,
  deployment: DeploymentRow,
  job: Pick<JobRow, 'id'>,
): Promise<void> {
  if ((await waitingPlan(tx, deployment.id))?.jobId !== job.id)
    throw conflict('Send the plan and its file first: nobody can approve what is not there.');
  const at = new Date();
  const phase = 'AWAITING_APPROVAL';
  await tx.update(Deployment, deployment.id, {
    ...undecided,
    ...{ phase, phases: enter(deployment.phases, phase, at), awaitsApproval: true },
  });
  const message =
    deployment.decision === 'APPROVED'
      ? 'What is left to do goes beyond the plan that was approved: it waits for approval again.'
      : 'Planned; it waits for approval.';
  await append(tx, deployment.id, { ...says({ phase }, message), kind: 'PHASE', at });
  announceStatus(tx, deployment);
}

/** The approved plan does not fit the state any more, and nothing of it was applied: it is made anew and waits again. */
export async function planAnew(
  tx: TenantTx,
  deployment: DeploymentRow,
  { siteId }: Pick<JobRow, 'siteId'>,
): Promise<void> {
  const at = new Date();
  const phase = 'PLANNING';
  // The runner was about to apply and did not: were that to stay, it would look as if something had been changed.
  const last = deployment.phases.at(-1)?.phase;
  const phases = last === 'APPLYING' ? deployment.phases.slice(0, -1) : deployment.phases;
  await tx.update(Deployment, deployment.id, { ...undecided, phase, phases: enter(phases, phase, at) });
  const { id: deploymentId, cloudProvider, type } = deployment;
  await enqueue(tx, { kind: type === 'DELETE' ? 'DESTROY' : 'PLAN', siteId, cloudProvider, deploymentId });
  const message =
    'The state has changed since this was planned, so that nothing was applied. It is planned anew and waits for approval again.';
  await append(tx, deployment.id, { ...says({ phase }, message, 'WARN'), kind: 'PHASE', at });
  announceStatus(tx, deployment);
}

/** Queues what was planned to be applied. Throws NOT_FOUND, CONFLICT when nothing waits or the customer is not active, and as mustBeConnected. */
export async function approveDeployment(tx: TenantTx, id: string, by: Requester): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const deployment = await lockWaiting(tx, id);
  await mustBeConnected(tx, deployment.cloudProvider);
  await tx.update(Deployment, id, { decision: 'APPROVED', decidedBy: by.id, decidedAt: new Date() });
  const { siteId, cloudProvider } = deployment;
  await enqueue(tx, { kind: 'APPLY', siteId, cloudProvider, deploymentId: id });
  await append(tx, id, says(deployment, 'Approved.'));
  announceStatus(tx, deployment);
  return find(tx, id);
}

/** Ends it without a change. Throws NOT_FOUND, CONFLICT when nothing waits, VALIDATION_ERROR without a reason. */
export async function rejectDeployment(
  tx: TenantTx,
  id: string,
  reason: string,
  by: Requester,
): Promise<DeploymentRow> {
  const decisionReason = reasonOf(reason, longestReason);
  const deployment = await lockWaiting(tx, id);
  await tx.update(Deployment, id, {
    ...{ decision: 'REJECTED', decidedBy: by.id, decidedAt: new Date(), decisionReason },
  });
  return end(tx, deployment, 'CANCELLED', { message: `Rejected: ${decisionReason}` });
}

async function lockWaiting(tx: TenantTx, id: string): Promise<DeploymentRow> {
  const deployment = isId(id) ? await lockDeployment(tx, id) : null;
  if (!deployment) throw notFound('Deployment', id);
  if (deployment.phase !== 'AWAITING_APPROVAL')
    throw conflict('Nothing of this deployment waits for approval. Look at it again.');
  if (deployment.decision) throw conflict('Somebody has approved it already.');
  return deployment;
}
