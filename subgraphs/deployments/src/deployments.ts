/** What people do with deployments: ask for one, look, stop one. */
import type { Blueprints } from '@hosterizer/kit/blueprints';
import { isUniqueViolation, rowsOf } from '@hosterizer/kit/database';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { announceStatus, eventsOf, jobsOf, siteOf } from './channels.ts';
import { Deployment, Job, Progress, type DeploymentEventRow, type DeploymentRow } from './entities.ts';
import { append, mostEvents, readEvents, type NewEvent } from './events.ts';
import type { DeploymentFilter, DeploymentType } from './generated/resolvers.ts';
import { advance, enter, hasApplied, hasEnded, siteAfter, siteDuring } from './lifecycle.ts';

/** A site as `sites.lock_site` answers it. */
type LockedSite = {
  id: string;
  customer_id: string;
  name: string;
  cloud_provider: string;
  region: string;
  blueprint: string;
  instance_size: string;
  status: string;
  configuration: object;
};

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

/**
 * Throws NOT_FOUND, CONFLICT while another deployment of the site is active or the customer is not, VALIDATION_ERROR
 * where nothing can be built.
 */
export async function deploySite(
  tx: TenantTx,
  blueprints: Blueprints,
  siteId: string,
  requestedBy: string | null,
): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const blueprint = blueprints.get(site.blueprint);
  if (!Object.hasOwn(blueprint.providers, site.cloud_provider)) {
    throw invalid(
      'siteId',
      `This installation cannot build ${blueprint.title} on ${site.cloud_provider} yet.`,
    );
  }
  const built = await tx.existsBy(Deployment, { siteId, status: 'COMPLETED' });
  return queue(tx, site, built ? 'UPDATE' : 'CREATE', requestedBy);
}

/** A site that was never built is gone at once; any other is destroyed by a deployment. Throws NOT_FOUND, CONFLICT. */
export async function deleteSite(tx: TenantTx, siteId: string, requestedBy: string | null): Promise<void> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  if (site.status === 'PENDING' && !(await tx.existsBy(Deployment, { siteId, status: 'QUEUED' }))) {
    await markSite(tx, siteId, 'DELETED');
    return;
  }
  await queue(tx, site, 'DELETE', requestedBy);
}

/** Throws NOT_FOUND, CONFLICT when it has ended. */
export async function cancelDeployment(tx: TenantTx, id: string): Promise<DeploymentRow> {
  // The row lock makes cancel, claim and finish take turns.
  const deployment = isId(id)
    ? await tx.findOne(Deployment, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!deployment) throw notFound('Deployment', id);
  if (hasEnded(deployment.status))
    throw conflict('The deployment has ended already; there is nothing to cancel.');

  if (deployment.status === 'QUEUED') {
    await tx.update(Job, { deploymentId: id }, { status: 'DONE' });
    return end(tx, deployment, 'CANCELLED', { message: 'Cancelled before it began; nothing was changed.' });
  }
  const { cancelRequested } = await tx.findOneByOrFail(Progress, { deploymentId: id });
  if (!cancelRequested) {
    await tx.update(Progress, { deploymentId: id }, { cancelRequested: true });
    await append(tx, id, says(deployment, 'Asked to stop: Terraform is being interrupted.', 'WARN'));
  }
  return find(tx, id);
}

/** Ends a deployment, moves its site to what it is now, and writes the last event. */
export async function end(
  tx: TenantTx,
  deployment: DeploymentRow,
  outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED',
  { message, url = null }: { message: string; url?: string | null },
): Promise<DeploymentRow> {
  const changed = hasApplied(deployment.phases);
  const at = new Date();
  await tx.update(Deployment, deployment.id, {
    status: advance(deployment.status, outcome),
    phase: 'FINISHED',
    phases: enter(deployment.phases, 'FINISHED', at),
    errorMessage: outcome === 'FAILED' ? message : null,
    completedAt: at,
  });
  await tx.update(Progress, { deploymentId: deployment.id }, { leaseUntil: null });
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

/** Whose deployment it is, for staff who act on it. Throws NOT_FOUND. */
export async function ownerOf(tx: ReadTx, id: string): Promise<string> {
  return (await find(tx, id)).customerId;
}

/** Whose site it is, for staff who act on it. Throws NOT_FOUND. */
export async function siteOwnerOf(tx: ReadTx, siteId: string): Promise<string> {
  const [found] = isId(siteId)
    ? await rowsOf<{ owner: string | null }>(tx, `select sites.customer_of($1) as owner`, [siteId])
    : [];
  if (!found?.owner) throw notFound('Site', siteId);
  return found.owner;
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

async function lockSite(tx: TenantTx, siteId: string): Promise<LockedSite> {
  const [site] = isId(siteId)
    ? await rowsOf<LockedSite>(tx, `select * from sites.lock_site($1)`, [siteId])
    : [];
  if (!site) throw notFound('Site', siteId);
  return site;
}

async function queue(
  tx: TenantTx,
  site: LockedSite,
  type: DeploymentType,
  requestedBy: string | null,
): Promise<DeploymentRow> {
  const id = newId();
  const at = new Date();
  const [{ number }] = (await tx.query(
    `select coalesce(max(number), 0) + 1 as number from deployments.deployment where site_id = $1`,
    [site.id],
  )) as [{ number: number }];

  try {
    await tx.insert(Deployment, {
      id,
      customerId: tx.customerId,
      siteId: site.id,
      number,
      type,
      phases: enter([], 'QUEUED', at),
      requestedBy,
      siteStatusBefore: site.status,
      variables: variablesOf(site),
      blueprint: site.blueprint,
      cloudProvider: site.cloud_provider,
      createdAt: at,
    });
  } catch (error) {
    if (isUniqueViolation(error, 'one_active_deployment')) {
      throw conflict('Another deployment of this site is active. Wait until it has ended, or cancel it.');
    }
    throw error;
  }
  await tx.insert(Progress, { deploymentId: id, customerId: tx.customerId });
  await tx.insert(Job, { id: newId(), customerId: tx.customerId, deploymentId: id, siteId: site.id });
  await markSite(tx, site.id, siteDuring[type]);
  await append(tx, id, {
    ...says({ phase: 'QUEUED' }, 'Queued; the next free runner takes it.'),
    kind: 'PHASE',
    at,
  });

  tx.announce(eventsOf(id));
  tx.announce(jobsOf('default'));
  return find(tx, id);
}

const variablesOf = (site: LockedSite) => ({
  site_id: site.id,
  site_name: site.name,
  customer_id: site.customer_id,
  region: site.region,
  instance_type: site.instance_size,
  tags: { site: site.name, managed_by: 'hosterizer' },
  configuration: site.configuration,
});
