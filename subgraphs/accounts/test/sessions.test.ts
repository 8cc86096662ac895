import { newId } from '@hosterizer/kit/ids';
import { verify } from '@node-rs/argon2';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { holderOfBearer, makePerson, password } from '../src/testing.ts';

// The real thing, counted.
jest.mock('@node-rs/argon2', () => {
  const argon2 = jest.requireActual('@node-rs/argon2');
  return { ...argon2, verify: jest.fn(argon2.verify) };
});

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

type Tail<T> = T extends [unknown, ...infer Rest] ? Rest : never;
const SignIn = `mutation ($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    accessToken refreshToken expiresAt viewer { id email role scopes customer { id } customers { id } }
  }
}`;
const Refresh = `mutation ($token: String) { refreshSession(refreshToken: $token) { accessToken refreshToken } }`;

const person = (...given: Tail<Parameters<typeof makePerson>>) => makePerson(world, ...given);
const viewerOf = (token: string) => holderOfBearer(as, world, token);

async function signedIn(email: string) {
  const { data } = await as(null)(SignIn, { email, password });
  return data!['signIn'];
}

describe('signIn', () => {
  test('gives tokens that speak for the person at their customer', async () => {
    const customer = await world.customer();
    const { id, email } = await person([[customer, 'developer']]);
    const session = await signedIn(email.toUpperCase());
    expect(session.viewer).toMatchObject({ id, email, role: 'developer', customer: { id: customer } });
    expect(await viewerOf(session.accessToken)).toMatchObject({
      id,
      customerId: customer,
    });
    const { rows } = await world.owner.query(`select last_login_at from accounts."user" where id = $1`, [id]);
    expect(rows[0].last_login_at).toBeInstanceOf(Date);
  });

  test('answers an unknown address and a wrong password alike', async () => {
    const { email } = await person([[await world.customer(), 'owner']]);
    const wrong = await as(null)(SignIn, { email, password: 'guess' });
    const unknown = await as(null)(SignIn, { email: 'nobody@people.test', password: 'guess' });
    expect(wrong).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    expect(unknown).toEqual(wrong);
  });

  test('runs one verification for an unknown address as for a wrong password', async () => {
    const { email } = await person([[await world.customer(), 'owner']]);
    for (const address of ['nobody@people.test', email]) {
      jest.mocked(verify).mockClear();
      await as(null)(SignIn, { email: address, password: 'guess' });
      expect(verify).toHaveBeenCalledTimes(1);
    }
  });

  test('is refused to a person without a password', async () => {
    const { id, email } = await person([[await world.customer(), 'owner']]);
    await world.owner.query(`update accounts."user" set password_hash = null where id = $1`, [id]);
    const answer = await as(null)(SignIn, { email, password: 'no password that anybody has' });
    expect(answer).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });

  test('hands a portal cookies that no script can read, and no token', async () => {
    const { email } = await person([[await world.customer(), 'owner']]);
    const cookies: string[] = [];
    const portal = as(null, { portal: 'customer', setCookie: (cookie) => cookies.push(cookie) });
    const { data } = await portal(SignIn, { email, password });
    expect(data!['signIn']).toMatchObject({ accessToken: null, refreshToken: null });
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['hz_customer', 'hz_customer_refresh']);
    expect(cookies[0]).toMatch(/; Path=\/; .*HttpOnly; SameSite=Strict/);
    expect(cookies[1]).toMatch(/; Path=\/graphql; .*HttpOnly; SameSite=Strict/);
  });

  test('refuses customers at the admin portal and staff at the other', async () => {
    const [customer, admin] = [
      await person([[await world.customer(), 'owner']]),
      await person([], 'administrator'),
    ];
    expect(await as(null, { portal: 'admin' })(SignIn, { email: customer.email, password })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect(await as(null, { portal: 'customer' })(SignIn, { email: admin.email, password })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect((await signedIn(admin.email)).viewer).toMatchObject({ role: 'administrator', customer: null });
  });
});

describe('a customer that is not active', () => {
  const become = (customer: string, status: string) =>
    world.owner.query(`update customers.customer set status = $2 where id = $1`, [customer, status]);

  test('is passed over at sign-in when it is closed, and says so when it is the only one', async () => {
    const [closed, open] = [await world.customer(), await world.customer()];
    const { email } = await person([
      [closed, 'owner'],
      [open, 'viewer'],
    ]);
    await become(closed, 'INACTIVE');
    expect((await signedIn(email)).viewer.customer).toEqual({ id: open });
    await become(open, 'INACTIVE');
    const answer = await as(null)(SignIn, { email, password });
    expect(answer).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    expect(answer.message).toContain('closed');
  });

  test('shows what is left of the scopes while it is suspended', async () => {
    const customer = await world.customer();
    const { email } = await person([[customer, 'owner']]);
    await become(customer, 'SUSPENDED');
    const { scopes } = (await signedIn(email)).viewer;
    expect(scopes).toEqual(expect.arrayContaining(['sites:read', 'account:write']));
    expect(scopes).not.toContain('sites:write');
  });

  test('ends refreshing with a reason, and leaves the token for when it is opened again', async () => {
    const customer = await world.customer();
    const { email } = await person([[customer, 'owner']]);
    const { refreshToken: token } = await signedIn(email);
    await become(customer, 'INACTIVE');
    expect((await as(null)(Refresh, { token })).message).toContain('closed');
    await become(customer, 'ACTIVE');
    expect((await as(null)(Refresh, { token })).data).toBeTruthy();
  });

  test('cannot be switched to when it is closed', async () => {
    const [one, two] = [await world.customer(), await world.customer()];
    const { email } = await person([
      [one, 'owner'],
      [two, 'owner'],
    ]);
    const { accessToken } = await signedIn(email);
    await become(two, 'INACTIVE');
    const viewer = await viewerOf(accessToken);
    const Switch = `mutation ($id: ID!) { switchCustomer(customerId: $id) { expiresAt } }`;
    expect(await as(viewer)(Switch, { id: two })).toMatchObject({ code: 'CONFLICT' });
  });
});

test('who is a member of nothing any more is told so', async () => {
  const customer = await world.customer();
  const { id, email } = await person([[customer, 'owner']]);
  const { refreshToken } = await signedIn(email);
  await world.owner.query(`delete from accounts.membership where user_id = $1`, [id]);
  for (const answer of [
    await as(null)(Refresh, { token: refreshToken }),
    await as(null)(SignIn, { email, password }),
  ]) {
    expect(answer).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    expect(answer.message).toContain('no longer a member');
  }
});

describe('refreshSession', () => {
  test('gives a new pair, and the old token ends the session once it is used again later', async () => {
    const { id, email } = await person([[await world.customer(), 'owner']]);
    const { refreshToken: first } = await signedIn(email);
    const second = (await as(null)(Refresh, { token: first })).data!['refreshSession'].refreshToken;
    expect(second).not.toBe(first);

    await world.owner.query(
      `update accounts.session set rotated_at = now() - interval '1 minute' where user_id = $1`,
      [id],
    );
    expect(await as(null)(Refresh, { token: first })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    expect(await as(null)(Refresh, { token: second })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });

  test('lets a second tab that was a moment late go on', async () => {
    const { email } = await person([[await world.customer(), 'owner']]);
    const { refreshToken } = await signedIn(email);
    const tabs = await Promise.all([1, 2].map(() => as(null)(Refresh, { token: refreshToken })));
    expect(tabs.map(({ data }) => typeof data?.['refreshSession'].accessToken)).toEqual(['string', 'string']);
    expect(tabs.filter(({ data }) => data!['refreshSession'].refreshToken !== null)).toHaveLength(1);
  });

  test.each(['', 'x', `${newId()}.x`, `not-an-id.secret`])('refuses %j', async (token) => {
    expect(await as(null)(Refresh, { token })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });

  test('refuses a session that was signed out', async () => {
    const { email } = await person([[await world.customer(), 'owner']]);
    const { accessToken, refreshToken } = await signedIn(email);
    await as(await viewerOf(accessToken))(`mutation { signOut }`);
    expect(await as(null)(Refresh, { token: refreshToken })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });
});

test('a portal whose access token is over signs out by its refresh cookie, and nobody without the secret does', async () => {
  const { email } = await person([[await world.customer(), 'owner']]);
  const { refreshToken } = await signedIn(email);
  const forged = `${refreshToken.split('.')[0]}.guess`;
  await as(null, { portal: 'customer', refreshToken: forged })(`mutation { signOut }`);
  const renewed = (await as(null)(Refresh, { token: refreshToken })).data!['refreshSession'].refreshToken;
  await as(null, { portal: 'customer', refreshToken: renewed })(`mutation { signOut }`);
  expect(await as(null)(Refresh, { token: renewed })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
});

test('switchCustomer goes to a customer of one’s own, and to no other', async () => {
  const [one, two, foreign] = [await world.customer(), await world.customer(), await world.customer()];
  const { email } = await person([
    [one, 'owner'],
    [two, 'viewer'],
  ]);
  const session = await signedIn(email);
  expect(session.viewer.customers.map(({ id }: { id: string }) => id).sort()).toEqual([one, two].sort());
  const viewer = await viewerOf(session.accessToken);
  const Switch = `mutation ($id: ID!) { switchCustomer(customerId: $id) { viewer { role customer { id } } } }`;
  const moved = await as(viewer)(Switch, { id: two });
  expect(moved.data!['switchCustomer'].viewer).toEqual({ role: 'viewer', customer: { id: two } });
  expect(await as(viewer)(Switch, { id: foreign })).toMatchObject({ code: 'NOT_FOUND' });
});

test('viewer is null for nobody', async () => {
  expect((await as(null)(`{ viewer { id } }`)).data).toEqual({ viewer: null });
});

test('colleagues are seen by name, strangers are not', async () => {
  const customer = await world.customer();
  const [ada, stranger] = [
    await person([[customer, 'owner']]),
    await person([[await world.customer(), 'owner']]),
  ];
  const viewer = await viewerOf((await signedIn(ada.email)).accessToken);
  const { data } = await as(viewer)(
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { email } } }`,
    { r: [ada, stranger].map(({ id }) => ({ __typename: 'User', id })) },
  );
  expect(data!['_entities']).toEqual([{ email: ada.email }, null]);
});
