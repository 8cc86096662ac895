/** What stands between Redis and its listeners does to hints what it is told to, and to nothing else. */
import { connectEvents, type Events } from '@hosterizer/kit/events';
import { makeLog } from '@hosterizer/kit/log';
import { testConfig } from '@hosterizer/standalone/config';
import { makeChance } from '../chance.ts';
import { channelOf, makeFrames } from '../live/frames.ts';

import { moods, openTap, type Tap } from '../live/tap.ts';
import { eventually } from '../waiting.ts';

const log = makeLog('test', 'silent');

let tap: Tap;
let publisher: Events;
let listener: Events;
let number = 0;

beforeEach(async () => {
  const url = testConfig().redisUrl!;
  tap = await openTap(url, makeChance(7));
  publisher = connectEvents(url, log);
  listener = connectEvents(tap.url, log);
});
afterEach(async () => {
  await Promise.all([publisher.close(), listener.close()]);
  await tap.close();
});

/** Publishes so many hints on the channel, and resolves with those that arrive before the last word on another one. */
async function heard(channel: string, count: number): Promise<number[]> {
  const arrived: number[] = [];
  await listener.subscribe(channel, (hint) => arrived.push((hint as { at: number }).at));
  const over = new Promise<void>(
    (resolve) => void listener.subscribe(`last of ${channel}`, () => resolve()).then(said),
  );
  function said(): void {
    for (let at = 1; at <= count; at += 1) publisher.publish(channel, { at });
    publisher.publish(`last of ${channel}`);
  }
  await over;
  return arrived;
}

const freshChannel = () => `deployment:${process.pid}-${(number += 1)}`;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('hints pass as they are until it is told otherwise', async () => {
  expect(await heard(freshChannel(), 100)).toEqual(upTo(100));
  expect(tap.hints).toEqual({ passed: 100, lost: 0, doubled: 0, late: 0, old: 0 });
});

test('hints can be lost, those of one channel alone, and never those that are not of a log', async () => {
  const muted = freshChannel();
  tap.mute(muted);
  expect(await heard(muted, 5)).toEqual([]);
  expect(await heard(freshChannel(), 5)).toEqual(upTo(5));
  tap.set({ ...moods.none, lost: 1 });
  expect(await heard(freshChannel(), 5)).toEqual([]);
  expect(await heard(`site:${process.pid}`, 5)).toEqual(upTo(5));
  expect(tap.hints).toMatchObject({ passed: 5, lost: 10 });
});

test('hints can come twice', async () => {
  tap.set({ ...moods.none, doubled: 1 });
  expect(await heard(freshChannel(), 3)).toEqual([1, 1, 2, 2, 3, 3]);
});

test('hints can come after later ones', async () => {
  tap.set({ ...moods.none, late: 0.3 });
  const arrived = await heard(freshChannel(), 100);
  expect(arrived).not.toEqual(arrived.toSorted((one, other) => one - other));
  expect(new Set(arrived).size).toBe(arrived.length);
  expect(tap.hints.late).toBeGreaterThan(10);
});

test('hints can come again when they are old', async () => {
  tap.set({ ...moods.none, old: 0.5 });
  const arrived = await heard(freshChannel(), 100);
  expect(new Set(arrived)).toEqual(new Set(upTo(100)));
  expect(arrived).toHaveLength(100 + tap.hints.old);
  expect(tap.hints.old).toBeGreaterThan(20);
});

test('nobody reaches Redis while it is shut', async () => {
  const answers = (expected: boolean) =>
    eventually(
      () =>
        listener.check().then(
          () => expected,
          () => !expected,
        ),
      { within: 5_000, every: 5 },
    );
  expect(await answers(true)).toBe(true);
  tap.shut(true);
  expect(await answers(false)).toBe(true);
  tap.shut(false);
  expect(await answers(true)).toBe(true);
  expect(await heard(freshChannel(), 3)).toEqual(upTo(3));
});

test('what Redis says is cut where one saying ends, wherever the network has cut it', () => {
  const message = '*3\r\n$7\r\nmessage\r\n$12\r\ndeployment:1\r\n$8\r\na\r\nb: ü\r\n';
  const sayings = [
    '+OK\r\n',
    ':12\r\n',
    '$-1\r\n',
    message,
    '*-1\r\n',
    '*2\r\n*1\r\n$0\r\n\r\n:1\r\n',
    message,
  ];
  const bytes = Buffer.from(sayings.join(''));
  for (let size = 1; size <= bytes.length; size += 1) {
    const feed = makeFrames();
    const frames: string[] = [];
    for (let at = 0; at < bytes.length; at += size)
      frames.push(...feed(bytes.subarray(at, at + size)).map(String));
    expect(frames).toEqual(sayings);
  }
  expect(channelOf(Buffer.from(message))).toBe('deployment:1');
  expect(channelOf(Buffer.from('+OK\r\n'))).toBeNull();
});
