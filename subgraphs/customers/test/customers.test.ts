import { emailFingerprint } from '@hosterizer/kit/sealer';
import { asker, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
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

const Create = `mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { id name tier status ownerEmail }
}`;

describe('createCustomer', () => {
  test('opens an account and makes the person its owner', async () => {
    const { data } = await as(staff())(Create, {
      input: { name: ' Wind ', tier: 'PREMIUM', ownerEmail: 'o@wind.test' },
    });
    expect(data!['createCustomer']).toMatchObject({ name: 'Wind', tier: 'PREMIUM', status: 'ACTIVE' });
    const { rows } = await world.owner.query(
      `select role, email from accounts.membership join accounts."user" on id = user_id where customer_id = $1`,
      [data!['createCustomer'].id],
    );
    expect(rows).toEqual([{ role: 'owner', email: 'o@wind.test' }]);
  });

  test('takes a person who is there already, in any case of the address', async () => {
    for (const [name, ownerEmail] of [
      ['One', 'both@x.test'],
      ['Two', 'BOTH@x.test'],
    ]) {
      expect((await as(staff())(Create, { input: { name, ownerEmail } })).code).toBeUndefined();
    }
    const { rows } = await world.owner.query(
      `select count(distinct user_id)::int as people, count(*)::int as memberships from accounts.membership
       join accounts."user" on "user".id = user_id where email_hash = $1`,
      [emailFingerprint(world.sealer, 'both@x.test')],
    );
    expect(rows).toEqual([{ people: 1, memberships: 2 }]);
  });

  test.each([
    [{ name: '', ownerEmail: 'a@b.test' }, 'name'],
    [{ name: 'Fine', ownerEmail: 'nobody' }, 'ownerEmail'],
  ])('refuses %j and says where', async (input, field) => {
    expect(await as(staff())(Create, { input })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field },
    });
  });

  test('refuses a name that is taken, and leaves no person behind', async () => {
    await world.customer('Taken');
    const answer = await as(staff())(Create, { input: { name: 'taken', ownerEmail: 'late@x.test' } });
    expect(answer).toMatchObject({ code: 'CONFLICT' });
    expect(
      (await world.owner.query(`select from accounts."user" where email = 'late@x.test'`)).rowCount,
    ).toBe(0);
  });

  test('is for administrators only', async () => {
    const input = { name: 'No', ownerEmail: 'no@x.test' };
    expect(await as(staff('support'))(Create, { input })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    expect(await as(member(await world.customer()))(Create, { input })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
  });
});

test('a member sees their own customer, staff see all, and a stranger’s does not exist', async () => {
  const [mine, other] = [await world.customer('Mine'), await world.customer('Other')];
  const ids = async (viewer: Parameters<typeof as>[0]) => {
    const { data } = await as(viewer)(`{ customers(first: 100) { edges { node { id } } } }`);
    return data!['customers'].edges.map((edge: { node: { id: string } }) => edge.node.id);
  };
  expect(await ids(member(mine))).toEqual([mine]);
  expect(await ids(staff())).toEqual(expect.arrayContaining([mine, other]));
  const One = `query ($id: ID!) { customer(id: $id) { name } }`;
  expect(await as(member(mine))(One, { id: other })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await as(member(mine))(One, { id: 'nonsense' })).toMatchObject({ code: 'NOT_FOUND' });
});
