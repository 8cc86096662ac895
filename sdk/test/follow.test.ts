import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createClient, type ClientOptions } from '../src/client.ts';
import { openStream } from './stream.ts';

let stream: Awaited<ReturnType<typeof openStream>>;
beforeEach(async () => void (stream = await openStream()));
afterEach(() => stream.close());

// Jest's environment leaves Node's own WebSocket out.
const clientOf = (options: ClientOptions) => createClient({ ...options, WebSocket });

const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, index) => from + index);

test.each([
  ['without a fault', 0, undefined, 0],
  ['over connections that break off', 5, undefined, 0],
  ['over a server that restarts (1012)', 5, 1012, 0],
  ['over a server that fails (1011)', 3, 1011, 0],
  ['over a server that goes away (1001)', 3, 1001, 0],
  ['over a connection that was too slow (1013)', 3, 1013, 0],
  ['over a server that says things twice', 0, undefined, 5],
  ['over both', 5, undefined, 3],
])('every event arrives once and in order %s', async (_how, drops, code, repeated) => {
  stream.repeat.events = repeated;
  const client = clientOf({ url: stream.url, token: 'a-token' });
  const seen: number[] = [];
  const total = 600;
  const writing = (async () => {
    for (let written = 0; written < total; written += 20) {
      stream.log.last = written + 20;
      if (drops > 0 && (written / 20) % Math.ceil(30 / drops) === 3) stream.drop(code);
      await sleep(8);
    }
    stream.log.ended = true;
  })();

  let last;
  for await (const batch of client.follow('d')) {
    seen.push(...batch.events.map(({ sequence }) => sequence));
    last = batch;
  }
  await writing;
  expect(seen).toEqual(upTo(total));
  expect(last).toMatchObject({ ended: true, lastSequence: total });
  expect(stream.afters.length).toBeGreaterThan(drops > 0 ? 2 : 0);
  expect(stream.tokens[0]).toBe('Bearer a-token');
  await client.close();
});

test('a part of the platform that is away is waited for', async () => {
  Object.assign(stream.log, { last: 20, ended: true });
  stream.away.times = 3;
  const client = clientOf({ url: stream.url });
  const seen: number[] = [];
  for await (const { events } of client.follow('d')) seen.push(...events.map(({ sequence }) => sequence));
  expect(seen).toEqual(upTo(20));
  expect(stream.afters).toEqual([0, 0, 0, 0]);
});

test('it begins after the cursor that is known', async () => {
  Object.assign(stream.log, { last: 20, ended: true });
  const client = clientOf({ url: stream.url });
  const seen: number[] = [];
  for await (const { events } of client.follow('d', { after: 12 }))
    seen.push(...events.map(({ sequence }) => sequence));
  expect(seen).toEqual(upTo(20, 13));
});

test('an idle one is given up at once by its signal, and the socket closes', async () => {
  const client = clientOf({ url: stream.url });
  const giveUp = new AbortController();
  const next = client.follow('d', { signal: giveUp.signal }).next();
  while (stream.afters.length === 0) await sleep(5);
  giveUp.abort();
  expect(await next).toEqual({ done: true, value: undefined });
  while (stream.connections() > 0) await sleep(5);
});

test('leaving the loop ends the subscription', async () => {
  stream.log.last = 5;
  const client = clientOf({ url: stream.url });
  for await (const { events } of client.follow('d')) {
    expect(events).toHaveLength(5);
    break;
  }
  while (stream.connections() > 0) await sleep(5);
});

test('a token that is refused ends it with an error', async () => {
  await stream.close();
  stream = await openStream({ accepts: () => false });
  const next = clientOf({ url: stream.url, token: 'old' }).follow('d').next();
  await expect(next).rejects.toMatchObject({ name: 'RequestError', code: 'AUTHENTICATION_ERROR' });
});

test('a session that ends while it is followed renews itself', async () => {
  await stream.close();
  stream = await openStream({ accepts: () => true });
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  let given = 0;
  stream.answers.current = (_request, response) => {
    given += 1;
    const session = { accessToken: `token-${given}`, refreshToken: `refresh-${given}`, expiresAt: ends };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { signIn: session, refreshSession: session } }));
  };
  const client = clientOf({ url: stream.url });
  await client.signIn({ email: 'owner@acme.test', password: 'x' });
  stream.log.last = 3;
  const seen: number[] = [];
  for await (const { events, ended } of client.follow('d')) {
    seen.push(...events.map(({ sequence }) => sequence));
    if (ended) break;
    stream.drop(4401);
    Object.assign(stream.log, { last: 6, ended: true });
  }
  expect(seen).toEqual(upTo(6));
  expect(stream.tokens).toEqual(['Bearer token-1', 'Bearer token-2']);
});
