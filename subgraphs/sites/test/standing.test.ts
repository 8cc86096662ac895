/** What can be ordered for a customer that is suspended or closed: nothing. */
import { newId } from '@hosterizer/kit/ids';
import { asker, eventually, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';

let world: World;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  as = asker(subgraph);
});
afterAll(async () => {
  await subgraph?.stop();
  await world?.close();
});

const Create = `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }`;
const Update = `mutation ($input: UpdateSiteInput!) { updateSite(input: $input) { name } }`;
const Site = `query ($id: ID!) { site(id: $id) { name } }`;
const order = () => ({
  ...{ name: `Site ${newId()}`, cloudProvider: 'LOCAL', region: 'local' },
  configuration: { title: 'Hello', body: 'World' },
});
const others = [
  `mutation ($id: ID!) { addEnvironment(input: { siteId: $id, environment: STAGING }) { id } }`,
  `mutation ($id: ID!) { setApprovalPolicy(input: { siteId: $id, policy: ALWAYS }) { id } }`,
  `mutation ($id: ID!) { setSiteVariable(input: { siteId: $id, name: "A", value: "b" }) { id } }`,
  `mutation ($id: ID!) { removeSiteVariable(input: { siteId: $id, name: "A" }) { id } }`,
];
const become = (id: string, status: string) =>
  world.owner.query(`update customers.customer set status = $2 where id = $1`, [id, status]);

test.each([
  ['SUSPENDED', 'suspended'],
  ['INACTIVE', 'closed'],
])('a customer that is %s gets no site and no change of one, also when staff ask', async (status, word) => {
  const customerId = await world.customer();
  const { data } = await as(member(customerId))(Create, { input: order() });
  const { id } = data!['createSite'];
  await become(customerId, status);

  for (const [viewer, input] of [
    [member(customerId), order()],
    [staff(), { ...order(), customerId }],
  ] as const) {
    const refused = { code: 'CONFLICT', message: expect.stringContaining(word) };
    expect(await as(viewer)(Create, { input })).toMatchObject(refused);
    expect(await as(viewer)(Update, { input: { id, name: 'Other' } })).toMatchObject(refused);
    for (const other of others) expect(await as(viewer)(other, { id })).toMatchObject(refused);
  }
  expect((await as(member(customerId, 'viewer'))(Site, { id })).code).toBeUndefined();
  expect(await world.deedsAt(id)).toHaveLength(1);

  await become(customerId, 'ACTIVE');
  const changed = await as(staff())(Update, { input: { id, name: 'Other' } });
  expect(changed.data!['updateSite'].name).toBe('Other');
});

test('an order that comes while the customer is being suspended waits, and is refused', async () => {
  const customerId = await world.customer();
  const suspending = await world.owner.connect();
  try {
    await suspending.query('begin');
    await suspending.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [customerId]);
    let answered = false;
    const ordered = as(member(customerId))(Create, { input: order() }).finally(() => (answered = true));
    await eventually(async () => {
      const { rows } = await world.owner.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });
    expect(answered).toBe(false);
    await suspending.query('commit');
    expect(await ordered).toMatchObject({ code: 'CONFLICT' });
  } finally {
    suspending.release();
  }
});
