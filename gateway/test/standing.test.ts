import { announceCredentials, followCredentials, type CredentialsChanged } from '@hosterizer/kit/credentials';
import { connectEvents, type Events } from '@hosterizer/kit/events';
import { eventually } from '@hosterizer/kit/testing';
import type { Client } from 'graphql-ws';
import { makeRedis, type TestRedis } from './redis.ts';
import { connectTo, watch, type Watch } from './socket.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

let redis: TestRedis;
let events: Events;
let world: World;
let started: Started;
let clients: Client[];

beforeAll(async () => {
  redis = await makeRedis();
});
afterAll(() => redis.remove());

beforeEach(async () => {
  world = makeWorld();
  world.events.push({ sequence: 1, message: 'line 1' });
  events = connectEvents(redis.url, world.log);
  started = await startWorld(world, { events, doubtAfter: 60_000 });
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await started.gateway.close();
  await events.close();
});

/** Somebody who watches, from the moment on that they have got the first line. */
async function watcher(bearer: string): Promise<Watch> {
  const client = connectTo(started.gateway.url, { authorization: `Bearer ${bearer}` });
  clients.push(client);
  const watching = watch(client);
  await eventually(() => watching.got.length > 0);
  return watching;
}

const session = async (role: string) => watcher(await tokenFor(world.tokens, role, ids.acme));

/** Milliseconds from now until the socket is closed, and how. */
async function closing({ end }: Watch): Promise<{ code: number; reason: string; milliseconds: number }> {
  const began = Date.now();
  const { code, reason } = await end;
  return { code, reason, milliseconds: Date.now() - began };
}

const closed = {
  code: 4401,
  reason: 'Your access has ended or changed; come again with new credentials.',
};

/** Everybody else gets the next line. */
async function staysOpen(...watching: Watch[]): Promise<void> {
  world.events.push({ sequence: world.events.length + 1, message: 'a line after' });
  events.publish(`deployment:${ids.deployment}`);
  const got = (one: Watch) =>
    one.got.some(({ data }) =>
      data.deploymentEvents.events.some(({ message }: { message: string }) => message === 'a line after'),
    );
  await eventually(() => watching.every(got));
  expect(watching.map(({ ended }) => ended)).toEqual(watching.map(() => false));
}

describe('a hint closes, within a second and nobody else’s,', () => {
  const cases: Array<[what: string, name: string, became: string | null, hint: CredentialsChanged]> = [
    ['the sockets of a session that has ended', 'owner', null, { sessionId: 'owner' }],
    ['the sockets of a person whose membership has ended', 'owner', null, { userId: 'user owner' }],
    ['the sockets of a person whose role is another now', 'owner', 'viewer', { userId: 'user owner' }],
  ];
  test.each(cases)('%s', async (_what, name, became, hint) => {
    const [one, another, colleague] = [await session(name), await session(name), await session('viewer')];
    world.became.set(name, became);
    announceCredentials(events, hint);

    for (const mine of [one, another]) {
      const { milliseconds, ...how } = await closing(mine);
      expect(how).toEqual(closed);
      expect(milliseconds).toBeLessThan(1_000);
    }
    await staysOpen(colleague);
  });

  test('the sockets of a key that was revoked', async () => {
    const [mine, other] = [await watcher('hzk_mine'), await watcher('hzk_other')];
    world.became.set('hzk_mine', null);
    announceCredentials(events, { apiKeyId: 'hzk_mine' });

    const { milliseconds, ...how } = await closing(mine);
    expect(how).toEqual(closed);
    expect(milliseconds).toBeLessThan(1_000);
    await staysOpen(other);
  });

  test('the sockets of a customer that was closed, every one of them', async () => {
    const watching = [await session('owner'), await session('viewer'), await watcher('hzk_mine')];
    const staff = await watcher(await tokenFor(world.tokens, 'administrator', null));
    for (const name of ['owner', 'viewer', 'hzk_mine']) world.became.set(name, null);
    announceCredentials(events, { customerId: ids.acme });

    for (const one of watching) expect(await closing(one)).toMatchObject(closed);
    await staysOpen(staff);
  });
});

test('a hint after which somebody is who they were closes nothing', async () => {
  const watching = await session('owner');
  const asked = world.asked.length;
  announceCredentials(events, { userId: 'user owner' });
  await eventually(() => world.asked.length > asked);
  await staysOpen(watching);
});

test('a socket whose hint is lost is closed within seconds, and each credential is asked about once', async () => {
  const lost = [await session('owner'), await session('owner'), await session('owner')];
  const colleague = await session('viewer');
  world.became.set('owner', null);
  world.asked.length = 0;

  for (const one of lost) expect(await closing(one)).toMatchObject(closed);
  await eventually(() => world.asked.includes('viewer'));
  expect(world.asked.filter((name) => name === 'owner')).toHaveLength(1);
  await staysOpen(colleague);
});

test('an answer that a hint overtook does not let anybody in', async () => {
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  let leave = () => {};
  world.onItsWay = () => {
    arrive();
    return new Promise((resolve) => (leave = resolve));
  };
  const asking = started.post(
    '{ viewer { id } }',
    {},
    { token: await tokenFor(world.tokens, 'owner', ids.acme) },
  );
  await arrived;
  // The answer has been made and not given yet when the session ends.
  world.became.set('owner', null);
  await new Promise((resolve) => {
    // The gateway follows as well, from before us, so it hears before us.
    void followCredentials(events, resolve).then(() => announceCredentials(events, { sessionId: 'owner' }));
  });
  world.onItsWay = async () => {};
  leave();

  expect((await asking).errors[0].extensions.code).toBe('AUTHENTICATION_ERROR');
});

test('many requests at once ask once', async () => {
  const token = await tokenFor(world.tokens, 'owner', ids.acme);
  const ask = () => started.post('{ viewer { id } }', {}, { token });
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  expect(answers.every(({ data }) => data.viewer.id === 'user owner')).toBe(true);
  expect(world.asked).toEqual(['owner']);
});

test('while nobody can say whose a credential is, nobody new is let in and whoever watches stays', async () => {
  const watching = await session('owner');
  world.onItsWay = () => Promise.reject(new Error('The database is away.'));
  announceCredentials(events, { userId: 'user owner' });
  const asked = world.asked.length;
  const token = await tokenFor(world.tokens, 'viewer', ids.acme);
  const { errors } = await started.post('{ viewer { id } }', {}, { token });
  expect(errors[0]).toMatchObject({
    message: expect.stringContaining('Try again in a moment.'),
    extensions: { code: 'EXTERNAL_SERVICE_ERROR' },
  });
  await eventually(() => world.asked.slice(asked).includes('owner'));
  world.onItsWay = async () => {};
  await staysOpen(watching);
});
