/**
 * What one watcher receives. It is pulled: the next reading is made when the watcher has taken the last, so a slow
 * one waits at its cursor and nothing queues up for it. Written by hand, since an idle generator cannot be cancelled.
 */
import type { GraphQLError } from 'graphql';

export type News = { data?: unknown; errors?: unknown };

/** One look at the truth, from where the last one ended. */
export type Reading = {
  /** Null when nothing has changed. */
  news: News | null;
  /** There may be more to read at once. */
  more: boolean;
  /** Nothing will follow. */
  ended: boolean;
};

/** A reading that failed: at the first it ends the stream, later only when asking again would not help. */
export class ReadingFailed extends Error {
  readonly error: GraphQLError;
  readonly passing: boolean;

  constructor(error: GraphQLError, passing: boolean) {
    super(error.message);
    this.error = error;
    this.passing = passing;
  }
}

export type StreamParts = {
  /** Rejects with ReadingFailed. Never called twice at a time. */
  read(): Promise<Reading>;
  /** See Hub.join. */
  join(onHint: () => void): Promise<() => void>;
  /** How long to trust the silence of the channel, in milliseconds. */
  doubtAfter?: number;
};

/** How long to wait for Redis before going on without it, reading in doubt alone. */
const joinPatience = 1_000;
/** How many readings in a row may fail in passing. */
const failuresBorne = 15;

/** Nothing happens before the first `next`; `return` ends everything at once, even while a `next` is pending. */
export function makeStream({
  read,
  join,
  doubtAfter = 2_000,
}: StreamParts): AsyncGenerator<News, void, void> {
  let over = false;
  let last = false;
  let stale = true;
  let failures = 0;
  let answered = false;
  let joining: Promise<() => void> | undefined;
  let wake: (() => void) | undefined;
  let settle: ((result: IteratorResult<News, void>) => void) | undefined;

  function hint(): void {
    stale = true;
    wake?.();
  }

  /** Resolves at the next hint, when `milliseconds` have passed, or at the end. */
  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, milliseconds);
      wake = done;
      function done(): void {
        clearTimeout(timer);
        wake = undefined;
        resolve();
      }
    });
  }

  /** Follow first, read then: what happens in between is a hint and not a gap. */
  async function begin(): Promise<void> {
    joining = join(hint);
    let waiting = true;
    joining.then(
      () => {
        if (!waiting) hint(); // Confirmed late: what was announced before is read now.
        wake?.();
      },
      () => wake?.(),
    );
    await pause(joinPatience);
    waiting = false;
    stale = true;
  }

  async function step(): Promise<IteratorResult<News, void>> {
    if (!joining && !over) await begin();
    while (!over && !last) {
      if (!stale) await pause(doubtAfter);
      if (over) break;
      stale = false;
      const reading = await attempt();
      if (over || !reading) continue;
      stale ||= reading.more;
      last = reading.ended;
      if (reading.news) return { value: reading.news, done: false };
    }
    end();
    return { value: undefined, done: true };
  }

  /** Null when it failed in passing; the next doubt asks again. */
  async function attempt(): Promise<Reading | null> {
    try {
      const reading = await read();
      failures = 0;
      answered = true;
      return reading;
    } catch (error) {
      if (!(error instanceof ReadingFailed)) throw error;
      failures += 1;
      if (!answered || !error.passing || failures > failuresBorne) throw error.error;
      return null;
    }
  }

  function end(): void {
    if (over) return;
    over = true;
    wake?.();
    // A channel that Redis has not confirmed yet is left when it has; nobody need wait for that.
    joining?.then(
      (leave) => leave(),
      () => {},
    );
  }

  const stream = {
    next: () =>
      new Promise<IteratorResult<News, void>>((resolve, reject) => {
        settle = resolve;
        step().then(resolve, (error: unknown) => {
          end();
          reject(error);
        });
      }),
    async return() {
      end();
      settle?.({ value: undefined, done: true });
      return { value: undefined, done: true as const };
    },
    async throw(error: unknown) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]: () => stream,
    [Symbol.asyncDispose]: async () => end(),
  };
  return stream as AsyncGenerator<News, void, void>;
}
