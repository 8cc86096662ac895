import { asker, eventually, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import { followCredentials, type CredentialsChanged } from '@hosterizer/kit/credentials';
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

const Update = `mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) { name tier metadata } }`;
const Status = `mutation ($id: ID!, $status: CustomerStatus!, $reason: String) {
  setCustomerStatus(input: { id: $id, status: $status, reason: $reason }) { status statusReason statusMoves }
}`;

describe('updateCustomer', () => {
  test('changes what is given, leaves the rest, and is told in the customer’s log', async () => {
    const id = await world.customer('Before');
    const operator = staff();
    const first = await as(operator)(Update, { input: { id, metadata: { contact: 'Ada' } } });
    expect(first.data!['updateCustomer']).toEqual({
      ...{ name: 'Before', tier: 'STANDARD', metadata: { contact: 'Ada' } },
    });
    const second = await as(operator)(Update, { input: { id, name: ' After ', tier: 'PREMIUM' } });
    expect(second.data!['updateCustomer']).toEqual({
      ...{ name: 'After', tier: 'PREMIUM', metadata: { contact: 'Ada' } },
    });

    const deeds = await world.deedsAt(id);
    expect(deeds).toMatchObject([
      { before: { notes: [] }, after: { notes: ['contact'] } },
      {
        ...{ customer_id: id, actor_id: operator.id, operation: 'updateCustomer', object_type: 'Customer' },
        before: { name: 'Before', tier: 'STANDARD' },
        after: { name: 'After', tier: 'PREMIUM' },
      },
    ]);
    expect(JSON.stringify(deeds)).not.toContain('Ada');
  });

  test.each([
    ['a list', ['x'], 'metadata'],
    ['a text', 'x', 'metadata'],
    ['a number for a note', { n: 1 }, 'metadata.n'],
    ['an object for a note', { n: {} }, 'metadata.n'],
    ['a note that is too long', { n: 'x'.repeat(501) }, 'metadata.n'],
    ['a note that PostgreSQL could not keep', { n: 'a\0b' }, 'metadata.n'],
    ['a note without a name', { '': 'x' }, 'metadata'],
    ['a name that is too long', { ['x'.repeat(51)]: 'x' }, 'metadata'],
    ['too many notes', Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`n${n}`, 'x'])), 'metadata'],
  ])('refuses %s', async (_what, metadata, field) => {
    const answer = await as(staff())(Update, { input: { id: await world.customer(), metadata } });
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
  });

  test('takes fifty notes of the longest kind', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [`${n}`.padEnd(50, 'x'), 'é'.repeat(500)]),
    );
    const { data } = await as(staff())(Update, { input: { id: await world.customer(), metadata } });
    expect(data!['updateCustomer'].metadata).toEqual(metadata);
  });

  test('refuses a name that is taken, and finds nobody who is not there', async () => {
    await world.customer('Occupied');
    const id = await world.customer();
    expect(await as(staff())(Update, { input: { id, name: 'OCCUPIED' } })).toMatchObject({
      code: 'CONFLICT',
    });
    for (const unknown of [newId(), 'nonsense']) {
      expect(await as(staff())(Update, { input: { id: unknown } })).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('is not for the customer, nor are the notes', async () => {
    const id = await world.customer();
    const ask = as(member(id));
    expect(await ask(Update, { input: { id, tier: 'PREMIUM' } })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect(await ask(`query ($id: ID!) { customer(id: $id) { metadata } }`, { id })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
  });
});

describe('setCustomerStatus', () => {
  const all = ['ACTIVE', 'SUSPENDED', 'INACTIVE'] as const;
  const moves = {
    ACTIVE: ['SUSPENDED', 'INACTIVE'],
    SUSPENDED: ['ACTIVE', 'INACTIVE'],
    INACTIVE: ['ACTIVE'],
  };
  const standing = async (status: string) => {
    const id = await world.customer();
    await world.owner.query(
      `update customers.customer set status = $2, status_reason = 'old' where id = $1`,
      [id, status],
    );
    return id;
  };

  test.each(all.flatMap((from) => all.map((to) => [from, to] as const)))(
    'from %s to %s',
    async (from, to) => {
      const id = await standing(from);
      const answer = await as(staff())(Status, { id, status: to, reason: 'Unpaid.' });
      if (moves[from].includes(to)) {
        expect(answer.data!['setCustomerStatus']).toEqual({
          status: to,
          statusReason: to === 'ACTIVE' ? null : 'Unpaid.',
          statusMoves: moves[to],
        });
      } else {
        expect(answer).toMatchObject({ code: 'CONFLICT' });
        for (const possible of moves[from]) expect(answer.message).toContain(possible);
        expect(await world.deedsAt(id)).toEqual([]);
      }
    },
  );

  test('asks for a reason, except to open a customer again', async () => {
    const id = await world.customer();
    for (const status of ['SUSPENDED', 'INACTIVE']) {
      for (const reason of [undefined, null, '  ', 'x'.repeat(501)]) {
        expect(await as(staff())(Status, { id, status, reason })).toMatchObject({
          code: 'VALIDATION_ERROR',
          details: { field: 'reason' },
        });
      }
    }
    const suspended = await standing('SUSPENDED');
    expect((await as(staff())(Status, { id: suspended, status: 'ACTIVE' })).code).toBeUndefined();
  });

  test('is told in the log, and to whoever keeps credentials of the customer in mind', async () => {
    const id = await world.customer();
    const heard: CredentialsChanged[] = [];
    const leave = await followCredentials(world.events, (changed) => heard.push(changed));
    await as(staff())(Status, { id, status: 'SUSPENDED', reason: 'Unpaid.' });
    // Others, who test at the same time, speak on the same channel.
    await eventually(() => heard.some(({ customerId }) => customerId === id));
    leave();
    expect(heard.filter(({ customerId }) => customerId === id)).toEqual([{ customerId: id }]);
    expect(await world.deedsAt(id)).toMatchObject([
      {
        ...{ customer_id: id, operation: 'setCustomerStatus' },
        before: { status: 'ACTIVE', reason: null },
        after: { status: 'SUSPENDED', reason: 'Unpaid.' },
      },
    ]);
  });

  test('two at once take turns: the second one hears what the first one did', async () => {
    const id = await world.customer();
    const answers = await Promise.all(
      ['INACTIVE', 'SUSPENDED'].map((status) => as(staff())(Status, { id, status, reason: 'Unpaid.' })),
    );
    // From INACTIVE one cannot become SUSPENDED, and from SUSPENDED one can become INACTIVE.
    const [closed, suspended] = answers.map(({ code }) => code);
    expect(closed).toBeUndefined();
    expect([undefined, 'CONFLICT']).toContain(suspended);
    const { rows } = await world.owner.query(`select status from customers.customer where id = $1`, [id]);
    expect(rows).toEqual([{ status: 'INACTIVE' }]);
  });

  test('is for administrators, and the customer reads the reason', async () => {
    const id = await standing('SUSPENDED');
    expect(await as(staff('support'))(Status, { id, status: 'ACTIVE' })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect(await as(member(id))(Status, { id, status: 'ACTIVE' })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    const { data } = await as(member(id, 'viewer'))(
      `query ($id: ID!) { customer(id: $id) { status statusReason } }`,
      {
        id,
      },
    );
    expect(data!['customer']).toEqual({ status: 'SUSPENDED', statusReason: 'old' });
  });
});
