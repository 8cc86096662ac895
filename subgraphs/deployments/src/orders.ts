/** Asking for a deployment: what is ordered, and the one place where a deployment and its job begin. */
import { isUniqueViolation } from '@hosterizer/kit/database';
import { conflict, forbidden, invalid } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { Not } from 'typeorm';
import { announceStatus } from './channels.ts';
import { mustBeConnected } from './clouds/gate.ts';
import { find, markSite, says } from './deployments.ts';
import { Deployment, Progress, type ApprovalPolicy, type DeploymentRow } from './entities.ts';
import { append } from './events.ts';
import type {
  DeploymentCause,
  DeploymentType,
  DeploySiteInput,
  PromoteSiteInput,
  RollBackSiteInput,
} from './generated/resolvers.ts';
import { enter, siteDuring } from './lifecycle.ts';
import { lockSite, orderOf, restoreOrder, variablesIn, type LockedSite } from './ordered-site.ts';
import { dropFiles } from './plan-files.ts';
import { enqueue } from './queue.ts';
import { thePlatform, type Requester } from './requester.ts';
import { mustBuild, pin, sourceOf, type Source } from './sources.ts';

/**
 * Throws NOT_FOUND, CONFLICT while another deployment of the site is active or the customer is not, and where the site's
 * cloud is not connected, VALIDATION_ERROR where nothing can be built.
 */
export async function deploySite(
  tx: TenantTx,
  { siteId, requireApproval }: DeploySiteInput,
  by: Requester,
): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const source = await mustBuild(tx, site, { field: 'siteId' });
  await pin(tx, site, source);
  return queue(tx, site, by, {
    ...{ ...(await orderOf(tx, site)), source, cause: 'ORDER' },
    approvalPolicy: policyOf(site, requireApproval),
  });
}

/** A site that was never built is gone at once; any other is destroyed by a deployment. Throws NOT_FOUND, CONFLICT. */
export async function deleteSite(tx: TenantTx, siteId: string, by: Requester): Promise<void> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  if (site.status === 'PENDING' && !(await tx.existsBy(Deployment, { siteId, status: 'QUEUED' }))) {
    await markSite(tx, siteId, 'DELETED');
    return;
  }
  const built = await newestBuilt(tx, siteId);
  const source = built?.source ?? null;
  await queue(tx, site, by, { ...(await orderOf(tx, site)), source, type: 'DELETE', cause: 'ORDER' });
}

/**
 * The same once more. Throws NOT_FOUND; CONFLICT for one that did not fail and was not cancelled, and when the site has
 * a newer one; AUTHORIZATION_ERROR for a deletion by who may not delete.
 */
export async function retryDeployment(tx: TenantTx, id: string, by: Requester): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const earlier = await find(tx, id);
  if (earlier.type === 'DELETE' && !by.scopes.includes('sites:write')) throw forbidden('sites:write');
  const site = await lockSite(tx, earlier.siteId);
  const newer = await newest(tx, { siteId: site.id });
  if (newer && newer.id !== id)
    throw conflict(
      `Deployment ${newer.number} of this site is newer than ${earlier.number}: retry that one.`,
    );
  if (earlier.status !== 'FAILED' && earlier.status !== 'CANCELLED')
    throw conflict('Only a deployment that has failed or was cancelled can be retried.');
  const source =
    earlier.type === 'DELETE'
      ? earlier.source
      : await mustBuild(tx, site, { field: 'id', source: earlier.source });
  const { type, variables, refreshOnly, approvalPolicy } = earlier;
  return queue(tx, site, by, {
    ...{ type, variables, refreshOnly, source, cause: 'RETRY', basedOn: id },
    approvalPolicy: stricter(site.approval_policy, approvalPolicy),
  });
}

/**
 * Orders and queues what a completed deployment of the site had built. Throws NOT_FOUND, VALIDATION_ERROR for another
 * deployment or one that the blueprint would not take any more, and as deploySite.
 */
export async function rollBackSite(
  tx: TenantTx,
  { siteId, deploymentId, requireApproval }: RollBackSiteInput,
  by: Requester,
): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const earlier = await find(tx, deploymentId);
  if (earlier.siteId !== site.id || earlier.status !== 'COMPLETED' || earlier.type === 'DELETE')
    throw invalid('deploymentId', 'It must be a completed deployment of this site that built it.');
  const { configuration, instance_type: size, variables = {} } = variablesIn(earlier);
  const before = await sourceOf(tx, earlier);
  const source = await mustBuild(tx, site, { field: 'siteId', source: before, configuration });
  const restored = await restoreOrder(tx, site.id, configuration, size, variables);
  await pin(tx, restored, source);
  return queue(tx, restored, by, {
    ...(await orderOf(tx, restored)),
    ...{ source, cause: 'ROLLBACK', basedOn: earlier.id },
    approvalPolicy: policyOf(site, requireApproval),
  });
}

/**
 * Orders and queues in another environment what was built last in this one. Throws NOT_FOUND, VALIDATION_ERROR for what
 * is no other environment of the same site, CONFLICT when nothing was built here, and as deploySite.
 */
export async function promoteSite(
  tx: TenantTx,
  { siteId, toSiteId, requireApproval }: PromoteSiteInput,
  by: Requester,
): Promise<DeploymentRow> {
  await mustBeActive(tx);
  // In one order, so that two promotions against each other take turns.
  const locked = new Map<string, LockedSite>();
  for (const id of [siteId, toSiteId].sort()) locked.set(id, await lockSite(tx, id));
  const [here, target] = [locked.get(siteId)!, locked.get(toSiteId)!];
  if (here.id === target.id || here.project_id !== target.project_id)
    throw invalid('toSiteId', 'It must be another environment of the same site.');
  const built = await mustHaveBuilt(tx, here.id);
  const { configuration } = variablesIn(built);
  const before = await sourceOf(tx, built);
  const source = await mustBuild(tx, target, { field: 'toSiteId', source: before, configuration });
  const restored = await restoreOrder(tx, target.id, configuration, null, null);
  await pin(tx, restored, source);
  return queue(tx, restored, by, {
    ...(await orderOf(tx, restored)),
    ...{ source, cause: 'PROMOTION', basedOn: built.id },
    approvalPolicy: policyOf(target, requireApproval),
  });
}

/** Queues what was built last once more. Throws NOT_FOUND, CONFLICT when nothing was, and as deploySite. */
export async function queueReconcile(tx: TenantTx, siteId: string, by: Requester): Promise<DeploymentRow> {
  return queueBuilt(tx, siteId, by, { cause: 'RECONCILE' });
}

/** Queues that the state be brought up to what exists; as queueReconcile. */
export async function queueAdopt(tx: TenantTx, siteId: string, by: Requester): Promise<DeploymentRow> {
  return queueBuilt(tx, siteId, by, { cause: 'ADOPT', refreshOnly: true });
}

/** Queues that a site be brought back that had stopped with its machine; as queueReconcile. */
export async function queueRevive(tx: TenantTx, siteId: string, by: Requester): Promise<DeploymentRow> {
  return queueBuilt(tx, siteId, by, { cause: 'REVIVE' });
}

/**
 * Queues that a site be made of another version of its blueprint, as it is ordered. Throws NOT_FOUND, VALIDATION_ERROR
 * where that version does not take its configuration or cannot stand at its provider, and as deploySite.
 */
export async function queueUpgrade(
  tx: TenantTx,
  siteId: string,
  { toVersion, requestedBy }: { toVersion: number; requestedBy: string | null },
): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const { configuration } = site;
  const wanted = { ...site, blueprint_version: toVersion };
  const source = await mustBuild(tx, wanted, { field: 'siteId', configuration });
  await pin(tx, site, source);
  const by = { ...thePlatform, id: requestedBy };
  return queue(tx, site, by, { ...(await orderOf(tx, site)), source, cause: 'UPGRADE' });
}

async function queueBuilt(
  tx: TenantTx,
  siteId: string,
  by: Requester,
  how: Pick<Order, 'cause' | 'refreshOnly'>,
): Promise<DeploymentRow> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const { id, variables, source } = await mustHaveBuilt(tx, site.id);
  const basedOn = how.refreshOnly ? null : id;
  return queue(tx, site, by, { ...how, type: 'UPDATE', variables, source, basedOn });
}

const newest = (tx: TenantTx, where: object): Promise<DeploymentRow | null> =>
  tx.findOne(Deployment, { where, order: { number: 'DESC' } });

/** The deployment that built what the site is now; null when it was never built. */
export const newestBuilt = (tx: TenantTx, siteId: string): Promise<DeploymentRow | null> =>
  newest(tx, { siteId, status: 'COMPLETED', type: Not('DELETE') });

/** As newestBuilt. Throws CONFLICT when it was never built. */
async function mustHaveBuilt(tx: TenantTx, siteId: string): Promise<DeploymentRow> {
  const built = await newestBuilt(tx, siteId);
  if (!built) throw conflict('Nothing of this site has been built yet: deploy it first.');
  return built;
}

const policies: readonly ApprovalPolicy[] = ['NEVER', 'DESTRUCTIVE', 'ALWAYS'];
const stricter = (one: ApprovalPolicy, other: ApprovalPolicy): ApprovalPolicy =>
  policies[Math.max(policies.indexOf(one), policies.indexOf(other))]!;
const policyOf = (site: LockedSite, requireApproval: boolean): ApprovalPolicy =>
  requireApproval ? 'ALWAYS' : site.approval_policy;

type Order = {
  type: DeploymentType;
  variables: object;
  /** Null where it goes back to before there were versions: then what is published when its job begins. */
  source: Source | null;
  cause: DeploymentCause;
  basedOn?: string | null;
  refreshOnly?: boolean;
  /** The site's own unless given. */
  approvalPolicy?: ApprovalPolicy;
};

async function queue(
  tx: TenantTx,
  site: LockedSite,
  by: Requester,
  { approvalPolicy = site.approval_policy, ...order }: Order,
): Promise<DeploymentRow> {
  await mustBeConnected(tx, site.cloud_provider);
  const id = newId();
  const at = new Date();
  const before = await newest(tx, { siteId: site.id });
  const number = (before?.number ?? 0) + 1;
  const { customerId } = tx;
  try {
    await tx.insert(Deployment, {
      ...{ id, customerId, siteId: site.id, number, ...order, approvalPolicy },
      phases: enter([], 'QUEUED', at),
      requestedBy: by.id,
      traceParent: by.traceParent,
      siteStatusBefore: site.status,
      blueprint: site.blueprint,
      cloudProvider: site.cloud_provider,
      createdAt: at,
    });
  } catch (error) {
    if (isUniqueViolation(error, 'one_active_deployment'))
      throw conflict('Another deployment of this site is active. Wait until it has ended, or cancel it.');
    throw error;
  }
  if (before) await dropFiles(tx, before.id);
  await tx.insert(Progress, { deploymentId: id, customerId });
  await enqueue(tx, {
    ...{ siteId: site.id, cloudProvider: site.cloud_provider, deploymentId: id },
    kind: order.type === 'DELETE' ? 'DESTROY' : 'PLAN',
  });
  await markSite(tx, site.id, siteDuring[order.type]);
  const said = says({ phase: 'QUEUED' }, 'Queued; the next free runner takes it.');
  await append(tx, id, { ...said, kind: 'PHASE', at });
  announceStatus(tx, { id, siteId: site.id, customerId });
  return find(tx, id);
}
