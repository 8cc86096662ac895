/** Objects that go together, for fields whose arguments name several of one thing, or one that something has happened to. */
import type { Rows } from './rows.ts';
import type { Tenant } from './tenants.ts';

/** The ids by the name of the argument. */
export type Scene = Readonly<Record<string, string>>;

type MakeScene = (tenant: Tenant, rows: Rows) => Promise<Scene>;

const built: MakeScene = async ({ id, mark }, rows) => ({ siteId: (await rows.builtSite(id, mark)).id });

const waiting: MakeScene = async ({ id, mark, founder }, rows) => {
  const siteId = await rows.site(id, mark);
  const deployment = await rows.deployment(id, siteId, { mark, running: false, requestedBy: founder.id });
  await rows.awaitsApproval(deployment);
  return { id: deployment.id };
};

const upgrade =
  (status: 'RUNNING' | 'STOPPED'): MakeScene =>
  async ({ id: customerId, mark }, rows) => {
    const siteId = await rows.site(customerId, mark);
    return { id: await rows.upgrade(await rows.blueprint('PUBLISHED'), { customerId, siteId, status }) };
  };

/** By the coordinate of the field. What it says nothing of is the tenant's one object of its type. */
export const scenes: Record<string, MakeScene> = {
  'Query.stateDiff': built,
  'Query.deploymentComparison': async ({ id, mark }, rows) => {
    const site = await rows.builtSite(id, mark);
    const later = await rows.deployment(id, site.id, { mark, running: false, number: 2 });
    await rows.ended(later, 'COMPLETED', 1);
    return { from: site.deploymentId, to: later.id };
  },

  'Mutation.approveDeployment': waiting,
  'Mutation.rejectDeployment': waiting,
  'Mutation.retryDeployment': async ({ id, mark }, rows) => {
    const failed = await rows.deployment(id, await rows.site(id, mark), { mark, running: false });
    await rows.ended(failed, 'FAILED');
    return { id: failed.id };
  },
  'Mutation.rollBackSite': async ({ id, mark }, rows) => {
    const site = await rows.builtSite(id, mark);
    return { siteId: site.id, deploymentId: site.deploymentId };
  },
  'Mutation.promoteSite': async ({ id, mark }, rows) => {
    const site = await rows.builtSite(id, mark);
    return { siteId: site.id, toSiteId: await rows.site(id, mark, site.id) };
  },

  'Query.upgrade': upgrade('STOPPED'),
  'Subscription.upgradeChanged': upgrade('STOPPED'),
  'Mutation.stopUpgrade': upgrade('RUNNING'),
  'Mutation.resumeUpgrade': upgrade('STOPPED'),

  'Mutation.checkDrift': built,
  'Mutation.reconcileDrift': built,
  'Mutation.adoptDrift': built,
  'Mutation.restoreStateVersion': built,
};
