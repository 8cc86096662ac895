/** One log, many watchers, and everything that can go wrong between them: each is told every event once, in order. */
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import { makeLogFlow, type LogFlow } from '../src/live/log-flow.ts';
import type { Meter } from '../src/live/metrics.ts';
import { ReadingFailed, type Read } from '../src/live/reading.ts';
import { makeWatcher, type Watcher } from '../src/live/watcher.ts';

const limit = 7;
const quiet: Meter = {
  hint: () => {},
  gathered: () => {},
  told: () => {},
  read: () => {},
  gap: () => {},
  parked: () => {},
};

/** Numbers from 0 up to 1 that are the same for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A connection that can stop taking what is written to it. */
function openWire() {
  const wire = Object.assign(new EventEmitter(), {
    writableLength: 0,
    stuck: false,
    frames: [] as Buffer[],
    cork: () => {},
    uncork: () => {},
    write(frame: string | Buffer, encoding?: BufferEncoding) {
      wire.frames.push(typeof frame === 'string' ? Buffer.from(frame, encoding) : frame);
      if (wire.stuck) wire.writableLength += 200_000;
      return !wire.stuck;
    },
    go() {
      wire.stuck = false;
      wire.writableLength = 0;
      wire.emit('drain');
    },
  });
  return wire;
}

/** The messages in what was written, whether of one frame or of several. */
function messagesIn(frames: readonly Buffer[]): any[] {
  let message = '';
  return frames.flatMap((frame) => {
    message += frame.subarray(frame[1]! < 126 ? 2 : frame[1] === 126 ? 4 : 10).toString();
    if (frame[0]! < 0x80) return [];
    const whole = JSON.parse(message);
    message = '';
    return [whole];
  });
}

type Told = { sequences: number[]; ended: boolean; error: GraphQLError | undefined; over: boolean };

function openLog({ read, carried = true }: { read?: Read; carried?: boolean } = {}) {
  let last = 0;
  let ended = false;
  let reads = 0;
  let underWay = 0;
  let closed = 0;
  const answer = (after: number, first: number) => {
    const to = Math.min(last, after + first);
    const sequences = Array.from({ length: to - after }, (_, index) => after + index + 1);
    return { sequences, lastSequence: to, ended: ended && to >= last };
  };
  const stored: Read = async (cursor, first) => {
    reads += 1;
    underWay += 1;
    await new Promise(setImmediate).finally(() => (underWay -= 1));
    const { ended: over, lastSequence, ...rest } = answer(cursor, Math.min(first ?? limit, limit));
    const payload = JSON.stringify({ data: { log: { ...rest, lastSequence, ended: over } } });
    return { payload, content: payload, last: Math.max(cursor, lastSequence), ended: over };
  };
  const flow: LogFlow = makeLogFlow({
    ...{ key: 'log', limit, meter: quiet, read: read ?? stored },
    fields: { sequence: 'lastSequence', ended: 'ended' },
    projection: () => (carried ? (value) => value : null),
    closed: () => void (closed += 1),
    report(error) {
      throw error;
    },
  });

  function watch(cursor = 0) {
    const wire = openWire();
    const on = { socket: { readyState: 1, OPEN: 1 } as WebSocket, wire: wire as unknown as Duplex };
    const watcher: Watcher = makeWatcher('id', cursor, on);
    const state = { error: undefined as GraphQLError | undefined, over: false };
    watcher.settle = (error) => {
      watcher.settle = undefined;
      Object.assign(state, { error, over: true });
      flow.detach(watcher);
    };
    flow.attach(watcher);
    return {
      ...{ wire, watcher, from: cursor },
      stop: () => watcher.settle?.(),
      told(): Told {
        const batches = messagesIn(wire.frames).map(({ payload }) => payload.data.log);
        return {
          ...state,
          sequences: batches.flatMap((batch) => batch.sequences),
          ended: batches.at(-1)?.ended ?? false,
        };
      },
    };
  }

  return {
    ...{ flow, watch },
    stored,
    counts: () => ({ reads, closed }),
    /** Resolves when nothing is being read any more. */
    async quiet() {
      for (let turns = 0; turns < 5; turns += underWay === 0 ? 1 : 0) await turn();
    },
    /** Stores events and returns the hint of them. */
    happen(count: number, { end = false } = {}) {
      const after = last;
      last += count;
      ended ||= end;
      return { after, at: Date.now(), batch: answer(after, count) };
    },
    last: () => last,
    head: () => flow.head(last, ended),
  };
}

const turn = () => new Promise(setImmediate);
async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 5_000; !isSo();) {
    if (Date.now() > end) throw new Error(`Never happened: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('hints that carry what they tell of', () => {
  test('are told without a reading, once a first one has let the watcher in', async () => {
    const log = openLog();
    log.happen(2);
    const one = log.watch();
    await until('the beginning', () => one.told().sequences.length === 2);
    const { reads } = log.counts();
    log.flow.hint(log.happen(3));
    log.flow.hint(log.happen(1, { end: true }));
    await until('the end', () => one.told().over);
    expect(one.told()).toMatchObject({ sequences: upTo(6), ended: true });
    expect(log.counts()).toEqual({ reads, closed: 1 });
  });

  test('are not told to whom no reading has let in', async () => {
    let refuse: (error: Error) => void = () => {};
    const read = () => new Promise<never>((_resolve, reject) => (refuse = reject));
    const log = openLog({ read });
    const one = log.watch();
    log.flow.hint(log.happen(3));
    await turn();
    refuse(new ReadingFailed(new GraphQLError('There is no such log.'), false));
    await until('the refusal', () => one.told().over);
    expect(one.told().error?.message).toBe('There is no such log.');
    expect(one.wire.frames).toEqual([]);
  });

  test('that leave something out, are told of twice or come late cost a reading and no event', async () => {
    const log = openLog();
    const one = log.watch();
    await until('the first reading', () => one.watcher.answered);
    const [first, lost, third] = [log.happen(2), log.happen(2), log.happen(2)];
    for (const hint of [first, third, first, lost, third]) log.flow.hint(hint);
    await until('all of it', () => one.told().sequences.length >= 6);
    await turn();
    expect(one.told().sequences).toEqual(upTo(6));
    expect(lost.after).toBe(2);
  });
});

test('a burst is told in few messages, and the same bytes go to everybody', async () => {
  const log = openLog();
  const watching = Array.from({ length: 20 }, () => log.watch());
  await until('the first reading', () => watching.every(({ watcher }) => watcher.answered));
  await log.quiet();
  for (let round = 0; round < 900; round += 1) log.flow.hint(log.happen(1));
  await until('all of it', () => watching.every((one) => one.told().sequences.length === 900));
  const [first, ...others] = watching.map(({ wire }) => wire.frames);
  expect(first!.length).toBeLessThan(20);
  const shared = first!.findIndex((frame) => frame.length > 2_100);
  expect(shared).toBeGreaterThanOrEqual(0);
  for (const frames of others) expect(frames[shared]).toBe(first![shared]);
});

test('many who come at the same time with the same cursor cost one reading a page', async () => {
  const log = openLog();
  log.happen(20);
  const watching = Array.from({ length: 50 }, () => log.watch());
  await until('all of it', () => watching.every((one) => one.told().sequences.length === 20));
  // Three pages, and a look that finds nothing more.
  expect(log.counts().reads).toBeLessThanOrEqual(5);
});

test('who does not take what it is sent is sent nothing more, and goes on where it was', async () => {
  const log = openLog();
  const [slow, quick] = [log.watch(), log.watch()];
  await until('the first reading', () => slow.watcher.answered && quick.watcher.answered);
  slow.wire.stuck = true;
  for (let round = 0; round < 60; round += 1) {
    log.flow.hint(log.happen(5));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await until('what the quick one wants', () => quick.told().sequences.length === 300);
  expect(slow.told().sequences.length).toBeLessThan(100);
  slow.wire.go();
  log.flow.hint(log.happen(1, { end: true }));
  await until('both ends', () => slow.told().over && quick.told().over);
  for (const one of [slow, quick]) expect(one.told()).toMatchObject({ sequences: upTo(301), ended: true });
});

test('who knows more than anybody else waits for what follows', async () => {
  const log = openLog();
  log.happen(3);
  const behind = log.watch(0);
  await until('the beginning', () => behind.told().sequences.length === 3);
  log.happen(2);
  // Another gateway has told it those two.
  const ahead = log.watch(5);
  log.flow.hint(log.happen(2, { end: true }));
  await until('both ends', () => ahead.told().over && behind.told().over);
  expect(ahead.told()).toMatchObject({ sequences: [6, 7], ended: true });
  expect(behind.told()).toMatchObject({ sequences: upTo(7), ended: true });
});

test('a fault that passes is waited for by whom it has let in, and is the answer for others', async () => {
  let away = false;
  const log = openLog({
    async read(cursor, first) {
      if (away) throw new ReadingFailed(new GraphQLError('It is away.'), true);
      return log.stored(cursor, first);
    },
  });
  const before = log.watch();
  await until('the first reading', () => before.watcher.answered);
  away = true;
  const during = log.watch();
  await until('the refusal', () => during.told().over);
  expect(during.told().error?.message).toBe('It is away.');
  log.happen(2, { end: true });
  away = false;
  log.head();
  await until('the end', () => before.told().over);
  expect(before.told()).toMatchObject({ sequences: [1, 2], ended: true, error: undefined });
});

test.each([11, 23, 47, 1_009])(
  'nothing is lost, doubled or out of order, whatever becomes of hints and watchers (seed %i)',
  async (seed) => {
    const chance = chanceOf(seed);
    const log = openLog({ carried: seed !== 47 });
    const watching = [log.watch()];
    const late: object[] = [];
    for (let step = 0; step < 700; step += 1) {
      const hint = log.happen(1 + Math.floor(chance() * 4));
      const fate = chance();
      if (fate < 0.7) log.flow.hint(hint);
      else if (fate < 0.8) late.push(hint);
      else if (fate < 0.85) log.flow.hint({});
      for (const one of late.splice(0, chance() < 0.3 ? 2 : 0)) log.flow.hint(one);
      if (chance() < 0.05) log.flow.hint(hint);
      if (chance() < 0.1) watching.push(log.watch(Math.floor(chance() * log.last())));
      if (chance() < 0.1) watching[Math.floor(chance() * watching.length)]!.wire.stuck = true;
      if (chance() < 0.2) watching.forEach(({ wire }) => wire.stuck && wire.go());
      if (chance() < 0.03) log.head();
      if (chance() < 0.3) await turn();
      if (chance() < 0.05) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    // The last hint is lost: only the head tells.
    log.happen(3, { end: true });
    watching.forEach(({ wire }) => wire.go());
    const asking = setInterval(log.head, 20);
    await until('every end', () => watching.every((one) => one.told().over)).finally(() =>
      clearInterval(asking),
    );
    for (const one of watching) {
      const { sequences, ended, error } = one.told();
      expect([error, ended, sequences.at(-1)]).toEqual([undefined, true, log.last()]);
      expect(sequences).toEqual(upTo(log.last(), one.from + 1));
    }
    expect(watching.length).toBeGreaterThan(30);
    expect(log.counts().closed).toBe(1);
  },
);
