import { connectEvents, type Events } from '@hosterizer/kit/events';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { makeRedis, type TestRedis } from './redis.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

/** Collects what a subscription brings, until it ends. */
type Watch = { got: any[]; end: Promise<unknown>; stop(): void };

const EventsAfter = `subscription ($id: ID!, $after: Int!) {
  deploymentEvents(deploymentId: $id, after: $after) { events { sequence message } lastSequence ended }
}`;
const channel = `deployment:${ids.deployment}`;

let redis: TestRedis;
let events: Events;
let world: World;
let started: Started;
let clients: Client[];
let owner: string;

beforeAll(async () => {
  redis = await makeRedis();
});
afterAll(() => redis.remove());

beforeEach(async () => {
  world = makeWorld();
  events = connectEvents(redis.url, world.log);
  // So long that only hints bring news, wherever a test does not ask for doubt.
  started = await startWorld(world, { events, doubtAfter: 60_000 });
  clients = [];
  owner = `Bearer ${await tokenFor(world.tokens, 'owner', ids.acme)}`;
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await started.gateway.close();
  await events.close();
});

/** A gateway that soon distrusts silence, instead of the one that does not. */
async function doubt(): Promise<void> {
  await started.gateway.close();
  started = await startWorld(world, { events, doubtAfter: 300 });
}

function connect(connectionParams: Record<string, unknown> = { authorization: owner }, headers = {}): Client {
  class Socket extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, { headers });
    }
  }
  const client = createClient({
    url: `${started.gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Socket,
    connectionParams,
    retryAttempts: 0,
  });
  clients.push(client);
  return client;
}

function watch(client: Client, query: string, variables: Record<string, unknown> = {}): Watch {
  const got: any[] = [];
  let stop = () => {};
  const end = new Promise<unknown>((resolve) => {
    stop = client.subscribe(
      { query, variables },
      { next: (value) => got.push(value), error: resolve, complete: () => resolve('complete') },
    );
  });
  return { got, end, stop: () => stop() };
}

async function until<T>(find: () => T | undefined | false | null, what: string): Promise<T> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const found = find();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`Never happened: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function happen(count = 1, { hint = true } = {}): void {
  for (let made = 0; made < count; made += 1) {
    const sequence = world.events.length + 1;
    world.events.push({ sequence, message: `line ${sequence}` });
  }
  if (hint) events.publish(channel);
}

const sequences = ({ got }: Watch) =>
  got.flatMap(({ data }) =>
    data.deploymentEvents.events.map((event: { sequence: number }) => event.sequence),
  );
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('a log', () => {
  test('begins with what happened after the cursor, goes on with every event, and ends with the last', async () => {
    happen(5);
    const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 2 });
    await until(() => sequences(watching).length === 3, 'the backlog');
    happen(2);
    await until(() => sequences(watching).length === 5, 'the next two');
    world.deployment.ended = true;
    happen(1);

    expect(await watching.end).toBe('complete');
    expect(sequences(watching)).toEqual(upTo(8, 3));
    expect(watching.got.at(-1).data.deploymentEvents).toMatchObject({ lastSequence: 8, ended: true });
  });

  test('is read page by page when the backlog is longer than one answer', async () => {
    happen(1_203);
    world.deployment.ended = true;
    const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 0 });

    expect(await watching.end).toBe('complete');
    expect(sequences(watching)).toEqual(upTo(1_203));
    expect(watching.got).toHaveLength(3);
  });

  test('that had ended before says so once, even without anything new', async () => {
    happen(3);
    world.deployment.ended = true;
    const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 3 });

    expect(await watching.end).toBe('complete');
    expect(watching.got).toEqual([
      { data: { deploymentEvents: { events: [], lastSequence: 3, ended: true } } },
    ]);
  });

  test('loses nothing when hints are lost', async () => {
    await doubt();
    const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 0 });
    await until(() => world.reads > 0, 'the first reading');
    happen(4, { hint: false });
    await until(() => sequences(watching).length === 4, 'the reading in doubt');
    expect(sequences(watching)).toEqual(upTo(4));
  });

  test('doubles nothing when hints are doubled', async () => {
    const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 0 });
    await until(() => world.reads > 0, 'the first reading');
    for (let round = 0; round < 20; round += 1) {
      happen(3);
      events.publish(channel);
      await new Promise(setImmediate);
    }
    world.deployment.ended = true;
    happen(1);

    expect(await watching.end).toBe('complete');
    expect(sequences(watching)).toEqual(upTo(61));
  });

  test('can be watched under another name and without the fields that the gateway needs', async () => {
    happen(2);
    world.deployment.ended = true;
    const query = `subscription ($id: ID!) { log: deploymentEvents(deploymentId: $id) { ...Lines } }
      fragment Lines on DeploymentEventBatch { events { message } }`;
    const watching = watch(connect(), query, { id: ids.deployment });

    expect(await watching.end).toBe('complete');
    expect(watching.got).toEqual([
      { data: { log: { events: [{ message: 'line 1' }, { message: 'line 2' }] } } },
    ]);
  });

  test('survives Redis', async () => {
    await doubt();
    const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 0 });
    happen(1);
    await until(() => sequences(watching).length === 1, 'the first line');
    await redis.kill();
    let another: Watch;
    try {
      happen(2);
      await until(() => sequences(watching).length === 3, 'two lines without Redis');
      another = watch(connect(), EventsAfter, { id: ids.deployment, after: 0 });
      await until(() => sequences(another).length === 3, 'a watcher who came without Redis');
    } finally {
      await redis.start();
    }
    happen(2);
    await until(() => sequences(watching).length === 5 && sequences(another).length === 5, 'the lines after');
    expect(sequences(watching)).toEqual(upTo(5));
  });
});

describe('a state', () => {
  const Changed = `subscription ($id: ID!) { deploymentChanged(id: $id) { status } }`;
  const change = (status: string) => {
    world.deployment.status = status;
    events.publish(`deployment-status:${ids.deployment}`);
  };

  test('comes at once, and again only when it has changed', async () => {
    const watching = watch(connect(), Changed, { id: ids.deployment });
    await until(() => watching.got.length === 1, 'the state as it is');
    change('RUNNING');
    change('COMPLETED');
    await until(() => watching.got.length === 2, 'the change');
    expect(watching.got.map(({ data }) => data.deploymentChanged.status)).toEqual(['RUNNING', 'COMPLETED']);
  });

  test('is asked of every subgraph that the selection needs', async () => {
    const query = `subscription ($id: ID!) { deploymentChanged(id: $id) { site { name customer { name } } } }`;
    const watching = watch(connect(), query, { id: ids.deployment });
    await until(() => watching.got.length === 1, 'the state');
    expect(watching.got[0].data.deploymentChanged).toEqual({
      site: { name: 'shop', customer: { name: 'Acme' } },
    });
  });
});

describe('who may watch', () => {
  const codeOf = async ({ end }: Watch) =>
    ((await end) as Array<{ extensions: { code: string } }>)[0]?.extensions;

  test('whoever may not run the query is told what the query would have told', async () => {
    const stranger = await tokenFor(world.tokens, 'owner', ids.solar);
    const variables = { id: ids.deployment, after: 0 };
    const asked = async (params: Record<string, unknown>) =>
      codeOf(watch(connect(params), EventsAfter, variables));

    expect(await asked({})).toMatchObject({
      code: 'AUTHENTICATION_ERROR',
      traceId: expect.stringMatching(/^\w{32}$/),
    });
    expect(await asked({ authorization: `Bearer ${stranger}` })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await asked({ authorization: 'Bearer nonsense' })).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
    const billing = await tokenFor(world.tokens, 'billing', ids.acme);
    expect(await asked({ authorization: `Bearer ${billing}` })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
  });

  test("a portal's cookie counts for the portal that is named", async () => {
    happen(1);
    const cookie = `hz_customer=${owner.replace('Bearer ', '')}`;
    const named = watch(connect({ portal: 'customer' }, { cookie }), EventsAfter, {
      id: ids.deployment,
      after: 0,
    });
    await until(() => sequences(named).length === 1, 'the line');
    const unnamed = watch(connect({ portal: 'admin' }, { cookie }), EventsAfter, {
      id: ids.deployment,
      after: 0,
    });
    expect(await codeOf(unnamed)).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  });

  test('the socket ends with the token', async () => {
    const short = await tokenFor(world.tokens, 'owner', ids.acme, 2);
    const watching = watch(connect({ authorization: `Bearer ${short}` }), EventsAfter, {
      id: ids.deployment,
      after: 0,
    });
    expect(await watching.end).toMatchObject({ code: 4401 });
  });

  test('a page of another origin does not get a socket', async () => {
    const watching = watch(connect({}, { origin: 'https://evil.test' }), EventsAfter, {
      id: ids.deployment,
      after: 0,
    });
    expect(await watching.end).toMatchObject({ message: expect.stringContaining('403') });
  });

  test('queries and mutations are sent away, and what is not valid is explained', async () => {
    expect(await codeOf(watch(connect(), '{ viewer { id } }'))).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await codeOf(watch(connect(), 'mutation { signOut }'))).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    expect(await codeOf(watch(connect(), 'subscription { nothing }'))).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    expect(await codeOf(watch(connect(), EventsAfter, { id: ids.deployment }))).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });
});

test('one Redis subscription serves all watchers of a channel, and ends with the last of them', async () => {
  let subscribed = 0;
  const counting: Events = {
    ...events,
    async subscribe(name, onHint) {
      const leave = await events.subscribe(name, onHint);
      // Besides what is watched, the gateway follows whose credentials change.
      if (name !== channel) return leave;
      subscribed += 1;
      return () => {
        subscribed -= 1;
        leave();
      };
    },
  };
  await started.gateway.close();
  started = await startWorld(world, { events: counting });
  const client = connect();
  happen(1);
  const watching = [1, 2, 3].map(() => watch(client, EventsAfter, { id: ids.deployment, after: 0 }));
  await until(() => watching.every((one) => sequences(one).length === 1), 'the line for all three');
  expect(subscribed).toBe(1);

  watching[0]!.stop();
  happen(1);
  await until(() => watching.slice(1).every((one) => sequences(one).length === 2), 'the next line');
  expect(subscribed).toBe(1);
  watching.forEach((one) => one.stop());
  await until(() => subscribed === 0, 'the end of the subscription');
});

test('closing the gateway tells every client to come again', async () => {
  const watching = watch(connect(), EventsAfter, { id: ids.deployment, after: 0 });
  await until(() => world.reads > 0, 'the first reading');
  await started.gateway.close();
  expect(await watching.end).toMatchObject({ code: 1012 });
});
