import { asker, eventually, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import { newId } from '@hosterizer/kit/ids';
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

const Create = `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id name status url region customer { id } } }`;
const Update = `mutation ($input: UpdateSiteInput!) { updateSite(input: $input) { id name configuration } }`;
const order = (more: object = {}) => ({
  input: {
    name: `Site ${newId()}`,
    cloudProvider: 'LOCAL',
    region: 'local',
    configuration: { title: 'Hello', body: 'World' },
    ...more,
  },
});

describe('createSite', () => {
  test('orders a site of the own customer, which waits to be deployed', async () => {
    const customer = await world.customer();
    const { data } = await as(member(customer))(Create, order({ name: ' Shop ' }));
    expect(data!['createSite']).toMatchObject({
      name: 'Shop',
      status: 'PENDING',
      url: null,
      customer: { id: customer },
    });
  });

  test.each([
    ['a region that the provider has not', { cloudProvider: 'AWS', region: 'local' }, 'region'],
    [
      'a provider that the blueprint has no module for',
      { cloudProvider: 'AKAMAI', region: 'eu-west', blueprint: 'static-site' },
      'cloudProvider',
    ],
    ['a name that is empty', { name: '  ' }, 'name'],
    ['a name that is too long', { name: 'x'.repeat(64) }, 'name'],
    ['a blueprint that there is not', { blueprint: 'castle' }, 'blueprint'],
    ['a configuration without its title', { configuration: { body: 'x' } }, 'configuration.title'],
    ['a title that is a number', { configuration: { title: 7, body: 'x' } }, 'configuration.title'],
  ])('refuses %s and says where', async (_what, more, field) => {
    const answer = await as(member(await world.customer()))(Create, order(more));
    expect(answer).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field, reason: expect.any(String) },
    });
  });

  test('refuses a name that is taken, in any case', async () => {
    const ask = as(member(await world.customer()));
    await ask(Create, order({ name: 'Shop' }));
    expect(await ask(Create, order({ name: 'SHOP' }))).toMatchObject({ code: 'CONFLICT' });
  });

  test('is for another customer only when staff order it', async () => {
    const [mine, other] = [await world.customer(), await world.customer()];
    expect(await as(member(mine))(Create, order({ customerId: other }))).toMatchObject({ code: 'NOT_FOUND' });
    const { data } = await as(staff())(Create, order({ customerId: other }));
    expect(data!['createSite'].customer.id).toBe(other);
  });

  test('is refused for a customer that does not exist, and without one when staff ask', async () => {
    expect(await as(staff())(Create, order({ customerId: newId() }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await as(staff())(Create, order())).toMatchObject({ details: { field: 'customerId' } });
  });

  test('is not for viewers, and not for strangers', async () => {
    expect(await as(member(newId(), 'viewer'))(Create, order())).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect(await as(null)(Create, order())).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });
});

test('another tenant sees nothing of a site, and cannot change it', async () => {
  const customer = await world.customer();
  const { data } = await as(member(customer))(Create, order());
  const { id } = data!['createSite'];

  const stranger = as(member(await world.customer()));
  expect(await stranger(`query ($id: ID!) { site(id: $id) { id } }`, { id })).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await stranger(Update, { input: { id, name: 'Mine' } })).toMatchObject({ code: 'NOT_FOUND' });
  const all = await stranger(`{ sites(first: 100) { edges { node { id } } } }`);
  expect(all.data!['sites'].edges).toEqual([]);
  const entity = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Site { id name } } }`;
  const reached = await stranger(entity, { r: [{ __typename: 'Site', id }] });
  expect(reached.data!['_entities']).toEqual([null]);
});

test('lists go on where the page before ended, both ways', async () => {
  const ask = as(member(await world.customer()));
  for (const name of ['A', 'B', 'C', 'D', 'E']) await ask(Create, order({ name }));
  const List = `query ($first: Int, $after: String, $last: Int, $before: String) {
    sites(first: $first, after: $after, last: $last, before: $before) {
      edges { node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;
  const page = async (variables: object) => {
    const { sites } = (await ask(List, variables as Record<string, unknown>)).data!;
    return {
      names: sites.edges.map((edge: { node: { name: string } }) => edge.node.name).join(''),
      ...sites.pageInfo,
    };
  };

  const first = await page({ first: 2 });
  expect(first).toMatchObject({ names: 'ED', hasNextPage: true, hasPreviousPage: false });
  const second = await page({ first: 2, after: first.endCursor });
  expect(second).toMatchObject({ names: 'CB', hasNextPage: true, hasPreviousPage: true });
  expect(await page({ first: 2, after: second.endCursor })).toMatchObject({ names: 'A', hasNextPage: false });
  expect(await page({ last: 2, before: second.endCursor })).toMatchObject({
    names: 'DC',
    hasPreviousPage: true,
  });
  expect(await ask(List, { first: 101 })).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'first' },
  });
  expect(await ask(List, { after: 'nonsense' })).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'after' },
  });
});

test('a search finds part of a name and takes no wildcard literally', async () => {
  const ask = as(member(await world.customer()));
  for (const name of ['Shop 100%', 'Blog']) await ask(Create, order({ name }));
  const names = async (search: string) => {
    const { data } = await ask(
      `query ($s: String) { sites(filter: { search: $s }) { edges { node { name } } } }`,
      { s: search },
    );
    return data!['sites'].edges.map((edge: { node: { name: string } }) => edge.node.name);
  };
  expect(await names('shop')).toEqual(['Shop 100%']);
  expect(await names('%')).toEqual(['Shop 100%']);
  expect(await names('_')).toEqual([]);
});

test('updateSite changes the order and is announced to whoever watches', async () => {
  const ask = as(member(await world.customer()));
  const { id } = (await ask(Create, order())).data!['createSite'];
  const hints: unknown[] = [];
  const leave = await world.events.subscribe(`site:${id}`, (hint) => hints.push(hint));

  const changed = await ask(Update, { input: { id, configuration: { title: 'New', body: '' } } });
  expect(changed.data!['updateSite'].configuration).toEqual({ title: 'New', body: '' });
  expect(await ask(Update, { input: { id, configuration: { title: '' } } })).toMatchObject({
    code: 'VALIDATION_ERROR',
  });
  // Whatever was announced before this one has arrived before it.
  world.events.publish(`site:${id}`, { last: true });
  await eventually(() => hints.length > 1);
  expect(hints).toEqual([{}, { last: true }]);
  leave();
});
