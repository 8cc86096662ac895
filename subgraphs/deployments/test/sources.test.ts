/** What a deployment is built of, from when it is asked for until a runner has it. */
import { member } from '@hosterizer/kit/testing';
import { setStage, type Queued, type Stage } from './order.ts';
import { DeployWith, ended, environmentOf, order, Promote, publish, Retry, RollBack } from './ordering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

let count = 0;
/** A site of a blueprint of its own that has one version, and how its owner asks. */
async function newSite(status = 'PENDING') {
  const blueprint = `shop-${(count += 1)}`;
  await publish(stage, blueprint, ['LOCAL']);
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer, { status });
  await order(stage, siteId, { blueprint, blueprint_version: 1 });
  return { blueprint, customer, siteId, ask: stage.as(member(customer)) };
}

const Built = `query ($id: ID!) { deployment(id: $id) { blueprintVersion { id } } }`;
type Asking = Pick<Queued, 'ask'>;

async function versionOf({ ask }: Asking, id: string): Promise<string | null> {
  return (await ask(Built, { id })).data!['deployment'].blueprintVersion?.id ?? null;
}

async function deploy({ ask, siteId }: Asking & { siteId: string }): Promise<string> {
  const { data, message } = await ask(DeployWith, { input: { siteId } });
  if (!data) throw new Error(message);
  return data['deploySite'].id;
}

const pinnedOf = async (siteId: string) => {
  const { rows } = await stage.world.owner.query(`select blueprint_version from sites.site where id = $1`, [
    siteId,
  ]);
  return rows[0].blueprint_version;
};

const bundleOf = async (module: string) => {
  const { rows } = await stage.world.owner.query(
    `select digest from registry.module_version where name = $1`,
    [module],
  );
  return rows[0].digest;
};

test('a deployment builds the version that its site is made of, also after a newer one was published', async () => {
  const site = await newSite();
  await publish(stage, site.blueprint, ['LOCAL']);
  const id = await deploy(site);
  expect(await versionOf(site, id)).toBe(`${site.blueprint}@1`);
  const { job } = (await stage.claim())!;
  const root = 'blueprints/website/local';
  expect(job).toMatchObject({ deploymentId: id, root, bundle: await bundleOf(root) });
});

test('a site of before there were versions is made of the newest from its next deployment on', async () => {
  const site = await newSite();
  await publish(stage, site.blueprint, ['LOCAL']);
  await order(stage, site.siteId, { blueprint_version: null });
  expect(await versionOf(site, await deploy(site))).toBe(`${site.blueprint}@2`);
  expect(await pinnedOf(site.siteId)).toBe(2);
});

test('a rollback goes back to the version of that deployment, and so do the next ones', async () => {
  const site = await newSite();
  const first = await deploy(site);
  await ended(stage, first);
  await publish(stage, site.blueprint, ['LOCAL']);
  await order(stage, site.siteId, { blueprint_version: 2 });
  const second = await deploy(site);
  await ended(stage, second);
  expect(await versionOf(site, second)).toBe(`${site.blueprint}@2`);

  const input = { siteId: site.siteId, deploymentId: first };
  const { id } = (await site.ask(RollBack, { input })).data!['rollBackSite'];
  expect(await versionOf(site, id)).toBe(`${site.blueprint}@1`);
  await ended(stage, id);
  expect(await versionOf(site, await deploy(site))).toBe(`${site.blueprint}@1`);
});

test('a retry builds what failed, although the site is made of another version by now', async () => {
  const site = await newSite();
  const first = await deploy(site);
  await ended(stage, first, 'FAILED');
  await publish(stage, site.blueprint, ['LOCAL']);
  await order(stage, site.siteId, { blueprint_version: 2 });
  const { id } = (await site.ask(Retry, { id: first })).data!['retryDeployment'];
  expect(await versionOf(site, id)).toBe(`${site.blueprint}@1`);
});

test('a promotion makes the other environment of the version that was built here', async () => {
  const site = await newSite();
  await ended(stage, await deploy(site));
  const staging = await environmentOf(stage, site.siteId, 'STAGING');
  await publish(stage, site.blueprint, ['LOCAL']);
  await order(stage, staging, { blueprint_version: 2 });
  const { data } = await site.ask(Promote, { input: { siteId: site.siteId, toSiteId: staging } });
  expect(await versionOf(site, data!['promoteSite'].id)).toBe(`${site.blueprint}@1`);
  expect(await pinnedOf(staging)).toBe(1);
});

test('a site is destroyed by what had built it', async () => {
  const site = await newSite();
  await ended(stage, await deploy(site));
  await publish(stage, site.blueprint, ['LOCAL']);
  await order(stage, site.siteId, { blueprint_version: 2 });
  const { data } = await site.ask(
    `mutation ($id: ID!) { deleteSite(id: $id) { latestDeployment { type blueprintVersion { id } } } }`,
    { id: site.siteId },
  );
  expect(data!['deleteSite'].latestDeployment).toEqual({
    ...{ type: 'DELETE', blueprintVersion: { id: `${site.blueprint}@1` } },
  });
});

test('a deployment of before there were versions gets what is published, and fails where nothing is', async () => {
  const [old, gone] = [await newSite(), await newSite()];
  const [ofOld, ofGone] = [await deploy(old), await deploy(gone)];
  await stage.world.owner.query(`update deployments.deployment set source = null where id = any ($1)`, [
    [ofOld, ofGone],
  ]);
  await stage.world.owner.query(
    `update registry.blueprint_version set status = 'DEPRECATED' where blueprint = $1`,
    [gone.blueprint],
  );
  const { job } = (await stage.claim())!;
  expect(job).toMatchObject({ deploymentId: ofOld, root: 'blueprints/website/local' });
  expect(await stage.claim()).toBeNull();
  const { data } = await gone.ask(`query ($id: ID!) { deployment(id: $id) { status errorMessage } }`, {
    id: ofGone,
  });
  expect(data!['deployment']).toEqual({
    status: 'FAILED',
    errorMessage: `The blueprint ${gone.blueprint} is not published for LOCAL any more.`,
  });
});

test('a version that is deprecated still builds the sites that are made of it', async () => {
  const site = await newSite();
  await stage.world.owner.query(
    `update registry.blueprint_version set status = 'DEPRECATED' where blueprint = $1`,
    [site.blueprint],
  );
  expect(await versionOf(site, await deploy(site))).toBe(`${site.blueprint}@1`);
});
