import { followCredentials, type CredentialsChanged } from '@hosterizer/kit/credentials';
import { newId } from '@hosterizer/kit/ids';
import { asker, eventually, makeWorld, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { deedsOf, holderOfBearer, makePerson, signInAs } from '../src/testing.ts';

let world: World;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;
let stopFollowing: () => void;
const heard: CredentialsChanged[] = [];

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  as = asker(subgraph);
  stopFollowing = await followCredentials(world.events, (changed) => heard.push(changed));
});
afterAll(async () => {
  stopFollowing?.();
  await subgraph?.stop();
  await world?.close();
});

const Sessions = `{ sessions { id current userAgent ip createdAt lastUsedAt expiresAt acting { reason endsAt } } }`;
const End = `mutation ($id: ID!) { endSession(id: $id) { id current } }`;
const EndOthers = `mutation { endOtherSessions }`;
const Refresh = `mutation ($token: String!) { refreshSession(refreshToken: $token) { refreshToken } }`;

const somebody = async () => makePerson(world, [[await world.customer(), 'owner']]);
const heardOf = (sessionId: string) =>
  eventually(() => heard.some((changed) => changed.sessionId === sessionId));
const speaks = (token: string) => holderOfBearer(as, world, token);

test('a person sees where they are signed in, the newest first, and nobody else’s', async () => {
  const { email, id } = await somebody();
  await signInAs(as, world, (await somebody()).email);
  const first = await signInAs(as, world, email);
  const { data: begun } = await as(null, { ip: '192.0.2.7', userAgent: 'Firefox' })(
    `mutation ($email: String!) { signIn(input: { email: $email, password: "correct horse battery" }) { accessToken } }`,
    { email },
  );
  expect(begun).toBeTruthy();
  const { data } = await as(first.viewer)(Sessions);
  expect(data!['sessions']).toMatchObject([
    { current: false, userAgent: 'Firefox', ip: '192.0.2.7', acting: null },
    { id: first.viewer.sessionId, current: true, userAgent: null, ip: '127.0.0.1', acting: null },
  ]);
  expect(first.viewer.id).toBe(id);
});

test('lastUsedAt is the last refresh, which also puts off the end', async () => {
  const { email, id } = await somebody();
  const { refreshToken, viewer } = await signInAs(as, world, email);
  await world.owner.query(
    `update accounts.session set rotated_at = now() - interval '9 days', expires_at = now() + interval '21 days'
     where user_id = $1`,
    [id],
  );
  const [stale] = (await as(viewer)(Sessions)).data!['sessions'];
  await as(null)(Refresh, { token: refreshToken });
  const [fresh] = (await as(viewer)(Sessions)).data!['sessions'];
  const daysLater = (field: string) => (Date.parse(fresh[field]) - Date.parse(stale[field])) / 86_400_000;
  expect(daysLater('lastUsedAt')).toBeGreaterThan(8);
  expect(daysLater('expiresAt')).toBeGreaterThan(8);
});

test('sessions that ended or ran out are not listed, and one for a customer says why', async () => {
  const admin = await makePerson(world, [], 'administrator');
  const customer = await world.customer();
  const { viewer } = await signInAs(as, world, admin.email);
  for (const times of [
    `now(), null`,
    `now() - interval '1 minute', null`,
    `now() + interval '1 hour', now()`,
  ]) {
    await world.owner.query(
      `insert into accounts.session (id, user_id, expires_at, ended_at) values ($1, $2, ${times})`,
      [newId(), admin.id],
    );
  }
  await world.owner.query(
    `insert into accounts.session (id, user_id, customer_id, acting_reason, expires_at)
     values ($1, $2, $3, 'They asked for help', now() + interval '30 minutes')`,
    [newId(), admin.id, customer],
  );
  const { data } = await as(viewer)(Sessions);
  expect(data!['sessions']).toHaveLength(2);
  const acting = data!['sessions'].find((session: { current: boolean }) => !session.current);
  expect(acting.acting).toEqual({ reason: 'They asked for help', endsAt: acting.expiresAt });
});

test('a session that is ended elsewhere holds no more, and the gateways hear of it', async () => {
  const { email } = await somebody();
  const [here, there] = [await signInAs(as, world, email), await signInAs(as, world, email)];
  const ended = await as(here.viewer)(End, { id: there.viewer.sessionId });
  expect(ended.data!['endSession']).toEqual({ id: there.viewer.sessionId, current: false });
  await heardOf(there.viewer.sessionId!);
  expect(await speaks(there.accessToken)).toBeNull();
  expect(await as(null)(Refresh, { token: there.refreshToken })).toMatchObject({
    code: 'AUTHENTICATION_ERROR',
  });
  expect(await speaks(here.accessToken)).toBeTruthy();
});

test('another person’s session, one that has ended and one that never was are not found', async () => {
  const { viewer } = await signInAs(as, world, (await somebody()).email);
  const stranger = await signInAs(as, world, (await somebody()).email);
  for (const id of [stranger.viewer.sessionId, newId(), 'no id']) {
    expect(await as(viewer)(End, { id })).toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await speaks(stranger.accessToken)).toBeTruthy();
  await as(viewer)(End, { id: viewer.sessionId });
  expect(await as(viewer)(End, { id: viewer.sessionId })).toMatchObject({ code: 'NOT_FOUND' });
});

test('ending the session that asks takes a portal’s cookies away, ending another does not', async () => {
  const { email } = await somebody();
  const [here, there] = [await signInAs(as, world, email), await signInAs(as, world, email)];
  const cookies: string[] = [];
  const portal = as(here.viewer, { portal: 'customer', setCookie: (cookie) => cookies.push(cookie) });
  await portal(End, { id: there.viewer.sessionId });
  expect(cookies).toEqual([]);
  await portal(End, { id: here.viewer.sessionId });
  expect(cookies).toHaveLength(2);
  for (const cookie of cookies) expect(cookie).toContain('Max-Age=0');
});

test('endOtherSessions leaves the one that asks, and other people’s', async () => {
  const { email } = await somebody();
  const stranger = await signInAs(as, world, (await somebody()).email);
  const here = await signInAs(as, world, email);
  const others = [await signInAs(as, world, email), await signInAs(as, world, email)];
  expect((await as(here.viewer)(EndOthers)).data).toEqual({ endOtherSessions: 2 });
  for (const { accessToken, viewer } of others) {
    expect(await speaks(accessToken)).toBeNull();
    await heardOf(viewer.sessionId!);
  }
  expect(await speaks(here.accessToken)).toBeTruthy();
  expect(await speaks(stranger.accessToken)).toBeTruthy();
});

test('a refresh token that is used again ends its session, and the gateways hear of it', async () => {
  const { email, id } = await somebody();
  const { accessToken, refreshToken: first, viewer } = await signInAs(as, world, email);
  let second = first;
  // However long ago it was used.
  for (let count = 0; count < 3; count += 1)
    second = (await as(null)(Refresh, { token: second })).data!['refreshSession'].refreshToken;
  await world.owner.query(
    `update accounts.session set rotated_at = now() - interval '1 minute' where user_id = $1`,
    [id],
  );
  expect(await as(null)(Refresh, { token: first })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  await heardOf(viewer.sessionId!);
  expect(await speaks(accessToken)).toBeNull();
  expect(await as(null)(Refresh, { token: second })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
});

test('a refresh token that somebody makes up out of a session’s id ends nothing', async () => {
  const { email } = await somebody();
  const stranger = await signInAs(as, world, (await somebody()).email);
  const { accessToken, refreshToken, viewer } = await signInAs(as, world, email);
  const secrets = ['guess', 'A'.repeat(54), stranger.refreshToken.split('.')[1]];
  for (const secret of secrets) {
    expect(await as(null)(Refresh, { token: `${viewer.sessionId}.${secret}` })).toMatchObject({
      code: 'AUTHENTICATION_ERROR',
    });
  }
  expect(await speaks(accessToken)).toBeTruthy();
  expect((await as(null)(Refresh, { token: refreshToken })).data).toBeTruthy();
});

test('a session in which staff act for a customer cannot be renewed', async () => {
  const admin = await makePerson(world, [], 'administrator');
  const id = newId();
  await world.owner.query(
    `insert into accounts.session (id, user_id, customer_id, acting_reason, expires_at)
     values ($1, $2, $3, 'They asked for help', now() + interval '30 minutes')`,
    [id, admin.id, await world.customer()],
  );
  expect(await as(null)(Refresh, { token: `${id}.secret` })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
});

test('signing in, moving, ending and signing out are in the audit log, a refresh is not', async () => {
  const [one, two] = [await world.customer(), await world.customer()];
  const { email, id } = await makePerson(world, [
    [one, 'owner'],
    [two, 'viewer'],
  ]);
  const { refreshToken, viewer } = await signInAs(as, world, email);
  await as(null)(Refresh, { token: refreshToken });
  await as(viewer)(`mutation ($id: ID!) { switchCustomer(customerId: $id) { expiresAt } }`, { id: two });
  await as(viewer)(EndOthers);
  await as(viewer)(`mutation { signOut }`);
  await as(viewer)(`mutation { signOut }`);
  expect(await deedsOf(world, id)).toEqual([
    { operation: 'signIn', customer_id: one, object_id: viewer.sessionId },
    { operation: 'switchCustomer', customer_id: two, object_id: viewer.sessionId },
    { operation: 'endOtherSessions', customer_id: one, object_id: id },
    { operation: 'signOut', customer_id: two, object_id: viewer.sessionId },
  ]);
});
