/** Who is told the same with whom, and that nobody is told what is another's. */
import { connectEvents, type Events } from '@hosterizer/kit/events';
import { eventually } from '@hosterizer/kit/testing';
import type { Viewer } from '@hosterizer/kit/viewer';
import type { Client } from 'graphql-ws';
import { committedSupergraph } from '../src/supergraph.ts';
import { makeRedis, type TestRedis } from './redis.ts';
import { connectTo, everything, watch, type Watch } from './socket.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

let redis: TestRedis;
let events: Events;
let world: World;
let started: Started;
const clients: Client[] = [];

beforeAll(async () => {
  redis = await makeRedis();
});
afterAll(() => redis.remove());

beforeEach(() => {
  world = makeWorld();
  events = connectEvents(redis.url, world.log);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
  await started.gateway.close();
  await events.close();
});

/** `sdl` is what becomes of the committed contract. */
async function open(sdl: (committed: string) => string = (committed) => committed): Promise<void> {
  const supergraphSdl = sdl(committedSupergraph());
  started = await startWorld(world, { events, doubtAfter: 60_000, supergraphSdl });
}

async function clientOf(role: string, customerId: string | null = ids.acme): Promise<Client> {
  const authorization = `Bearer ${await tokenFor(world.tokens, role, customerId)}`;
  const client = connectTo(started.gateway.url, { authorization });
  clients.push(client);
  return client;
}

/** Stores events and announces them with the hint that carries them. */
function happen(count: number, more: object = {}): void {
  const after = world.events.length;
  for (let made = 0; made < count; made += 1) {
    const sequence = world.events.length + 1;
    world.events.push({ sequence, message: `line ${sequence}` });
  }
  const batch = {
    deploymentId: ids.deployment,
    events: world.events.slice(after).map((event) => ({
      ...{ at: '2026-01-31T12:00:00.000Z', kind: 'LOG', level: 'INFO', phase: 'APPLYING', resource: null },
      ...event,
      ...more,
    })),
    lastSequence: world.events.length,
    ended: false,
  };
  events.publish(`deployment:${ids.deployment}`, { after, at: Date.now(), batch });
}

const messages = ({ got }: Watch): string[] =>
  got.flatMap(({ data }) => data.deploymentEvents.events.map(({ message }: { message: string }) => message));
const readers = (): Array<Viewer | null> =>
  (world.callers.get('deployments') ?? [])
    .map(({ viewer }) => viewer)
    .filter((viewer) => viewer?.kind !== 'GATEWAY');

test('people of one customer with the same scopes are read for once, by none of them', async () => {
  await open();
  happen(3);
  // A session of its own, and other variables in another order with another cursor.
  const reordered = `subscription ($after: Int!, $id: ID!) {
    deploymentEvents(deploymentId: $id, after: $after) { events { sequence message } lastSequence ended }
  }`;
  const one = watch(await clientOf('owner'));
  await eventually(() => messages(one).length === 3);
  const before = world.reads;
  const others = [
    watch(await clientOf('owner')),
    watch(await clientOf('owner'), undefined, { after: 0, id: ids.deployment }),
  ];
  await eventually(() => others.every((other) => messages(other).length === 3));
  expect(world.reads).toBe(before);

  const counted = readers().length;
  happen(2);
  await eventually(() => [one, ...others].every((each) => messages(each).length === 5));
  // What the hint carries needs no reading.
  expect(readers()).toHaveLength(counted);
  for (const reader of readers()) {
    expect(reader).toMatchObject({ customerId: ids.acme, role: null });
    expect(reader!.id).not.toBe('user owner');
  }
  const different = watch(await clientOf('owner'), reordered);
  await eventually(() => messages(different).length === 5);
});

test('other scopes are another reading, and another customer is told nothing', async () => {
  await open();
  happen(1);
  const owner = watch(await clientOf('owner'));
  const viewer = watch(await clientOf('viewer'));
  const stranger = watch(await clientOf('owner', ids.solar));
  await eventually(() => messages(owner).length === 1 && messages(viewer).length === 1);
  expect((await stranger.end)[0].extensions.code).toBe('NOT_FOUND');
  happen(1);
  await eventually(() => messages(owner).length === 2 && messages(viewer).length === 2);
  expect(stranger.got).toEqual([]);
  const scopes = new Set(readers().map((reader) => `${reader!.customerId} ${reader!.scopes.length}`));
  expect(scopes.size).toBe(3);
});

test('what is not declared as shared is read for each viewer, and tells each what is theirs', async () => {
  await open((committed) => committed.replaceAll(', shared: CUSTOMER', ''));
  world.messageFor = ({ message }, viewer) => `${message} for ${viewer!.sessionId}`;
  happen(1);
  // These two have the same scopes, the same customer, and ask for the same.
  world.became.set('second', 'owner');
  const first = watch(await clientOf('owner'));
  const second = watch(await clientOf('second'));
  await eventually(() => messages(first).length === 1 && messages(second).length === 1);
  expect([messages(first), messages(second)]).toEqual([['line 1 for owner'], ['line 1 for second']]);
});

test('what is shared depends on nobody who asks', async () => {
  await open();
  world.messageFor = ({ message }, viewer) => `${message} for ${viewer!.sessionId ?? 'nobody'}`;
  happen(1);
  const first = watch(await clientOf('owner'));
  await eventually(() => messages(first).length === 1);
  expect(messages(first)).toEqual(['line 1 for nobody']);
});

test('a hint tells nobody a field that they may not read', async () => {
  const guarded = (committed: string) =>
    committed.replace(/(type DeploymentEvent\b[\s\S]*?resource: String)/, '$1 @access(scope: "state:write")');
  await open(guarded);
  expect(guarded(committedSupergraph())).not.toBe(committedSupergraph());
  const query = `subscription ($id: ID!, $after: Int!) {
    deploymentEvents(deploymentId: $id, after: $after) { events { message resource } }
  }`;
  const owner = watch(await clientOf('owner'), query);
  const viewer = watch(await clientOf('viewer'), query);
  await eventually(() => readers().length >= 2);
  happen(1, { resource: 'module.secret' });
  await eventually(() => owner.got.length === 1 && viewer.got.length === 1);
  expect(owner.got[0].data.deploymentEvents.events[0].resource).toBe('module.secret');
  expect(viewer.got[0].data.deploymentEvents.events[0].resource).toBeNull();
  expect(viewer.got[0].errors[0].extensions.code).toBe('AUTHORIZATION_ERROR');
  expect(JSON.stringify(viewer.got)).not.toContain('module.secret');
});

test('a selection that a hint cannot answer is read, once for all who want it', async () => {
  await open();
  const query = `subscription ($id: ID!, $after: Int!, $with: Boolean = true) {
    deploymentEvents(deploymentId: $id, after: $after) { events { message @include(if: $with) } }
  }`;
  const watching = [watch(await clientOf('owner'), query), watch(await clientOf('owner'), query)];
  await eventually(() => world.reads > 0);
  const before = world.reads;
  happen(2);
  await eventually(() => watching.every((one) => messages(one).length === 2));
  expect(world.reads - before).toBeLessThanOrEqual(2);
  expect(messages(watching[0]!)).toEqual(['line 1', 'line 2']);
});

test('names given to fields, fragments and the type’s name are told out of a hint too', async () => {
  await open();
  const query = `subscription ($id: ID!, $after: Int!) { log: deploymentEvents(deploymentId: $id, after: $after) { ...All } }
    fragment All on DeploymentEventBatch { __typename lines: events { ... on DeploymentEvent { text: message at } } }`;
  happen(1);
  const one = watch(await clientOf('owner'), query, everything);
  await eventually(() => one.got.length === 1);
  const before = world.reads;
  happen(1);
  await eventually(() => one.got.length === 2);
  expect(one.got[1]).toEqual({
    data: {
      log: {
        __typename: 'DeploymentEventBatch',
        lines: [{ text: 'line 2', at: '2026-01-31T12:00:00.000Z' }],
      },
    },
  });
  expect(world.reads).toBe(before);
});

test('a list is followed on the channel of its viewer: a customer’s own, or everybody’s', async () => {
  await open();
  const query = `subscription { deploymentsChanged(first: 5) { edges { node { status } } } }`;
  const owner = watch(await clientOf('owner'), query, {});
  const staff = watch(await clientOf('administrator', null), query, {});
  await eventually(() => owner.got.length === 1 && staff.got.length === 1);
  world.deployment.status = 'COMPLETED';
  events.publish(`deployments:${ids.acme}`);
  await eventually(() => owner.got.length === 2);
  expect(owner.got[1].data.deploymentsChanged.edges[0].node.status).toBe('COMPLETED');
  expect(staff.got).toHaveLength(1);
  events.publish('deployments:');
  await eventually(() => staff.got.length === 2);
});

test('the metrics tell of it', async () => {
  await open();
  const watching = [watch(await clientOf('owner')), watch(await clientOf('owner'))];
  await eventually(() => world.reads > 0);
  happen(4);
  await eventually(() => watching.every((one) => messages(one).length === 4));
  const text = await (await fetch(`${started.gateway.url}/metrics`)).text();
  const valueOf = (name: string) =>
    Number(new RegExp(`^hosterizer_live_${name} (.+)$`, 'm').exec(text)?.[1] ?? NaN);
  expect([valueOf('connections'), valueOf('subscriptions'), valueOf('channels'), valueOf('keys')]).toEqual([
    2, 2, 1, 1,
  ]);
  expect(valueOf('events_total')).toBe(8);
  expect(valueOf('messages_total')).toBe(2 * valueOf('batches_total'));
  expect(valueOf('bytes_total')).toBeGreaterThan(100);
  expect(valueOf('reads_total')).toBeGreaterThan(0);
  expect(valueOf('parked')).toBe(0);
});
