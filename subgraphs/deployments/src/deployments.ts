/** Deployments as they are: looking at them, stopping one, ending one. */
import { In } from 'typeorm';
import { rowsOf } from '@hosterizer/kit/database';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { announceStatus, siteOf } from './channels.ts';
import { Deployment, Job, Lease, Progress, type DeploymentEventRow, type DeploymentRow } from './entities.ts';
import { append, mostEvents, readEvents, type NewEvent } from './events.ts';
import type { DeploymentFilter } from './generated/resolvers.ts';
import { closeJobsOf } from './leases.ts';
import { advance, enter, hasApplied, hasEnded, siteAfter } from './lifecycle.ts';

export type EventBatch = {
  deploymentId: string;
  events: DeploymentEventRow[];
  lastSequence: number;
  ended: boolean;
};

export function listDeployments(
  tx: ReadTx,
  page: PageArguments,
  filter?: DeploymentFilter | null,
): Promise<Page<DeploymentRow>> {
  const query = tx.createQueryBuilder(Deployment, 'deployment');
  for (const [field, column] of [
    ['siteId', 'site_id'],
    ['customerId', 'customer_id'],
  ] as const) {
    const id = filter?.[field];
    if (id == null) continue;
    if (!isId(id)) throw invalid(`filter.${field}`, 'This is no id.');
    query.andWhere(`deployment.${column} = :${field}`, { [field]: id });
  }
  if (filter?.status) query.andWhere('deployment.status = :status', { status: filter.status });
  return pageOf(query, page);
}

/** Throws NOT_FOUND, VALIDATION_ERROR for a batch size that cannot be. */
export async function readBatch(
  tx: ReadTx,
  deploymentId: string,
  after: number,
  first: number,
): Promise<EventBatch> {
  if (first < 1 || first > mostEvents) throw invalid('first', `Ask for 1 to ${mostEvents} events at a time.`);
  if (after < 0) throw invalid('after', 'Sequence numbers begin at 1; 0 asks for all.');
  if (!isId(deploymentId)) throw notFound('Deployment', deploymentId);

  // Events are read before the status: when that says "ended" and no later sequence, nothing can be missing.
  const events = await readEvents(tx, deploymentId, after, first);
  const deployment = await find(tx, deploymentId);
  const lastSequence = events.at(-1)?.sequence ?? after;
  const { lastSequence: newest } = await tx.findOneByOrFail(Progress, { deploymentId });
  return { deploymentId, events, lastSequence, ended: hasEnded(deployment.status) && lastSequence >= newest };
}

/** Throws NOT_FOUND, CONFLICT when it has ended. */
export async function cancelDeployment(tx: TenantTx, id: string): Promise<DeploymentRow> {
  const deployment = isId(id) ? await lockDeployment(tx, id) : null;
  if (!deployment) throw notFound('Deployment', id);
  if (hasEnded(deployment.status))
    throw conflict('The deployment has ended already; there is nothing to cancel.');

  const job = await tx.findOneBy(Job, { deploymentId: id, status: In(['QUEUED', 'CLAIMED']) });
  const underWay = job?.status === 'CLAIMED';
  // What a lost runner has left has to be looked at before anybody can say how this has ended.
  if (!job || !(underWay || job.kind === 'RECOVER')) {
    const message = hasApplied(deployment.phases)
      ? 'Cancelled; what had been changed before stays as it is.'
      : 'Cancelled; nothing was changed.';
    return end(tx, deployment, 'CANCELLED', { message });
  }
  const asked = await tx.update(Lease, { jobId: job.id, cancelRequested: false }, { cancelRequested: true });
  if (asked.affected) {
    const message = underWay
      ? 'Asked to stop: Terraform is being interrupted.'
      : 'Asked to stop: it ends as soon as a runner has checked what exists.';
    await append(tx, id, says(deployment, message, 'WARN'));
  }
  return find(tx, id);
}

/** Ends a deployment and its jobs, moves its site to what it is now, and writes the last event. */
export async function end(
  tx: TenantTx,
  deployment: DeploymentRow,
  outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED',
  { message, url = null }: { message: string; url?: string | null },
): Promise<DeploymentRow> {
  const changed = hasApplied(deployment.phases);
  const at = new Date();
  const [newest] = await rowsOf<{ version: number | null }>(
    tx,
    `select max(version) as version from deployments.state_version where site_id = $1`,
    [deployment.siteId],
  );
  await tx.update(Deployment, deployment.id, {
    status: advance(deployment.status, outcome),
    phase: 'FINISHED',
    phases: enter(deployment.phases, 'FINISHED', at),
    errorMessage: outcome === 'FAILED' ? message : null,
    stateVersion: newest?.version ?? null,
    completedAt: at,
  });
  await closeJobsOf(tx, deployment.id);
  await markSite(
    tx,
    deployment.siteId,
    siteAfter(deployment.type, outcome, { before: deployment.siteStatusBefore, changed }),
    url,
  );
  const level = outcome === 'COMPLETED' ? 'INFO' : outcome === 'CANCELLED' ? 'WARN' : 'ERROR';
  await append(tx, deployment.id, {
    ...says(deployment, message, level),
    kind: 'END',
    phase: 'FINISHED',
    at,
  });
  announceStatus(tx, deployment);
  return find(tx, deployment.id);
}

/**
 * The deployment, held until the transaction ends: cancel, claim, finish and a decision on it take turns. Its row comes
 * before those of its jobs and its log, so that nobody locks anybody out. Null when there is none.
 */
export const lockDeployment = (tx: TenantTx, id: string): Promise<DeploymentRow | null> =>
  tx.findOne(Deployment, { where: { id }, lock: { mode: 'pessimistic_write' } });

/** Whose deployment it is, for staff who act on it. Throws NOT_FOUND. */
export async function ownerOf(tx: ReadTx, id: string): Promise<string> {
  return (await find(tx, id)).customerId;
}

/** Something that the platform itself says in a deployment's log. */
export const says = (
  { phase }: Pick<DeploymentRow, 'phase'>,
  message: string,
  level: NewEvent['level'] = 'INFO',
): NewEvent => ({ at: new Date(), kind: 'LOG', level, phase, resource: null, message });

export async function markSite(
  tx: TenantTx,
  siteId: string,
  status: string,
  url: string | null = null,
): Promise<void> {
  await tx.query(`select sites.mark_site($1, $2, $3)`, [siteId, status, url]);
  tx.announce(siteOf(siteId));
}

export async function find(tx: ReadTx, id: string): Promise<DeploymentRow> {
  const found = isId(id) ? await tx.findOneBy(Deployment, { id }) : null;
  if (!found) throw notFound('Deployment', id);
  return found;
}
