import { makeKeyRing } from '@hosterizer/kit/encryption';
import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { sealState } from '../src/state-versions.ts';
import { Deploy, setStage, type Stage } from './order.ts';
import { ended, environmentOf, order, setVariables } from './ordering.ts';
import { endJobs } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => endJobs(stage));

const Compare = `query ($from: ID!, $to: ID!) { deploymentComparison(from: $from, to: $to) {
  from { id } to { id }
  order { path before after }
  state { from to resources { address action changes { path before after sensitive } } }
} }`;

async function compared(from: string, to: string, viewer: Parameters<Stage['as']>[0]) {
  const { data, ...error } = await stage.as(viewer)(Compare, { from, to });
  return { comparison: data?.['deploymentComparison'], ...error };
}

/** A version of the site's state with one resource of these attributes. */
async function keepState(
  customerId: string,
  siteId: string,
  version: number,
  attributes: object,
): Promise<void> {
  const resource = { mode: 'managed', type: 'terraform_data', name: 'page', instances: [{ attributes }] };
  const state = { version: 4, lineage: 'line', serial: version, outputs: {}, resources: [resource] };
  const keys = makeKeyRing(stage.world.settings.stateKeys);
  await stage.world.owner.query(
    `insert into deployments.state_version (customer_id, site_id, version, lineage, serial, md5, sealed, written_by)
     values ($1, $2, $3, 'line', 1, '', $4, $5)`,
    [customerId, siteId, version, await sealState(keys, siteId, Buffer.from(JSON.stringify(state))), newId()],
  );
}

async function site() {
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer);
  const viewer = member(customer);
  const build = async (id = siteId) => {
    const deployment = (await stage.as(viewer)(Deploy, { id })).data!['deploySite'];
    await ended(stage, deployment.id);
    return deployment.id as string;
  };
  return { customer, siteId, viewer, build };
}

test('tells what differs between two orders', async () => {
  const { siteId, viewer, build } = await site();
  await setVariables(stage, siteId, { MODE: 'one', GONE: 'yes', KEY: { secret: 'old' } });
  const from = await build();
  await order(stage, siteId, { configuration: { title: 'New', body: 'B' }, instance_size: 'LARGE' });
  await setVariables(stage, siteId, { MODE: 'two', MORE: 'yes', KEY: { secret: 'new' } });
  const to = await build();

  const { comparison } = await compared(from, to, viewer);
  expect(comparison).toEqual({
    ...{ from: { id: from }, to: { id: to }, state: null },
    order: [
      { path: 'configuration.title', before: 'T', after: 'New' },
      { path: 'size', before: 'SMALL', after: 'LARGE' },
      { path: 'variables.GONE', before: 'yes', after: null },
      { path: 'variables.MODE', before: 'one', after: 'two' },
      { path: 'variables.MORE', before: null, after: 'yes' },
    ],
  });
  expect((await compared(to, to, viewer)).comparison.order).toEqual([]);
});

test('tells what differs between what existed when each had ended', async () => {
  const { customer, siteId, viewer, build } = await site();
  const none = await build();
  await keepState(customer, siteId, 1, { title: 'Old', password: 'swordfish' });
  const from = await build();
  await keepState(customer, siteId, 2, { title: 'New', password: 'marlin' });
  const to = await build();
  await keepState(customer, siteId, 3, { title: 'Later' });

  const { comparison } = await compared(from, to, viewer);
  expect(comparison.state).toEqual({
    ...{ from: 1, to: 2 },
    resources: [
      {
        ...{ address: 'terraform_data.page', action: 'UPDATE' },
        changes: [
          { path: 'title', before: 'Old', after: 'New', sensitive: false },
          { path: 'password', before: null, after: null, sensitive: true },
        ],
      },
    ],
  });
  expect((await compared(none, to, viewer)).comparison.state).toBeNull();
});

test('compares the environments of one site, and nothing else of a customer', async () => {
  const { customer, siteId, viewer, build } = await site();
  const staging = await environmentOf(stage, siteId, 'STAGING');
  await order(stage, staging, { configuration: { title: 'Staging', body: 'B' } });
  const [here, there] = [await build(), await build(staging)];
  const { comparison } = await compared(here, there, viewer);
  expect(comparison.order).toEqual([{ path: 'configuration.title', before: 'T', after: 'Staging' }]);

  const elsewhere = await build(await stage.site(customer));
  expect(await compared(here, elsewhere, viewer)).toMatchObject({
    ...{ code: 'VALIDATION_ERROR', details: { field: 'to' } },
  });
});

test('finds nothing of another tenant’s, and the platform’s staff compare within one', async () => {
  const [mine, theirs] = [await site(), await site()];
  const [own, foreign] = [await mine.build(), await theirs.build()];
  for (const [from, to] of [
    [own, foreign],
    [foreign, own],
    [own, newId()],
    ['nonsense', own],
  ] as const)
    expect(await compared(from, to, mine.viewer)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await compared(own, foreign, staff())).toMatchObject({ code: 'VALIDATION_ERROR' });
  expect((await compared(own, own, staff('support'))).comparison.from.id).toBe(own);
  expect(await compared(own, own, member(mine.customer, 'billing'))).toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
});
