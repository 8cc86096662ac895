import { newId } from '@hosterizer/kit/ids';
import type { CustomerRole } from '@hosterizer/kit/scopes';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, eventually, makeWorld, staff, type World } from '@hosterizer/kit/testing';
import { followCredentials, type CredentialsChanged } from '@hosterizer/kit/credentials';
import { makeSubgraph } from '../src/subgraph.ts';
import { makePerson, type Person } from '../src/testing.ts';
import { deedsIn, makeCustomer } from './people.ts';

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

const Members = `query ($first: Int, $after: String) { members(first: $first, after: $after) {
  edges { node { id role mfaEnabled lastLoginAt joinedAt user { id email name } } }
  pageInfo { hasNextPage endCursor }
} }`;
const Update = `mutation ($userId: ID!, $role: CustomerRole!) {
  updateMember(input: { userId: $userId, role: $role }) { id role user { id } }
}`;
const Remove = `mutation ($userId: ID!) { removeMember(userId: $userId) { id role user { id email } } }`;

const customerWith = (...roles: CustomerRole[]) => makeCustomer(world, as, roles);

async function rolesIn(customerId: string): Promise<string[]> {
  const { rows } = await world.owner.query(
    `select role from accounts.membership where customer_id = $1 order by role`,
    [customerId],
  );
  return rows.map(({ role }) => role);
}

const keyOf = (customerId: string, { id }: Person) =>
  world.owner.query(
    `insert into accounts.api_key (customer_id, id, name, scopes, hash, created_by, expires_at)
     values ($1, $2, 'key', '{sites:read}', '\\x00', $3, now() + interval '1 day')`,
    [customerId, newId(), id],
  );

/** What is announced while `work` runs and up to the hint for which `enough` holds. */
async function announced(work: () => Promise<unknown>, enough: (hint: CredentialsChanged) => boolean) {
  const heard: CredentialsChanged[] = [];
  const stop = await followCredentials(world.events, (hint) => heard.push(hint));
  await work();
  const hint = await eventually(() => heard.find(enough));
  stop();
  return hint;
}

describe('members', () => {
  test('are listed the newest first, in pages, and only those of the viewer’s customer', async () => {
    const { customerId, people, asMember } = await customerWith('owner');
    const newer = await makePerson(world, [[customerId, 'billing']]);
    await customerWith('owner');

    const first = (await asMember(0)(Members, { first: 1 })).data!['members'];
    expect(first.edges).toEqual([
      {
        node: {
          ...{ id: expect.any(String), role: 'BILLING', mfaEnabled: false, lastLoginAt: null },
          joinedAt: expect.stringMatching(/Z$/),
          user: { id: newer.id, email: newer.email, name: null },
        },
      },
    ]);
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = (await asMember(0)(Members, { after: first.pageInfo.endCursor })).data!['members'];
    expect(rest.edges.map(({ node }: any) => [node.user.id, node.role])).toEqual([[people[0]!.id, 'OWNER']]);
    expect(rest.pageInfo.hasNextPage).toBe(false);
  });

  test('staff are told to act for a customer first', async () => {
    expect(await as(staff())(Members)).toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('actForCustomer'),
    });
  });
});

describe('updateMember', () => {
  test('changes the role, says so in the log and to the gateways', async () => {
    const { customerId, people, asMember } = await customerWith('owner', 'viewer');
    const [owner, other] = people as [Person, Person];
    const hint = await announced(
      async () => {
        const { data } = await asMember(0)(Update, { userId: other.id.toUpperCase(), role: 'ADMIN' });
        expect(data!['updateMember']).toMatchObject({ role: 'ADMIN', user: { id: other.id } });
      },
      ({ userId }) => userId === other.id,
    );
    expect(hint).toEqual({ userId: other.id });
    expect(await rolesIn(customerId)).toEqual(['admin', 'owner']);
    expect(await deedsIn(world, customerId)).toMatchObject([
      {
        ...{ operation: 'updateMember', actor: owner.id, type: 'Member' },
        before: { userId: other.id, role: 'viewer' },
        after: { userId: other.id, role: 'admin' },
      },
    ]);
  });

  test('announces the customer too where keys hang on the membership', async () => {
    const { customerId, people, asMember } = await customerWith('owner', 'admin');
    const [, other] = people as [Person, Person];
    await keyOf(customerId, other);
    const hint = await announced(
      () => asMember(0)(Update, { userId: other.id, role: 'VIEWER' }),
      ({ userId }) => userId === other.id,
    );
    expect(hint).toEqual({ userId: other.id, customerId });
  });

  test('leaves the last owner an owner, and lets one of two go', async () => {
    const { customerId, people, asMember } = await customerWith('owner', 'owner');
    const [one, two] = people as [Person, Person];
    expect((await asMember(0)(Update, { userId: one.id, role: 'VIEWER' })).code).toBeUndefined();
    expect(await asMember(1)(Update, { userId: two.id, role: 'ADMIN' })).toMatchObject({ code: 'CONFLICT' });
    expect((await asMember(1)(Update, { userId: two.id, role: 'OWNER' })).code).toBeUndefined();
    expect(await rolesIn(customerId)).toEqual(['owner', 'viewer']);
  });

  test('finds nobody of another customer, and no nonsense', async () => {
    const { asMember } = await customerWith('owner');
    const { people: strangers } = await customerWith('owner');
    for (const userId of [strangers[0]!.id, newId(), 'nobody']) {
      expect(await asMember(0)(Update, { userId, role: 'VIEWER' })).toMatchObject({ code: 'NOT_FOUND' });
      expect(await asMember(0)(Remove, { userId })).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('is refused to everybody but owners', async () => {
    const { people, asMember } = await customerWith('owner', 'admin', 'developer', 'billing', 'viewer');
    for (const index of [1, 2, 3, 4]) {
      const answer = await asMember(index)(Update, { userId: people[index]!.id, role: 'OWNER' });
      expect(answer).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    }
  });
});

describe('of two owners at once', () => {
  // Each round is a race of its own; any that both win leaves a customer whom nobody owns.
  test.each([
    ['who take the other one’s place away', Update, 1],
    ['who step down', Update, 0],
    ['who remove the other one', Remove, 1],
    ['who leave', Remove, 0],
  ])('%s, exactly one succeeds', async (_, mutation, offset) => {
    const rounds = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const { customerId, people, asMember } = await customerWith('owner', 'owner');
        const answers = await Promise.all(
          [0, 1].map((index) =>
            asMember(index)(mutation, {
              userId: people[(index + offset) % 2]!.id,
              ...(mutation === Update && { role: 'VIEWER' }),
            }),
          ),
        );
        const roles = await rolesIn(customerId);
        return {
          won: answers.filter(({ code }) => !code).length,
          owners: roles.filter((r) => r === 'owner'),
        };
      }),
    );
    for (const { won, owners } of rounds) expect([won, owners]).toEqual([1, ['owner']]);
  });
});

describe('removeMember', () => {
  test('takes the membership and the keys that the person made, and answers who it was', async () => {
    const { customerId, people, asMember } = await customerWith('owner', 'admin');
    const [owner, other] = people as [Person, Person];
    await keyOf(customerId, owner);
    await keyOf(customerId, other);

    const hint = await announced(
      async () => {
        const { data } = await asMember(0)(Remove, { userId: other.id });
        expect(data!['removeMember']).toMatchObject({
          role: 'ADMIN',
          user: { id: other.id, email: other.email },
        });
      },
      ({ userId }) => userId === other.id,
    );
    expect(hint).toEqual({ userId: other.id, customerId });
    const { rows } = await world.owner.query(
      `select created_by from accounts.api_key where customer_id = $1`,
      [customerId],
    );
    expect(rows).toEqual([{ created_by: owner.id }]);
    expect((await deedsIn(world, customerId)).map(({ operation }) => operation)).toEqual(['removeMember']);
  });

  test('lets an owner leave when there is another one', async () => {
    const { customerId, people, asMember } = await customerWith('owner', 'owner');
    const { data } = await asMember(0)(Remove, { userId: people[0]!.id });
    expect(data!['removeMember'].user.id).toBe(people[0]!.id);
    expect(await rolesIn(customerId)).toEqual(['owner']);
    expect(await asMember(1)(Remove, { userId: people[1]!.id })).toMatchObject({ code: 'CONFLICT' });
  });
});
