import { newId } from '@hosterizer/kit/ids';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import { makeSubgraph } from '../src/subgraph.ts';
import { holderOfBearer, makePerson, password } from '../src/testing.ts';
import { deedsIn, invitationToken, makeCustomer, newAddress } from './people.ts';

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

const Invite = `mutation ($email: String!, $role: CustomerRole!) {
  inviteMember(input: { email: $email, role: $role }) { id }
}`;
const Offer = `query ($token: String!) { invitationOffer(token: $token) { email } }`;
const Accept = `mutation ($token: String!, $name: String, $password: String) {
  acceptInvitation(input: { token: $token, name: $name, password: $password }) {
    accessToken refreshToken viewer { id email name emailVerified role customer { id } customers { id } }
  }
}`;
const SignIn = `mutation ($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) { accessToken viewer { role customer { id } } }
}`;
const newcomer = { name: ' Grace ', password: 'a harbour of moths' };

/** A customer that has invited this address. */
async function invited(email = newAddress(), role = 'DEVELOPER') {
  const customer = await makeCustomer(world, as);
  const { data, message } = await customer.asOwner(Invite, { email, role });
  if (!data) throw new Error(message);
  return {
    ...customer,
    ...{ email, id: String(data['inviteMember'].id), token: await invitationToken(world, email) },
  };
}

async function signedIn(email: string) {
  const { data } = await as(null)(SignIn, { email, password });
  const viewer = await holderOfBearer(as, world, data!['signIn'].accessToken);
  return { viewer, ask: as(viewer) };
}

async function membersOf(customerId: string): Promise<string[]> {
  const { rows } = await world.owner.query(
    `select user_id from accounts.membership where customer_id = $1 order by id`,
    [customerId],
  );
  return rows.map(({ user_id }) => user_id);
}

const setStatus = (customerId: string, status: string) =>
  world.owner.query(`update customers.customer set status = $2 where id = $1`, [customerId, status]);

describe('somebody without an account', () => {
  test('gets one with a verified address, a place and a session', async () => {
    const { customerId, id, email, token } = await invited();
    const { data } = await as(null)(Accept, { token, ...newcomer });
    const { accessToken, refreshToken, viewer } = data!['acceptInvitation'];
    expect(refreshToken).toEqual(expect.any(String));
    expect(viewer).toEqual({
      ...{ id: viewer.id, email, name: 'Grace', emailVerified: true, role: 'developer' },
      ...{ customer: { id: customerId }, customers: [{ id: customerId }] },
    });
    expect(await holderOfBearer(as, world, accessToken)).toMatchObject({ id: viewer.id, customerId });
    const again = await as(null)(SignIn, { email, password: newcomer.password });
    expect(again.data!['signIn'].viewer).toEqual({ role: 'developer', customer: { id: customerId } });

    const [, accepted, ...more] = await deedsIn(world, customerId);
    expect(accepted).toMatchObject({
      ...{ operation: 'acceptInvitation', actor: viewer.id, type: 'Invitation', id },
      after: { userId: viewer.id, role: 'developer' },
    });
    expect(JSON.stringify(more)).not.toContain('acceptInvitation');
    expect(JSON.stringify([accepted, more])).not.toMatch(/Grace|moths|@/);
  });

  test.each([
    ['no name', { password: newcomer.password }, 'name'],
    ['a name of two lines', { ...newcomer, name: 'Grace\nHopper' }, 'name'],
    ['no password', { name: 'Grace' }, 'password'],
    ['a short password', { name: 'Grace', password: 'eleven char' }, 'password'],
    ['a password that everybody tries first', { name: 'Grace', password: 'Password1234' }, 'password'],
  ])('is refused with %s, and may try again', async (_, given, field) => {
    const { customerId, token } = await invited();
    const refused = await as(null)(Accept, { token, ...given });
    expect(refused).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
    expect(await membersOf(customerId)).toHaveLength(1);
    expect((await as(null)(Accept, { token, ...newcomer })).code).toBeUndefined();
  });

  test('is given cookies at the portal, and no token', async () => {
    const { token } = await invited();
    const cookies: string[] = [];
    const portal = as(null, { portal: 'customer', setCookie: (cookie) => cookies.push(cookie) });
    const { data } = await portal(Accept, { token, ...newcomer });
    expect(data!['acceptInvitation']).toMatchObject({ accessToken: null, refreshToken: null });
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['hz_customer', 'hz_customer_refresh']);
  });

  test('twice at once becomes one person with one place', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { customerId, email, token } = await invited();
      const answers = await Promise.all([1, 2, 3].map(() => as(null)(Accept, { token, ...newcomer })));
      expect(answers.filter(({ code }) => !code)).toHaveLength(1);
      for (const { code } of answers.filter((answer) => answer.code))
        expect(['VALIDATION_ERROR', 'CONFLICT', 'AUTHENTICATION_ERROR']).toContain(code);
      expect(await membersOf(customerId)).toHaveLength(2);
      expect((await as(null)(SignIn, { email, password: newcomer.password })).code).toBeUndefined();
    }
  });

  test('who is invited by two customers and answers both at once gets one account', async () => {
    const email = newAddress();
    const [one, two] = [await invited(email), await invited(email)];
    const answers = await Promise.all(
      [one, two].map(({ token }) => as(null)(Accept, { token, ...newcomer })),
    );
    expect(answers.filter(({ code }) => !code)).toHaveLength(1);
    const places = [...(await membersOf(one.customerId)), ...(await membersOf(two.customerId))];
    expect(places).toHaveLength(3);
  });
});

describe('somebody with an account', () => {
  async function known() {
    const home = await world.customer();
    const person = await makePerson(world, [[home, 'viewer']]);
    return { home, ...person, ...(await signedIn(person.email)), invitation: await invited(person.email) };
  }

  test('who is signed in gets the place, and the session goes there', async () => {
    const { id, home, ask, viewer, invitation } = await known();
    const { customerId, token } = invitation;
    await world.owner.query(`update accounts."user" set email_verified_at = null where id = $1`, [id]);
    const { data } = await ask(Accept, { token });
    const { accessToken, refreshToken, viewer: now } = data!['acceptInvitation'];
    expect(refreshToken).toBeNull();
    expect(now).toMatchObject({ id, role: 'developer', customer: { id: customerId } });
    expect(now.customers.map((customer: { id: string }) => customer.id)).toEqual([home, customerId]);
    expect(await holderOfBearer(as, world, accessToken)).toMatchObject({
      ...{ id, customerId, sessionId: viewer!.sessionId },
    });
    const { rows } = await world.owner.query(
      `select email_verified_at is not null as verified from accounts."user" where id = $1`,
      [id],
    );
    expect(rows).toEqual([{ verified: true }]);
    expect((await deedsIn(world, customerId)).at(-1)).toMatchObject({
      ...{ operation: 'acceptInvitation', actor: id },
    });
  });

  test('has to be signed in, as nobody else and with no key', async () => {
    const { id, invitation } = await known();
    const { ask: asAnother } = await known();
    const { customerId, token } = invitation;
    const key = { id, kind: 'API_KEY', customerId, role: null, scopes: [] } as const;
    for (const ask of [as(null), asAnother, as(key)]) {
      const answer = await ask(Accept, { token, ...newcomer });
      expect(answer).toMatchObject({ code: 'AUTHENTICATION_ERROR', details: { field: 'token' } });
    }
    expect(await membersOf(customerId)).not.toContain(id);
  });

  test('twice at once gets one place', async () => {
    const { id, ask, invitation } = await known();
    const answers = await Promise.all([1, 2].map(() => ask(Accept, { token: invitation.token })));
    expect(answers.map(({ code }) => code).sort()).toEqual(['VALIDATION_ERROR', undefined]);
    expect((await membersOf(invitation.customerId)).filter((member) => member === id)).toHaveLength(1);
  });

  test('on the platform’s staff is nobody’s member', async () => {
    const { email } = await makePerson(world, [], 'support');
    const { token } = await invited(email);
    expect(await (await signedIn(email)).ask(Accept, { token })).toMatchObject({ code: 'CONFLICT' });
  });
});

test('a token that is over, forged or of a closed customer opens nothing', async () => {
  const [expired, closed, used, held] = [await invited(), await invited(), await invited(), await invited()];
  await world.owner.query(`update accounts.invitation set expires_at = now() where id = $1`, [expired!.id]);
  await setStatus(closed!.customerId, 'INACTIVE');
  await as(null)(Accept, { token: used!.token, ...newcomer });
  const forged = [`${held!.id}.guess`, `${held!.id}.${'x'.repeat(43)}`, newId(), ''];
  for (const token of [expired!.token, closed!.token, used!.token, ...forged]) {
    expect((await as(null)(Offer, { token })).data).toEqual({ invitationOffer: null });
    const answer = await as(null)(Accept, { token, ...newcomer });
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'token' } });
  }
});

test('a suspended customer takes nobody in until it is active again', async () => {
  const { customerId, token } = await invited();
  await setStatus(customerId, 'SUSPENDED');
  expect(await as(null)(Accept, { token, ...newcomer })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  await setStatus(customerId, 'ACTIVE');
  expect((await as(null)(Accept, { token, ...newcomer })).code).toBeUndefined();
});
