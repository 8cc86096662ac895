/** A process of many connections that watch. It counts what arrives, and looks closely only at samples. */
import { setTimeout as wait } from 'node:timers/promises';
import { answer } from './live-helper.ts';
import { stampIn } from './live-texts.ts';
import { openWatcher, type Saying, type Watcher } from './live-watcher.ts';

export type Target = {
  saying?: Saying;
  /** How many connections. */
  count: number;
  /** How many of them are samples: their messages are read. */
  samples?: number;
  /** Number of the last line that they do not want. */
  after: number;
};

export type Opening = {
  group: string;
  url: string;
  targets: Target[];
  /** A server that sends at once what has been before: then a connection counts as open when that has come. */
  isGreeted: boolean;
  /** Milliseconds after which no more are opened. */
  within: number;
};

type Group = {
  watchers: Watcher[];
  opened: number;
  lost: number;
  /** Why the first was lost. */
  why?: string;
  messages: number;
  lines: number;
  bytes: number;
  /** Messages, or lines of samples, that were not the ones to come. */
  wrong: number;
  /** The number of the last line, of each watcher. */
  last: Int32Array;
  goal?: { sequence: number; missing: number; reached(): void };
  sizes: number[];
  latencies: number[];
  arrivals: Array<[sequence: number, at: number]> | null;
};

/** How many connections are being opened at a time. */
const openingAtOnce = 50;
/** Loopback addresses to come from: each has some 28,000 ports. */
const addresses = Array.from({ length: 8 }, (_, index) => `127.0.0.${index + 2}`);
const mostSamples = 500_000;
const mostWatchers = 20_000;

const groups = new Map<string, Group>();

function groupOf(name: string): Group {
  const known = groups.get(name);
  if (known) return known;
  const group: Group = {
    ...{ watchers: [], opened: 0, lost: 0, messages: 0, lines: 0, bytes: 0, wrong: 0 },
    ...{ last: new Int32Array(mostWatchers), sizes: [], latencies: [], arrivals: null },
  };
  groups.set(name, group);
  return group;
}

function add(group: Group, url: URL, target: Target, isSample: boolean, isGreeted: boolean): Promise<void> {
  const index = group.watchers.length;
  const greeted = Promise.withResolvers<void>();
  group.last[index] = target.after;
  const watcher = openWatcher(
    {
      ...{ host: url.hostname, port: Number(url.port), saying: target.saying, whole: isSample },
      localAddress: addresses[index % addresses.length]!,
    },
    {
      message(sequence, bytes, text) {
        const before = group.last[index]!;
        if (sequence <= before) group.wrong += 1;
        group.last[index] = sequence;
        group.messages += 1;
        group.lines += sequence - before;
        group.bytes += bytes;
        if (before === target.after) greeted.resolve();
        if (text !== undefined) look(group, text, before, index === 0);
        const { goal } = group;
        if (goal && before < goal.sequence && sequence >= goal.sequence) {
          goal.missing -= 1;
          if (goal.missing === 0) goal.reached();
        }
        group.arrivals?.push([sequence, performance.timeOrigin + performance.now()]);
      },
      lost(why) {
        group.lost += 1;
        group.why ??= why;
        greeted.resolve();
      },
    },
  );
  group.watchers.push(watcher);
  return watcher.opened.then(() => (isGreeted ? greeted.promise : undefined));
}

/** Every line of a sample is to be there once, in its order. */
function look(group: Group, text: string, before: number, isFirst: boolean): void {
  const now = performance.timeOrigin + performance.now();
  const { events } = (JSON.parse(text) as Message).payload.data.deploymentEvents;
  if (isFirst) group.sizes.push(events.length);
  events.forEach(({ sequence, message }, index) => {
    if (sequence !== before + index + 1) group.wrong += 1;
    const stamp = stampIn(message);
    if (stamp !== null && group.latencies.length < mostSamples) group.latencies.push(now - stamp);
  });
}

type Message = {
  payload: { data: { deploymentEvents: { events: Array<{ sequence: number; message: string }> } } };
};

const answers = {
  /** Answers how many connections of the group are open by then. */
  async open({ group: name, url, targets, isGreeted, within }: Opening): Promise<number> {
    const group = groupOf(name);
    const wanted = targets.flatMap((target) =>
      Array.from({ length: target.count }, (_, index) => [target, index < (target.samples ?? 0)] as const),
    );
    const until = performance.now() + within;
    let next = 0;
    async function work(): Promise<void> {
      while (next < wanted.length && performance.now() < until) {
        const [target, isSample] = wanted[next++]!;
        await add(group, new URL(url), target, isSample, isGreeted).then(() => (group.opened += 1));
      }
    }
    const late = new AbortController();
    const working = Promise.all(Array.from({ length: openingAtOnce }, work));
    await Promise.race([working, wait(within, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    return group.opened - group.lost;
  },

  /** How many have heard anything. */
  heard: (name: string) => {
    const { watchers, last } = groupOf(name);
    return watchers.filter((_, index) => last[index]! > 0).length;
  },

  /** Whether every watcher has this line within so many milliseconds. */
  async reach({ group: name, sequence, within }: { group: string; sequence: number; within: number }) {
    const group = groupOf(name);
    const missing = group.watchers.filter((_, index) => group.last[index]! < sequence).length;
    if (missing === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), within);
    group.goal = { sequence, missing, reached: () => resolve(true) };
    const isReached = await promise;
    clearTimeout(timer);
    delete group.goal;
    return isReached;
  },

  /** What has arrived so far. */
  counts: (name: string) => {
    const { opened, lost, why, messages, lines, bytes, wrong } = groupOf(name);
    return { opened, lost, why, messages, lines, bytes, wrong, at: performance.now() };
  },

  /** Since the last time: how many lines each message of the first sample had, and how old its lines were. */
  samples: (name: string) => {
    const group = groupOf(name);
    return { sizes: group.sizes.splice(0), latencies: group.latencies.splice(0) };
  },

  /** From now on notes when each message of the group arrives; answers what has been noted since the last time. */
  arrivals: (name: string) => {
    const group = groupOf(name);
    const noted = group.arrivals ?? [];
    group.arrivals = [];
    return noted;
  },

  close: (name: string) => {
    for (const watcher of groupOf(name).watchers) watcher.close();
    groups.delete(name);
  },
};

export type Watchers = typeof answers;

answer(answers);
