/** Sockets that take nothing, too many sockets, and what neither may cost others. */
import type { Socket } from 'node:net';
import { connectEvents, type Events } from '@hosterizer/kit/events';
import { eventually } from '@hosterizer/kit/testing';
import { WebSocket } from 'ws';
import { makeCrowd } from '../src/live/crowd.ts';
import { patience } from '../src/live/patience.ts';
import type { Watcher } from '../src/live/watcher.ts';
import { makeRedis, type TestRedis } from './redis.ts';
import { EventsAfter, everything } from './socket.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

let redis: TestRedis;
let events: Events;
let world: World;
let started: Started;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  redis = await makeRedis();
});
afterAll(() => redis.remove());

beforeEach(async () => {
  world = makeWorld();
  events = connectEvents(redis.url, world.log);
});
afterEach(async () => {
  sockets.splice(0).forEach((socket) => socket.terminate());
  await started.gateway.close();
  await events.close();
});

type Raw = { socket: WebSocket; sequences: number[]; closed: { code: number; reason: string } | null };

async function connect(role = 'owner'): Promise<Raw> {
  const authorization = `Bearer ${await tokenFor(world.tokens, role, ids.acme)}`;
  const socket = new WebSocket(
    `${started.gateway.url.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  sockets.push(socket);
  const raw: Raw = { socket, sequences: [], closed: null };
  socket.on('close', (code, reason) => (raw.closed = { code, reason: reason.toString() }));
  socket.on('error', () => {});
  const acknowledged = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const { type, payload } = JSON.parse(String(data));
      if (type === 'connection_ack') resolve();
      if (type === 'next')
        raw.sequences.push(...payload.data.deploymentEvents.events.map((event: any) => event.sequence));
    });
    socket.on('close', () => resolve());
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
  await acknowledged;
  return raw;
}

const follow = ({ socket }: Raw, id = 'one') =>
  socket.send(
    JSON.stringify({ id, type: 'subscribe', payload: { query: EventsAfter, variables: everything } }),
  );

const kilobytes = 'x'.repeat(10_000);

function happen(count: number): void {
  const after = world.events.length;
  for (let made = 0; made < count; made += 1)
    world.events.push({ sequence: world.events.length + 1, message: kilobytes });
  const events_ = world.events.slice(after).map((event) => ({ ...event, at: '', kind: 'LOG' }));
  const batch = { events: events_, lastSequence: world.events.length, ended: false };
  events.publish(`deployment:${ids.deployment}`, { after, at: Date.now(), batch });
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${started.gateway.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? NaN);
}

test('a socket that takes nothing holds up nobody, costs little memory, and misses nothing when it goes on', async () => {
  started = await startWorld(world, { events, doubtAfter: 200 });
  const [slow, quick] = [await connect(), await connect()];
  follow(slow);
  follow(quick);
  await eventually(() => world.reads > 0);
  slow.socket.pause();
  // 30 MB, far beyond what the system keeps of a connection.
  for (let round = 0; round < 150; round += 1) {
    happen(20);
    await eventually(() => quick.sequences.length === world.events.length);
  }
  expect(await metric('hosterizer_live_parked')).toBe(1);
  const waiting = (): number => Math.max(...serverSockets().map(({ writableLength }) => writableLength));
  expect(waiting()).toBeLessThan(1024 * 1024);
  slow.socket.resume();
  await eventually(() => slow.sequences.length === world.events.length);
  for (const { sequences } of [slow, quick])
    expect(sequences).toEqual(Array.from({ length: 3_000 }, (_, index) => index + 1));
  await eventually(async () => (await metric('hosterizer_live_parked')) === 0);
}, 60_000);

/** What this process, in which the gateway is, has open towards clients. */
function serverSockets(): Socket[] {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles() as Socket[];
  const port = Number(new URL(started.gateway.url).port);
  return handles.filter((handle) => handle.localPort === port && handle.writableLength !== undefined);
}

describe('patience', () => {
  beforeEach(async () => {
    started = await startWorld(world, { events });
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  const watcherOf = (close: jest.Mock) => {
    const listeners = new Map<string, () => void>();
    const wire = {
      on: (name: string, listener: () => void) => listeners.set(name, listener),
      off: (name: string) => listeners.delete(name),
    };
    return { watcher: { socket: { close }, wire } as unknown as Watcher, listeners };
  };

  test('ends after half a minute, with a code after which clients come again', () => {
    const close = jest.fn();
    void patience(watcherOf(close).watcher);
    jest.advanceTimersByTime(29_999);
    expect(close).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(close).toHaveBeenCalledWith(1013, expect.stringContaining('come again'));
  });

  test('is over when everything has been taken', async () => {
    const close = jest.fn();
    const { watcher, listeners } = watcherOf(close);
    const waiting = patience(watcher);
    listeners.get('drain')!();
    await waiting;
    jest.advanceTimersByTime(60_000);
    expect(close).not.toHaveBeenCalled();
    expect(listeners.size).toBe(0);
  });
});

describe('too many', () => {
  const limits = (perAddress: number, perViewer: number) => ({
    redisUrl: redis.url,
    rates: { api: 0, signIn: 0, search: 0, bulk: 0 },
    sockets: { perAddress, perViewer },
  });

  test('sockets of one viewer are refused, and another viewer has places of their own', async () => {
    started = await startWorld(world, { events, limits: limits(0, 2) });
    const [first, second, third, other] = [
      await connect(),
      await connect(),
      await connect(),
      await connect('viewer'),
    ];
    await eventually(() => third!.closed !== null);
    expect(third!.closed).toEqual({ code: 4429, reason: expect.stringContaining('too many connections') });
    expect([first!.closed, second!.closed, other!.closed]).toEqual([null, null, null]);
    first!.socket.close();
    await eventually(() => first!.closed !== null);
    await eventually(async () => {
      const again = await connect();
      await new Promise(setImmediate);
      return again.closed === null && again.socket.readyState === WebSocket.OPEN;
    });
  });

  test('sockets of one address are refused', async () => {
    started = await startWorld(world, { events, limits: limits(2, 0) });
    await connect();
    await connect();
    const third = await connect();
    expect(third.closed).toEqual({ code: 4429, reason: expect.stringContaining('from your address') });
  });

  test('are counted by network for version 6, and places come back', () => {
    const crowd = makeCrowd({ perAddress: 1, perViewer: 0 });
    expect(crowd.enter('2001:db8::1')).toBe(true);
    expect(crowd.enter('2001:db8::2')).toBe(false);
    expect(crowd.enter('2001:db8:0:1::2')).toBe(true);
    crowd.leave('2001:db8::1', undefined);
    expect(crowd.enter('2001:db8::3')).toBe(true);
  });

  test('subscriptions on one socket are refused, and the others go on', async () => {
    started = await startWorld(world, { events });
    const raw = await connect();
    const refused: unknown[] = [];
    raw.socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.type === 'error') refused.push(message.payload[0].extensions.code);
    });
    for (let count = 0; count < 101; count += 1) follow(raw, `number ${count}`);
    await eventually(() => refused.length > 0);
    expect(refused).toEqual(['RATE_LIMIT_EXCEEDED']);
    happen(1);
    await eventually(() => raw.sequences.length === 100);
  });
});
