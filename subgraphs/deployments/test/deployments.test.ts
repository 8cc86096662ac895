import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { Cancel, Deploy, Events, Finish, One, setStage, type Stage } from './order.ts';
import { order } from './ordering.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());

const Delete = `mutation ($id: ID!) { deleteSite(id: $id) { id latestDeployment { type status } } }`;

describe('deploySite', () => {
  test('queues a first deployment as CREATE, with its job and a first event', async () => {
    const customer = await stage.world.customer();
    const id = await stage.site(customer);
    const { data } = await stage.as(member(customer))(Deploy, { id });
    expect(data!['deploySite']).toMatchObject({
      number: 1,
      type: 'CREATE',
      status: 'QUEUED',
      phase: 'QUEUED',
    });
    expect(await stage.siteStatus(id)).toMatchObject({ status: 'PROVISIONING' });

    const events = await stage.as(member(customer))(Events, { id: data!['deploySite'].id });
    expect(events.data!['deploymentEvents']).toMatchObject({
      events: [{ sequence: 1, kind: 'PHASE', phase: 'QUEUED' }],
      lastSequence: 1,
      ended: false,
    });
    const { rows } = await stage.world.owner.query(`select status from deployments.job where site_id = $1`, [
      id,
    ]);
    expect(rows).toEqual([{ status: 'QUEUED' }]);
  });

  test('refuses a second one while the first is active, also when both are asked for at once', async () => {
    const customer = await stage.world.customer();
    const id = await stage.site(customer);
    const ask = stage.as(member(customer));
    const answers = await Promise.all([ask(Deploy, { id }), ask(Deploy, { id }), ask(Deploy, { id })]);
    expect(answers.map(({ code }) => code ?? 'ok').sort()).toEqual(['CONFLICT', 'CONFLICT', 'ok']);
  });

  test('finds no foreign site, no unknown one and none with an id that is no id', async () => {
    const id = await stage.site(await stage.world.customer());
    const stranger = stage.as(member(await stage.world.customer()));
    for (const foreign of [id, newId(), 'nonsense']) {
      expect(await stranger(Deploy, { id: foreign })).toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await stage.siteStatus(id)).toMatchObject({ status: 'PENDING' });
  });

  test('says where this installation cannot build', async () => {
    const customer = await stage.world.customer();
    const id = await stage.site(customer, { cloudProvider: 'AKAMAI' });
    await order(stage, id, { blueprint: 'static-site' });
    expect(await stage.as(member(customer))(Deploy, { id })).toMatchObject({
      ...{ code: 'VALIDATION_ERROR', details: { field: 'siteId' } },
    });
  });

  test('is not for a viewer, but for an administrator', async () => {
    const customer = await stage.world.customer();
    const id = await stage.site(customer);
    expect(await stage.as(member(customer, 'viewer'))(Deploy, { id })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect((await stage.as(staff())(Deploy, { id })).data!['deploySite'].number).toBe(1);
  });
});

describe('cancelDeployment', () => {
  test('ends one that is queued at once, and the site is what it was', async () => {
    const customer = await stage.world.customer();
    const siteId = await stage.site(customer);
    const ask = stage.as(member(customer));
    const { id } = (await ask(Deploy, { id: siteId })).data!['deploySite'];
    expect((await ask(Cancel, { id })).data!['cancelDeployment']).toMatchObject({
      status: 'CANCELLED',
      phase: 'FINISHED',
    });
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'PENDING' });

    const batch = (await ask(Events, { id })).data!['deploymentEvents'];
    expect(batch.ended).toBe(true);
    expect(batch.events.at(-1)).toMatchObject({ kind: 'END', sequence: batch.lastSequence });
    expect(await ask(Cancel, { id })).toMatchObject({ code: 'CONFLICT' });
    expect((await ask(Deploy, { id: siteId })).data!['deploySite']).toMatchObject({
      number: 2,
      type: 'CREATE',
    });
  });

  test('does not reach another tenant’s', async () => {
    const customer = await stage.world.customer();
    const { id } = (await stage.as(member(customer))(Deploy, { id: await stage.site(customer) })).data![
      'deploySite'
    ];
    const stranger = stage.as(member(await stage.world.customer()));
    for (const query of [Cancel, One, Events])
      expect(await stranger(query, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await stage.as(member(customer))(One, { id })).data!['deployment'].status).toBe('QUEUED');
  });
});

describe('deleteSite', () => {
  test('removes a site that was never built at once', async () => {
    const customer = await stage.world.customer();
    const id = await stage.site(customer);
    const { data } = await stage.as(member(customer))(Delete, { id });
    expect(data!['deleteSite']).toEqual({ id, latestDeployment: null });
    expect(await stage.siteStatus(id)).toMatchObject({ status: 'DELETED' });
    expect(await stage.as(member(customer))(Deploy, { id })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('queues the destruction of one that is live, after which it is gone', async () => {
    const customer = await stage.world.customer();
    const id = await stage.site(customer, { status: 'ACTIVE' });
    await stage.world.owner.query(`update deployments.job set pool = 'others' where status = 'QUEUED'`);
    const { data } = await stage.as(member(customer))(Delete, { id });
    expect(data!['deleteSite'].latestDeployment).toEqual({ type: 'DELETE', status: 'QUEUED' });
    expect(await stage.siteStatus(id)).toMatchObject({ status: 'DELETING' });

    const claimed = await stage.claim();
    expect(claimed!.job).toMatchObject({ siteId: id, type: 'DELETE' });
    await claimed!.say(Finish, { outcome: 'COMPLETED' });
    expect(await stage.siteStatus(id)).toEqual({ status: 'DELETED', url: null });
  });
});

test('lists hold the own customer’s deployments, newest first, and filter by site', async () => {
  const customer = await stage.world.customer();
  const [one, two] = [await stage.site(customer), await stage.site(customer)];
  const ask = stage.as(member(customer));
  for (const id of [one, two]) await ask(Deploy, { id });
  const List = `query ($filter: DeploymentFilter) { deployments(filter: $filter) { edges { node { site { id } } } } }`;
  const sites = async (filter?: object) =>
    (await ask(List, { filter })).data!['deployments'].edges.map((edge: any) => edge.node.site.id);
  expect(await sites()).toEqual([two, one]);
  expect(await sites({ siteId: one })).toEqual([one]);
  expect(await ask(List, { filter: { siteId: 'x' } })).toMatchObject({ details: { field: 'filter.siteId' } });
});
