import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import {
  Add,
  Create,
  hintsOf,
  idOf,
  makePlace,
  newSite,
  order,
  SetPolicy,
  Update,
  type Place,
} from './orders.ts';

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place?.close());

const Environments = `query ($id: ID!) {
  site(id: $id) { environments { id name environment approvalPolicy instanceSize configuration status url } }
}`;
const become = (id: string, status: string) =>
  place.world.owner.query(
    `update sites.site set status = $2, deleted_at = case when $2 = 'DELETED' then now() end where id = $1`,
    [id, status],
  );

test('a site begins in production, without any approval', async () => {
  const { ask, id } = await newSite(place);
  const { data } = await ask(Environments, { id });
  expect(data!['site'].environments).toMatchObject([
    { id, environment: 'PRODUCTION', approvalPolicy: 'NEVER' },
  ]);
});

test('addEnvironment orders the same once more, but not its variables', async () => {
  const { ask, id } = await newSite(place, { instanceSize: 'LARGE', name: 'Shop' });
  await ask(SetPolicy, { siteId: id, policy: 'ALWAYS' });
  await ask(`mutation ($id: ID!) { setSiteVariable(input: { siteId: $id, name: "A", value: "b" }) { id } }`, {
    id,
  });
  await become(id, 'ACTIVE');

  const development = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'DEVELOPMENT' });
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: development, environment: 'STAGING' });

  const same = {
    ...{ name: 'Shop', approvalPolicy: 'ALWAYS', instanceSize: 'LARGE' },
    configuration: { title: 'Hello', body: 'World' },
  };
  for (const each of [id, staging, development]) {
    const { data } = await ask(Environments, { id: each });
    expect(data!['site'].environments).toEqual([
      { ...same, id, environment: 'PRODUCTION', status: 'ACTIVE', url: null },
      { ...same, id: staging, environment: 'STAGING', status: 'PENDING', url: null },
      { ...same, id: development, environment: 'DEVELOPMENT', status: 'PENDING', url: null },
    ]);
  }
  const variables = await ask(`query ($id: ID!) { site(id: $id) { variables { name } } }`, { id: staging });
  expect(variables.data!['site'].variables).toEqual([]);
  expect(await place.world.deedsAt(staging)).toMatchObject([
    { operation: 'addEnvironment', after: { environment: 'STAGING', configured: ['body', 'title'] } },
  ]);
});

test('a site has each environment once, also when two order it at the same time', async () => {
  const { ask, id } = await newSite(place);
  expect(await ask(Add, { siteId: id, environment: 'PRODUCTION' })).toMatchObject({ code: 'CONFLICT' });
  const answers = await Promise.all([1, 2].map(() => ask(Add, { siteId: id, environment: 'STAGING' })));
  expect(answers.map(({ code }) => code ?? 'added').sort()).toEqual(['CONFLICT', 'added']);
  expect(answers.find(({ code }) => code)!.message).toBe('The site has the environment STAGING already.');
});

test('a site that is being deleted or is deleted gets no environment, and its place is free again', async () => {
  const { ask, id } = await newSite(place);
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  await become(staging, 'DELETING');
  expect(await ask(Add, { siteId: staging, environment: 'DEVELOPMENT' })).toMatchObject({ code: 'CONFLICT' });
  await become(staging, 'DELETED');
  expect(await ask(Add, { siteId: staging, environment: 'DEVELOPMENT' })).toMatchObject({
    code: 'NOT_FOUND',
  });

  const again = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  const { data } = await ask(Environments, { id });
  expect(data!['site'].environments.map((site: { id: string }) => site.id)).toEqual([id, again]);
});

test('a name is of all environments, and free for another site only when nobody has it', async () => {
  const { ask, id } = await newSite(place, { name: 'Shop' });
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  await ask(Create, { input: order({ name: 'Blog' }) });

  expect(await ask(Update, { input: { id: staging, name: 'blog' } })).toMatchObject({ code: 'CONFLICT' });
  const counts = await hintsOf(place.world, [id, staging], () =>
    ask(Update, { input: { id: staging, name: 'Market' } }),
  );
  expect(counts).toEqual([1, 1]);
  const { data } = await ask(Environments, { id });
  expect(data!['site'].environments).toMatchObject([{ name: 'Market' }, { name: 'Market' }]);
});

test('another size is of one environment alone, and announced there alone', async () => {
  const { ask, id } = await newSite(place);
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  const counts = await hintsOf(place.world, [id, staging], () =>
    ask(Update, { input: { id: staging, instanceSize: 'LARGE' } }),
  );
  expect(counts).toEqual([0, 1]);
  const { data } = await ask(Environments, { id });
  expect(data!['site'].environments).toMatchObject([{ instanceSize: 'SMALL' }, { instanceSize: 'LARGE' }]);
});

test('environments of a site are added and changed at the same time without blocking each other', async () => {
  const { ask, id } = await newSite(place);
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  const answers = await Promise.all([
    ...[id, staging, id, staging].map((each, n) => ask(Update, { input: { id: each, name: `Shop ${n}` } })),
    ask(Add, { siteId: staging, environment: 'DEVELOPMENT' }),
  ]);
  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => undefined));
  const { data } = await ask(Environments, { id });
  expect(new Set(data!['site'].environments.map(({ name }: { name: string }) => name)).size).toBe(1);
  expect(data!['site'].environments).toHaveLength(3);
});

test('a list can be of one environment', async () => {
  const { ask, id } = await newSite(place);
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  const { data } = await ask(`{ sites(filter: { environment: STAGING }) { edges { node { id } } } }`);
  expect(data!['sites'].edges).toEqual([{ node: { id: staging } }]);
});

describe('setApprovalPolicy', () => {
  test('is told in the audit log, and to those who watch', async () => {
    const { ask, id } = await newSite(place);
    const counts = await hintsOf(place.world, [id], async () => {
      const { data } = await ask(SetPolicy, { siteId: id, policy: 'DESTRUCTIVE' });
      expect(data!['setApprovalPolicy'].approvalPolicy).toBe('DESTRUCTIVE');
    });
    expect(counts).toEqual([1]);
    expect((await place.world.deedsAt(id)).at(-1)).toMatchObject({
      operation: 'setApprovalPolicy',
      before: { approvalPolicy: 'NEVER' },
      after: { approvalPolicy: 'DESTRUCTIVE' },
    });
  });

  test('is not for who may not approve', async () => {
    const { customerId, id } = await newSite(place);
    const viewer = place.as(member(customerId, 'viewer'));
    expect(await viewer(SetPolicy, { siteId: id, policy: 'NEVER' })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
  });
});

test('staff add environments and policies for a customer', async () => {
  const { ask, id } = await newSite(place);
  const asStaff = place.as(staff());
  const staging = await idOf(asStaff, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  expect(await asStaff(SetPolicy, { siteId: staging, policy: 'ALWAYS' })).toMatchObject({
    data: expect.anything(),
  });
  const own = await ask(Environments, { id });
  expect(own.data!['site'].environments).toMatchObject([{ id }, { id: staging, approvalPolicy: 'ALWAYS' }]);
  expect((await asStaff(Environments, { id })).data).toEqual(own.data);
});

test('another tenant finds no site to change', async () => {
  const { id } = await newSite(place);
  const stranger = place.as(member(await place.world.customer()));
  for (const site of [id, newId(), 'nonsense']) {
    expect(await stranger(Add, { siteId: site, environment: 'STAGING' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await stranger(SetPolicy, { siteId: site, policy: 'NEVER' })).toMatchObject({ code: 'NOT_FOUND' });
  }
});
