/** What live updates cost and how late they are, for Prometheus; docs/live.md says what each means. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Batch } from './batch.ts';

/** What flows tell while they work. */
export type Meter = {
  hint(): void;
  /** Hints that are about to be told as one message; `now` in milliseconds since 1970. */
  gathered(batches: readonly Batch[], now: number): void;
  /** A message of so many bytes and events was written to so many watchers. */
  told(watchers: number, bytes: number, events: number): void;
  read(): void;
  /** What a hint brought does not follow what is known. */
  gap(): void;
  /** One more, or one less, does not take what it is sent. */
  parked(more: 1 | -1): void;
};

/** Asked whenever the metrics are. */
export type Counts = { connections: number; subscriptions: number; channels: number; keys: number };

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];

export function makeMeter(registry: Registry, counts: () => Counts): Meter {
  const registers = [registry];
  const gauge = (name: keyof Counts, help: string) =>
    new Gauge({
      ...{ name: `hosterizer_live_${name}`, help, registers },
      collect() {
        this.set(counts()[name]);
      },
    });
  gauge('connections', 'Open WebSockets.');
  gauge('subscriptions', 'Subscriptions on them.');
  gauge('channels', 'Channels of Redis that are followed.');
  gauge('keys', 'Executions that subscriptions share: one for all who may be told the same.');
  const counter = (name: string, help: string) =>
    new Counter({ name: `hosterizer_live_${name}_total`, help, registers });
  const hints = counter('hints', 'Hints heard.');
  const batches = counter('batches', 'Messages that were made, each for all watchers of a key.');
  const messages = counter('messages', 'Messages written to watchers.');
  const events = counter('events', 'Events in the messages written to watchers.');
  const bytes = counter('bytes', 'Bytes of the messages written to watchers.');
  const reads = counter('reads', 'Readings of a query through guard and planner.');
  const gaps = counter('gap_reads', 'Readings because a hint did not follow what was known.');
  const coalesced = counter(
    'coalesced_hints',
    'Hints that were told together with others: over batches, how many at a time.',
  );
  const parked = new Gauge({
    name: 'hosterizer_live_parked',
    help: 'Watchers who do not take what they are sent.',
    registers,
  });
  const lag = new Histogram({
    name: 'hosterizer_live_lag_seconds',
    help: 'From the announcement of an event to its writing.',
    buckets: seconds,
    registers,
  });

  return {
    hint: () => hints.inc(),
    gathered(gathered, now) {
      coalesced.inc(gathered.length);
      for (const { at } of gathered) if (at !== null) lag.observe(Math.max(0, now - at) / 1000);
    },
    told(watchers, size, count) {
      batches.inc();
      messages.inc(watchers);
      events.inc(watchers * count);
      bytes.inc(watchers * size);
    },
    read: () => reads.inc(),
    gap: () => gaps.inc(),
    parked: (more) => parked.inc(more),
  };
}
