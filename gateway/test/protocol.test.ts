/** graphql-transport-ws as https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md has it, message by message. */
import { once } from 'node:events';
import { request } from 'node:http';
import type { ClientOptions } from 'ws';
import { localEvents, type LocalEvents } from './local-events.ts';
import { openRaw, protocol, type Message, type RawSocket } from './raw-socket.ts';
import { EventsAfter } from './socket.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

let world: World;
let events: LocalEvents;
let started: Started;
let authorization: string;
let sockets: RawSocket[];

beforeEach(async () => {
  world = makeWorld();
  events = localEvents();
  started = await startWorld(world, { events });
  authorization = `Bearer ${await tokenFor(world.tokens, 'owner', ids.acme)}`;
  sockets = [];
});
afterEach(async () => {
  for (const { socket } of sockets) socket.terminate();
  await started.gateway.close();
});

async function open(options?: Parameters<typeof openRaw>[1]): Promise<RawSocket> {
  const socket = await openRaw(started.gateway.url, options);
  sockets.push(socket);
  return socket;
}

/** A socket that may be used. */
async function connect(options?: ClientOptions): Promise<RawSocket> {
  const socket = await open(options);
  socket.send({ type: 'connection_init', payload: { authorization } });
  expect(await socket.next()).toEqual({ type: 'connection_ack' });
  return socket;
}

const subscribe = (id: string, { after = 0, query = EventsAfter } = {}) => {
  return { id, type: 'subscribe', payload: { query, variables: { id: ids.deployment, after } } };
};

function happen(count = 1): void {
  for (let made = 0; made < count; made += 1) {
    const sequence = world.events.length + 1;
    world.events.push({ sequence, message: `line ${sequence}` });
  }
  events.publish(`deployment:${ids.deployment}`);
}

function end(): void {
  world.deployment.ended = true;
  happen();
}

const sequencesIn = ({ payload }: Message): number[] =>
  payload.data.deploymentEvents.events.map(({ sequence }: { sequence: number }) => sequence);

/** What a subscription brings, up to and with its end. */
async function toTheEnd(socket: RawSocket, id: string): Promise<number[]> {
  const sequences: number[] = [];
  for (;;) {
    const message = await socket.next();
    expect(message.id).toBe(id);
    if (message.type === 'complete') return sequences;
    expect(message.type).toBe('next');
    sequences.push(...sequencesIn(message));
  }
}

/** By now the gateway has seen all that this socket has sent, and this socket all that the gateway had sent before. */
async function roundTrip(socket: RawSocket): Promise<Message[]> {
  const payload = { trip: Math.random() };
  socket.send({ type: 'ping', payload });
  const before: Message[] = [];
  for (;;) {
    const message = await socket.next();
    if (message.type === 'pong' && message.payload?.trip === payload.trip) return before;
    before.push(message);
  }
}

describe('a socket', () => {
  test('is acknowledged when it has introduced itself', async () => {
    const socket = await open();
    socket.send({ type: 'connection_init' });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
  });

  test('that asks for something before it is acknowledged is closed with 4401', async () => {
    const silent = await open();
    silent.send(subscribe('1'));
    expect(await silent.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
    const hasty = await open();
    hasty.send({ type: 'connection_init', payload: { authorization } }, subscribe('1'));
    expect((await hasty.closed).code).toBe(4401);
  });

  test('that introduces itself twice is closed with 4429', async () => {
    const socket = await connect();
    socket.send({ type: 'connection_init', payload: { authorization } });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  test('that does not introduce itself is closed with 4408', async () => {
    const socket = await open();
    expect(await socket.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  test('that speaks another protocol, or none, is closed with 4406', async () => {
    const none = await open({ protocols: [] });
    expect(await none.closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
    expect(await firstFrame('graphql-ws')).toMatchObject({ protocol: undefined, code: 4406 });
  });

  test('that offers several protocols gets the one that the gateway speaks', async () => {
    const socket = await open({ protocols: ['graphql-ws', protocol] });
    expect(socket.socket.protocol).toBe(protocol);
  });

  test('that sends what is no message is closed with 4400', async () => {
    const subscription = subscribe('1');
    const nonsense: Record<string, string> = {
      'no JSON': '{"type":',
      'no text at all': '',
      'no object': '"connection_init"',
      null: 'null',
      'without a type': '{}',
      'of an unknown type': '{"type":"hello"}',
      'of a type of an older protocol': '{"type":"start","id":"1","payload":{"query":"{a}"}}',
      'a subscription without an id': JSON.stringify({ ...subscription, id: undefined }),
      'a subscription with an empty id': JSON.stringify({ ...subscription, id: '' }),
      'a subscription whose id is a number': JSON.stringify({ ...subscription, id: 1 }),
      'a subscription without a payload': JSON.stringify({ ...subscription, payload: undefined }),
      'a subscription without a document': JSON.stringify({ ...subscription, payload: {} }),
      'a subscription whose variables are a text': JSON.stringify({
        ...subscription,
        payload: { ...subscription.payload, variables: 'after' },
      }),
      'an end without an id': '{"type":"complete"}',
    };
    for (const [what, message] of Object.entries(nonsense)) {
      const socket = await connect();
      socket.send(message);
      const closed = await socket.closed;
      expect({ what, ...closed }).toEqual({ what, code: 4400, reason: 'Invalid message received' });
    }
  });

  test('that sends more than 256 KiB in a message is closed with 1009, and not before', async () => {
    const socket = await connect();
    const filled = (size: number) => {
      const message = JSON.stringify({ type: 'ping', payload: { filling: '' } });
      return message.replace('""', `"${'x'.repeat(size - message.length)}"`);
    };
    socket.send(filled(256 * 1024));
    expect(await socket.next()).toMatchObject({ type: 'pong' });
    socket.send(filled(256 * 1024 + 1));
    expect((await socket.closed).code).toBe(1009);
  });

  test('that fails takes no other one with it', async () => {
    const [good, bad] = [await connect(), await connect()];
    happen();
    good.send(subscribe('1'));
    await good.next();
    bad.send('{');
    expect((await bad.closed).code).toBe(4400);
    happen();
    expect(sequencesIn(await good.next())).toEqual([2]);
  });
});

describe('a sign of life', () => {
  test('is given whenever somebody asks for one, before the introduction too', async () => {
    const socket = await open();
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.send({ type: 'connection_init', payload: { authorization } });
    expect(await socket.next()).toEqual({ type: 'connection_ack' });
    socket.send({ type: 'ping', payload: { at: 'noon' } });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { at: 'noon' } });
  });

  test('may be given unasked', async () => {
    const socket = await connect();
    socket.send({ type: 'pong' }, { type: 'pong', payload: { at: 'noon' } });
    expect(await roundTrip(socket)).toEqual([]);
  });

  test('is asked for every 12 seconds, and a socket that gives none is ended', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'Date', 'performance'] });
    try {
      const living = await connect();
      const dead = await connect({ autoPong: false });
      const asked = Promise.all([living, dead].map(({ socket }) => once(socket, 'ping')));
      jest.advanceTimersByTime(12_000);
      await asked;
      await roundTrip(living);
      jest.advanceTimersByTime(12_000);
      expect((await dead.closed).code).toBe(1006);
      expect(await roundTrip(living)).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('a subscription', () => {
  test('ends with a word of the gateway, and its id is free then', async () => {
    happen(3);
    end();
    const socket = await connect();
    for (let round = 0; round < 3; round += 1) {
      socket.send(subscribe('1', { after: round }));
      expect(await toTheEnd(socket, '1')).toEqual([1, 2, 3, 4].slice(round));
    }
    // Both ends may have said so at the same moment.
    socket.send({ id: '1', type: 'complete' });
    expect(await roundTrip(socket)).toEqual([]);
  });

  test('that its client ends brings nothing more, and its id is free at once', async () => {
    happen();
    const socket = await connect();
    socket.send(subscribe('1'), subscribe('2'));
    await socket.next();
    await socket.next();
    socket.send({ id: '1', type: 'complete' });
    expect(await roundTrip(socket)).toEqual([]);
    happen();
    expect(await socket.next()).toMatchObject({ id: '2', type: 'next' });
    expect(await roundTrip(socket)).toEqual([]);

    socket.send(subscribe('1', { after: 1 }));
    const again = await socket.next();
    expect(again).toMatchObject({ id: '1', type: 'next' });
    expect(sequencesIn(again)).toEqual([2]);
  });

  test('that its client ends in the same breath brings nothing', async () => {
    happen();
    const socket = await connect();
    socket.send(subscribe('1'), { id: '1', type: 'complete' }, subscribe('2'));
    expect(await socket.next()).toMatchObject({ id: '2', type: 'next' });
    happen();
    expect(await socket.next()).toMatchObject({ id: '2', type: 'next' });
    expect(await roundTrip(socket)).toEqual([]);
  });

  test('that nobody has can be ended', async () => {
    const socket = await connect();
    socket.send({ id: 'nobody', type: 'complete' });
    expect(await roundTrip(socket)).toEqual([]);
  });

  test('with the id of one that lives closes the socket with 4409', async () => {
    const socket = await connect();
    socket.send(subscribe('1'), subscribe('1'));
    expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for 1 already exists' });
  });

  test('ends with its socket', async () => {
    const socket = await connect();
    happen();
    socket.send(subscribe('1'));
    await socket.next();
    expect(events.followers(`deployment:${ids.deployment}`)).toBe(1);
    socket.socket.terminate();
    await events.left(`deployment:${ids.deployment}`);
  });

  test.each([
    ['cannot be read', 'subscription {', 'VALIDATION_ERROR'],
    ['names what there is not', 'subscription { nothing }', 'VALIDATION_ERROR'],
    ['lacks a variable', 'subscription ($x: ID!) { siteChanged(id: $x) { id } }', 'VALIDATION_ERROR'],
    ['is a query', '{ viewer { id } }', 'VALIDATION_ERROR'],
    ['is a mutation', 'mutation { signOut }', 'VALIDATION_ERROR'],
    [
      'follows two things',
      `subscription { one: siteChanged(id: "${ids.site}") { id } two: runnersChanged { name } }`,
      'VALIDATION_ERROR',
    ],
    ['may not be seen', `subscription { siteChanged(id: "${ids.otherSite}") { id } }`, 'NOT_FOUND'],
  ])('whose document %s is refused, and its id is free then', async (_what, query, code) => {
    happen();
    const socket = await connect();
    for (let round = 0; round < 2; round += 1) {
      socket.send(subscribe('1', { query }));
      const refusal = await socket.next();
      expect(refusal).toMatchObject({ id: '1', type: 'error' });
      expect(refusal.payload).toEqual([
        { message: expect.any(String), extensions: expect.objectContaining({ code }) },
      ]);
    }
    socket.send(subscribe('1'));
    expect(await socket.next()).toMatchObject({ id: '1', type: 'next' });
  });

  test('that is a query or a mutation is told where to send it', async () => {
    const socket = await connect();
    for (const query of ['{ viewer { id } }', 'mutation { signOut }']) {
      socket.send(subscribe('1', { query }));
      const { payload } = await socket.next();
      expect(payload[0].message).toContain('send queries and mutations as HTTP POST to /graphql');
      expect(payload[0].extensions).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'query' } });
    }
  });
});

describe('ids are given back as they came', () => {
  test.each([
    ['in letters of all kinds', 'ünïcödé-日本語-🚀-\u0000-\u2028-\u2029-\ufeff'],
    ['that has to be escaped', '"quotes" \\ back\\\\slashes \n\r\t </script> ","type":"complete"}'],
    ['with half a letter', 'half \ud83d of a letter'],
    ['called __proto__', '__proto__'],
    ['called constructor', 'constructor'],
    ['of a thousand letters', 'ü'.repeat(1_000)],
  ])('one %s', async (_what, id) => {
    happen();
    const socket = await connect();
    socket.send(subscribe(id));
    expect(sequencesIn(await socket.next())).toEqual([1]);
    happen();
    const message = await socket.next();
    expect(message.id === id).toBe(true);
    expect(sequencesIn(message)).toEqual([2]);
    end();
    expect(await toTheEnd(socket, id)).toEqual([3]);
    socket.send(subscribe(id, { query: 'subscription { nothing }' }));
    const refusal = await socket.next();
    expect([refusal.id === id, refusal.type]).toEqual([true, 'error']);
  });
});

test('an id that is longer is refused, since it is kept for as long as the subscription', async () => {
  const socket = await connect();
  const id = 'ü'.repeat(1_001);
  socket.send(subscribe(id));
  const refusal = await socket.next();
  expect([refusal.id === id, refusal.type]).toEqual([true, 'error']);
  expect(refusal.payload[0].extensions.code).toBe('VALIDATION_ERROR');
});

test('a hundred subscriptions share a socket, each from its own cursor to the end; one more is refused', async () => {
  happen(50);
  const socket = await connect();
  const cursors = new Map(Array.from({ length: 100 }, (_, index) => [`${index}`, index % 50]));
  const reached = new Map(cursors);
  const turns: string[] = [];
  const over = new Set<string>();

  socket.send(...[...cursors].map(([id, after]) => subscribe(id, { after })));
  async function take(): Promise<void> {
    const message = await socket.next();
    const id = message.id!;
    if (message.type === 'complete') return void over.add(id);
    turns.push(id);
    for (const sequence of sequencesIn(message)) {
      expect(sequence).toBe(reached.get(id)! + 1);
      reached.set(id, sequence);
    }
  }
  while ([...reached.values()].some((sequence) => sequence < 50)) await take();
  socket.send(subscribe('one more'));
  const refusal = await socket.next();
  expect(refusal).toMatchObject({ id: 'one more', type: 'error' });
  expect(refusal.payload[0].extensions.code).toBe('RATE_LIMIT_EXCEEDED');

  for (let last = 51; last <= 60; last += 1) {
    happen();
    while ([...reached.values()].some((sequence) => sequence < last)) await take();
  }
  end();
  while (over.size < 100) await take();
  expect(new Set(reached.values())).toEqual(new Set([61]));
  // Nobody had to wait until another one had everything.
  expect(turns.slice(0, 300)).not.toEqual(turns.slice(0, 300).sort());
});

/** The answer to an upgrade, and the code of the first frame when that one closes; `ws` takes no answer without a protocol. */
async function firstFrame(asked: string): Promise<{ protocol: unknown; code: number }> {
  const upgrade = request(`${started.gateway.url}/graphql`, {
    headers: {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': asked,
    },
  }).end();
  const [response, socket, head] = (await once(upgrade, 'upgrade')) as [
    { headers: Record<string, unknown> },
    import('node:net').Socket,
    Buffer,
  ];
  const [frame] = head.length > 0 ? [head] : ((await once(socket, 'data')) as [Buffer]);
  socket.destroy();
  const isClosing = frame[0] === 0x88;
  return {
    protocol: response.headers['sec-websocket-protocol'],
    code: isClosing ? frame.readUInt16BE(2) : 0,
  };
}
