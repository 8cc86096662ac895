/** Brings watchers and what they follow together: those who may be told the same share one flow, on one channel. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Events } from '@hosterizer/kit/events';
import type { Log } from '@hosterizer/kit/log';
import type { GraphQLError } from 'graphql';
import type { Channels } from './channels.ts';
import type { Continuation } from './continuation.ts';
import type { AskHeads } from './heads.ts';
import { makeLogFlow, type LogFlow } from './log-flow.ts';
import type { Meter } from './metrics.ts';
import type { Read } from './reading.ts';
import { makeStateFlow, type StateFlow } from './state-flow.ts';
import { makeWatcher, type Watcher } from './watcher.ts';

export type Watch = {
  /** Equal for those who may be told the same. */
  key: string;
  channel: string;
  continuation: Continuation;
  /** Where a log begins; 0 for a state. */
  cursor: number;
  /** The id of the subscription on its socket. */
  id: string;
  on: Pick<Watcher, 'socket' | 'wire'>;
  /** Used when nobody else follows the same yet. */
  read: Read;
  /** Whether every field of the selection may be told; asked once for a flow. */
  allowed(): Promise<boolean>;
};

/** What graphql-ws holds of a subscription: it gives nothing, since the hub writes, and ends when that does. */
export type Watching = AsyncGenerator<never, void, void>;

export type Hub = {
  /** Nothing happens before the first `next`. */
  watch(watch: Watch): Watching;
  counts(): { subscriptions: number; channels: number; keys: number };
  stop(): void;
};

export type HubParts = {
  channels: Channels;
  events: Pick<Events, 'onResumed'>;
  askHeads: AskHeads;
  meter: Meter;
  log: Log;
  /** How often logs are compared with where they stand, in milliseconds; states are read again half as often. */
  doubtAfter?: number;
};

type Open = { channel: string; subgraph: string; flow: LogFlow | StateFlow };

/** How long to wait for Redis before going on without it, in milliseconds. */
const joinPatience = 1_000;
/** Channels in one question for their heads, and states that are read again in one round of doubt. */
const atOnce = { heads: 1_000, states: 50 };

export function makeHub({ channels, events, askHeads, meter, log, doubtAfter = 1_000 }: HubParts): Hub {
  const open = new Map<string, Open>();
  let subscriptions = 0;
  let doubting = false;
  const timer = setInterval(() => void doubt(), doubtAfter);
  timer.unref();
  events.onResumed(() => void doubt());
  const report = (error: unknown) =>
    log.error({ err: error }, 'A live stream failed in a way that nobody foresaw.');

  function openFlow({ key, channel, continuation, read, allowed }: Watch): Open {
    const { live, limit, project } = continuation;
    let closed = false;
    let allAllowed = false;
    const joining = channels.join(channel, (hint) => flow.hint(hint));
    let begun = false;
    // Follow first, read then: what happens in between is a hint and not a gap.
    const ready = Promise.race([joining.then(() => {}), wait(joinPatience, undefined, { ref: false })])
      .catch(() => {})
      .then(() => (begun = true));
    // Confirmed late: what was announced before is read now.
    joining.then(
      () => begun && flow.doubt(),
      () => {},
    );
    if (project) allowed().then((yes) => (allAllowed = yes), report);

    const parts = {
      async read(cursor: number, first: number | null) {
        await ready;
        meter.read();
        return read(cursor, first);
      },
      closed() {
        if (closed) return;
        closed = true;
        if (open.get(key) === opened) open.delete(key);
        joining.then(
          (leave) => leave(),
          () => {},
        );
      },
      ...{ meter, report },
    };
    const flow = live.log
      ? makeLogFlow({
          ...parts,
          ...{ key: continuation.key, limit },
          fields: { sequence: live.log.sequence, ended: live.ended ?? null },
          projection: () => (allAllowed ? project : null),
        })
      : makeStateFlow(parts);
    const opened = { channel, subgraph: live.subgraph, flow };
    open.set(key, opened);
    return opened;
  }

  async function doubt(): Promise<void> {
    if (doubting) return;
    doubting = true;
    await compareAll().finally(() => (doubting = false));
  }

  /** Logs are asked for where they stand, all at once; of states those are read again that were read longest ago. */
  async function compareAll(): Promise<void> {
    const logs = new Map<string, Map<string, LogFlow[]>>();
    const states: StateFlow[] = [];
    for (const { channel, subgraph, flow } of open.values()) {
      if (!('head' in flow)) {
        states.push(flow);
        continue;
      }
      const ofSubgraph = logs.get(subgraph) ?? new Map<string, LogFlow[]>();
      logs.set(subgraph, ofSubgraph);
      ofSubgraph.set(channel, [...(ofSubgraph.get(channel) ?? []), flow]);
    }
    const oldest = Date.now() - 2 * doubtAfter;
    const doubted = states.filter((flow) => flow.readAt() < oldest).sort((a, b) => a.readAt() - b.readAt());
    for (const flow of doubted.slice(0, atOnce.states)) flow.doubt();
    await Promise.all([...logs].map(([subgraph, flows]) => compare(subgraph, flows)));
  }

  async function compare(subgraph: string, flows: Map<string, LogFlow[]>): Promise<void> {
    const names = [...flows.keys()];
    for (let from = 0; from < names.length; from += atOnce.heads) {
      try {
        for (const { channel, sequence, ended } of await askHeads(
          subgraph,
          names.slice(from, from + atOnce.heads),
        ))
          for (const flow of flows.get(channel) ?? []) flow.head(sequence, ended);
      } catch (error) {
        log.debug({ err: error, subgraph }, 'Where the logs stand cannot be asked at the moment.');
      }
    }
  }

  return {
    watch: (watch) =>
      streamOf((settle) => {
        const watcher = makeWatcher(watch.id, watch.cursor, watch.on);
        const { flow } = open.get(watch.key) ?? openFlow(watch);
        watcher.settle = settle;
        subscriptions += 1;
        flow.attach(watcher);
        return () => {
          watcher.settle = undefined;
          subscriptions -= 1;
          flow.detach(watcher);
        };
      }),
    counts: () => ({ subscriptions, channels: channels.size, keys: open.size }),
    stop: () => clearInterval(timer),
  };
}

/**
 * A stream whose only news is its end. `begin` is given what ends it and returns what to do then. Written by hand, since
 * an idle generator cannot be cancelled.
 */
function streamOf(begin: (settle: (error?: GraphQLError) => void) => () => void): Watching {
  let leave: (() => void) | undefined;
  let over = false;
  let end: (error?: GraphQLError) => void = () => {};

  const stream = {
    next() {
      if (over) return Promise.resolve({ value: undefined, done: true as const });
      return new Promise<IteratorReturnResult<void>>((resolve, reject) => {
        end = (error) => {
          if (over) return;
          over = true;
          leave?.();
          if (error) reject(error);
          else resolve({ value: undefined, done: true });
        };
        leave = begin(end);
      });
    },
    async return() {
      end();
      over = true;
      return { value: undefined, done: true as const };
    },
    async throw(error: unknown) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => end(),
  };
  return stream as unknown as Watching;
}
