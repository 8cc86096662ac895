import { newId } from '@hosterizer/kit/ids';
import { actingScopes } from '@hosterizer/kit/scopes';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import { makeSubgraph } from '../src/subgraph.ts';
import { holderOfBearer } from '../src/testing.ts';
import { deedsIn, makeCustomer, makeStaff, newAddress } from './people.ts';

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

const Act = `mutation ($customerId: ID!, $reason: String!) {
  actForCustomer(input: { customerId: $customerId, reason: $reason }) {
    accessToken refreshToken expiresAt
    viewer { id email role scopes customer { id name } customers { id } acting { reason endsAt } }
  }
}`;
const reason = 'Ticket 4711: the site does not deploy.';

async function acting() {
  const administrator = await makeStaff(world);
  const customer = await makeCustomer(world, as);
  const { data } = await as(administrator)(Act, { customerId: customer.customerId, reason });
  const { accessToken } = data!['actForCustomer'];
  const viewer = (await holderOfBearer(as, world, accessToken))!;
  return { ...customer, administrator, accessToken: String(accessToken), viewer };
}

test('an administrator acts for a customer for half an hour, and the customer reads why', async () => {
  const administrator = await makeStaff(world);
  const { customerId } = await makeCustomer(world, as, ['owner'], `Harbour ${newId()}`);
  const { data } = await as(administrator)(Act, { customerId, reason: `  ${reason} ` });
  const { accessToken, refreshToken, expiresAt, viewer } = data!['actForCustomer'];
  expect(refreshToken).toBeNull();
  expect(viewer).toMatchObject({
    ...{ id: administrator.id, role: 'administrator', scopes: actingScopes, customers: [] },
    ...{ customer: { id: customerId }, acting: { reason, endsAt: expiresAt } },
  });
  expect(viewer.customer.name).toMatch(/^Harbour /);
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - 1_800_000)).toBeLessThan(10_000);
  const { exp } = (await world.settings.tokens.verify('access', accessToken))!;
  expect(Math.abs(Number(exp) * 1000 - Date.parse(expiresAt))).toBeLessThan(5_000);
  expect(await holderOfBearer(as, world, accessToken)).toMatchObject({
    ...{ id: administrator.id, customerId, acting: { reason } },
  });
  expect(await deedsIn(world, customerId)).toMatchObject([
    { operation: 'actForCustomer', actor: administrator.id, kind: 'USER', reason, type: 'Session' },
  ]);
});

test('what is done while acting is in the customer’s log with the reason', async () => {
  const { customerId, administrator, viewer } = await acting();
  const { data } = await as(viewer)(
    `mutation ($email: String!) { inviteMember(input: { email: $email, role: VIEWER }) { id invitedBy { id } } }`,
    { email: newAddress() },
  );
  // Staff are nobody's colleagues.
  expect(data!['inviteMember'].invitedBy).toBeNull();
  expect((await deedsIn(world, customerId)).at(-1)).toMatchObject({
    ...{ operation: 'inviteMember', actor: administrator.id, reason },
  });
  const members = await as(viewer)(`{ members { edges { node { role } } } }`);
  expect(members.data!['members'].edges).toEqual([{ node: { role: 'OWNER' } }]);
});

test('from the admin portal the session goes to the customer portal’s cookie, which nothing renews', async () => {
  const administrator = await makeStaff(world);
  const cookies: string[] = [];
  const portal = as(administrator, { portal: 'admin', setCookie: (cookie) => cookies.push(cookie) });
  const { data } = await portal(Act, { customerId: await world.customer(), reason });
  expect(data!['actForCustomer']).toMatchObject({ accessToken: null, refreshToken: null });
  expect(cookies).toEqual([
    expect.stringMatching(/^hz_customer=ey[^;]+; Path=\/; Max-Age=1800; HttpOnly; SameSite=Strict$/),
    expect.stringMatching(/^hz_customer_refresh=; Path=\/graphql; Max-Age=0; /),
  ]);
});

test('who acts for a customer has no account there, and acts for no other', async () => {
  const { viewer } = await acting();
  expect(viewer.scopes).not.toContain('account:write');
  for (const mutation of [
    `mutation { switchCustomer(customerId: "${await world.customer()}") { expiresAt } }`,
    `mutation { actForCustomer(input: { customerId: "${await world.customer()}", reason: "${reason}" }) { expiresAt } }`,
    `mutation { updateProfile(input: { name: "Somebody" }) { id } }`,
  ])
    expect(await as(viewer)(mutation)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
});

test('signing out ends it, and so does losing the role', async () => {
  const [one, two] = [await acting(), await acting()];
  await as(one.viewer)(`mutation { signOut }`);
  expect(await holderOfBearer(as, world, one.accessToken)).toBeNull();
  await world.owner.query(`update accounts."user" set platform_role = 'support' where id = $1`, [
    two.administrator.id,
  ]);
  expect(await holderOfBearer(as, world, two.accessToken)).toBeNull();
});

test('endSession ends it from the administrator’s own list', async () => {
  const { administrator, viewer, accessToken } = await acting();
  const asAdministrator = as(administrator);
  const { data } = await asAdministrator(`{ sessions { id acting { reason } } }`);
  expect(data!['sessions']).toEqual([{ id: viewer.sessionId, acting: { reason } }]);
  await asAdministrator(`mutation { endSession(id: "${viewer.sessionId}") { id } }`);
  expect(await holderOfBearer(as, world, accessToken)).toBeNull();
});

describe('actForCustomer', () => {
  test.each(['', 'too short', `${' '.repeat(20)}short`, 'x'.repeat(501)])(
    'refuses the reason %j',
    async (given) => {
      const customerId = await world.customer();
      const answer = await as(await makeStaff(world))(Act, { customerId, reason: given });
      expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'reason' } });
      expect(await deedsIn(world, customerId)).toEqual([]);
    },
  );

  test('finds no customer that does not exist, and none that is closed', async () => {
    const asAdministrator = as(await makeStaff(world));
    for (const customerId of [newId(), 'acme'])
      expect(await asAdministrator(Act, { customerId, reason })).toMatchObject({ code: 'NOT_FOUND' });
    const closed = await world.customer();
    await world.owner.query(`update customers.customer set status = 'INACTIVE' where id = $1`, [closed]);
    expect(await asAdministrator(Act, { customerId: closed, reason })).toMatchObject({ code: 'CONFLICT' });
  });

  test('is for administrators alone', async () => {
    const { customerId, asOwner } = await makeCustomer(world, as);
    for (const ask of [asOwner, as(await makeStaff(world, 'support'))])
      expect(await ask(Act, { customerId, reason })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    expect(await as(null)(Act, { customerId, reason })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });
});
