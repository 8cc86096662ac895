import { createHash } from 'node:crypto';
import { newId } from '@hosterizer/kit/ids';
import { emailFingerprint } from '@hosterizer/kit/sealer';
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

const Create = `mutation ($input: CreateCustomerInput!) {
  createCustomer(input: $input) { id name tier status ownerEmail }
}`;

describe('createCustomer', () => {
  test('opens an account and makes the person its owner', async () => {
    const { data } = await as(staff())(Create, {
      input: { name: ' Wind ', tier: 'PREMIUM', ownerEmail: 'o@wind.test' },
    });
    expect(data!['createCustomer']).toMatchObject({
      ...{ name: 'Wind', tier: 'PREMIUM', status: 'ACTIVE', ownerEmail: 'o@wind.test' },
    });
    const { rows } = await world.owner.query(
      `select role, email_hash from accounts.membership
       join accounts."user" on "user".id = user_id where customer_id = $1`,
      [data!['createCustomer'].id],
    );
    expect(rows).toEqual([{ role: 'owner', email_hash: emailFingerprint(world.sealer, 'o@wind.test') }]);
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

  test('sends a new owner a link to choose a password, which is kept as a hash for seven days', async () => {
    await as(staff())(Create, { input: { name: 'Mail', ownerEmail: 'new@mail.test' } });
    const [mail, ...more] = await world.mailTo('new@mail.test');
    expect(more).toEqual([]);
    const [, id, secret] = /^http:\/\/hosterizer\.test\/reset-password\?token=([^.]+)\.(.+)&welcome=1$/m.exec(
      mail!.text,
    )!;
    expect(Buffer.from(secret!, 'base64url')).toHaveLength(32);
    const { rows } = await world.owner.query(
      `select mail_token.hash, purpose, email_hash, round(extract(epoch from expires_at - now()) / 3600)::int as hours
       from accounts.mail_token join accounts."user" on "user".id = user_id where mail_token.id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        hash: createHash('sha256').update(secret!).digest(),
        purpose: 'PASSWORD_RESET',
        email_hash: emailFingerprint(world.sealer, 'new@mail.test'),
        hours: 7 * 24,
      },
    ]);
  });

  test('takes a person whom somebody else makes at the same moment', async () => {
    const [id, email] = [newId(), 'swift@mail.test'];
    const faster = await world.owner.connect();
    try {
      await faster.query('begin');
      await faster.query(`insert into accounts."user" (id, email, email_hash) values ($1, $2, $3)`, [
        id,
        world.sealer.seal(email, 'accounts.user.email', id),
        emailFingerprint(world.sealer, email),
      ]);
      const created = as(staff())(Create, { input: { name: 'Swift', ownerEmail: email } });
      await eventually(async () => {
        const { rowCount } = await world.owner.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return Boolean(rowCount);
      });
      await faster.query('commit');
      expect((await created).code).toBeUndefined();
    } finally {
      faster.release();
    }
    const { rows } = await world.owner.query(`select role from accounts.membership where user_id = $1`, [id]);
    expect(rows).toEqual([{ role: 'owner' }]);
    expect(await world.mailTo(email)).toMatchObject([{ subject: 'You are the owner of Swift' }]);
  });

  test('tells somebody who has an account, without a link that would change their password', async () => {
    for (const name of ['First', 'Second']) {
      await as(staff())(Create, { input: { name, ownerEmail: 'twice@mail.test' } });
    }
    const [, notice] = await world.mailTo('twice@mail.test');
    expect(notice).toMatchObject({ subject: 'You are the owner of Second' });
    expect(notice!.text).not.toContain('token');
  });

  test.each([
    [{ name: '', ownerEmail: 'a@b.test' }, 'name'],
    [{ name: 'x'.repeat(101), ownerEmail: 'a@b.test' }, 'name'],
    [{ name: 'two\nlines', ownerEmail: 'a@b.test' }, 'name'],
    [{ name: 'nul\0', ownerEmail: 'a@b.test' }, 'name'],
    [{ name: 'Fine', ownerEmail: 'nobody' }, 'ownerEmail'],
  ])('refuses %j and says where', async (input, field) => {
    expect(await as(staff())(Create, { input })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field },
    });
  });

  test('refuses a name that is taken, and leaves no person and no mail behind', async () => {
    await world.customer('Taken');
    const answer = await as(staff())(Create, { input: { name: 'taken', ownerEmail: 'late@x.test' } });
    expect(answer).toMatchObject({ code: 'CONFLICT' });
    const { rowCount } = await world.owner.query(`select from accounts."user" where email_hash = $1`, [
      emailFingerprint(world.sealer, 'late@x.test'),
    ]);
    expect(rowCount).toBe(0);
    expect(await world.mailTo('late@x.test')).toEqual([]);
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

test('a list is narrowed by part of a name, by status and by tier', async () => {
  const create = async (name: string, tier: string) =>
    (await as(staff())(Create, { input: { name, tier, ownerEmail: 'o@list.test' } })).data!['createCustomer']
      .id;
  const [wood, woods] = [await create('50% Wood', 'PREMIUM'), await create('Woods', 'STANDARD')];
  await world.owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [woods]);
  const ids = async (filter: object) => {
    const { data } = await as(staff())(
      `query ($filter: CustomerFilter) { customers(first: 100, filter: $filter) { edges { node { id } } } }`,
      { filter },
    );
    return data!['customers'].edges.map((edge: { node: { id: string } }) => edge.node.id);
  };
  expect(await ids({ search: 'wood' })).toEqual([woods, wood]);
  expect(await ids({ search: '%' })).toEqual([wood]);
  expect(await ids({ search: 'wood', tier: 'PREMIUM' })).toEqual([wood]);
  expect(await ids({ search: 'wood', status: 'SUSPENDED' })).toEqual([woods]);
  expect(await ids({ search: 'wood', status: 'INACTIVE' })).toEqual([]);
});
