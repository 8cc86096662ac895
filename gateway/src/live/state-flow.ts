/** A state that is followed: each of its watchers is told how it is, and again when it is otherwise. */
import { setTimeout as wait } from 'node:timers/promises';
import type { GraphQLError } from 'graphql';
import { failuresBorne, type Flow, type FlowParts } from './flow.ts';
import { endingOf, type Ending } from './frames.ts';
import { patience } from './patience.ts';
import { ReadingFailed, type Reading } from './reading.ts';
import { keepsUp, write, type Watcher } from './watcher.ts';

export type StateFlow = Flow & {
  /** When it was read last, in milliseconds since 1970. */
  readAt(): number;
};

type Newest = Pick<Reading, 'content' | 'ended'> & { ending: Ending };

/** Milliseconds: between two readings at most, however much they cost. */
const longestRest = 100;

export function makeStateFlow({ read, closed, meter, report }: FlowParts): StateFlow {
  const watchers = new Set<Watcher>();
  const parked = new Set<Watcher>();
  let newest: Newest | undefined;
  let reading: Promise<void> | undefined;
  let again = false;
  let over = false;
  let failures = 0;
  let lastRead = 0;

  /** What is hinted at during a reading may have come too late for it. It never rejects. */
  function refresh(): void {
    again = true;
    reading ??= readOn()
      .catch(fail)
      .finally(() => (reading = undefined));
  }

  async function readOn(): Promise<void> {
    while (again && !over) {
      again = false;
      const began = performance.now();
      const { payload, content, ended } = await read(0, null);
      lastRead = Date.now();
      if (over) return;
      failures = 0;
      if (content !== newest?.content || ended) newest = { content, ended, ending: endingOf(`${payload}}`) };
      for (const watcher of watchers) if (!parked.has(watcher)) tell(watcher);
      if (again) await wait(Math.min(longestRest, 2 * (performance.now() - began)));
    }
  }

  function tell(watcher: Watcher): void {
    const { content, ended, ending } = newest!;
    watcher.answered = true;
    if (watcher.known === content && !ended) return;
    if (!keepsUp(watcher)) return void park(watcher).catch(report);
    write(watcher, ending);
    meter.told(1, ending.length, 1);
    watcher.known = content;
    if (ended) watcher.settle?.();
  }

  /** It is told the newest once it has taken what it was told before. */
  async function park(watcher: Watcher): Promise<void> {
    parked.add(watcher);
    meter.parked(1);
    await patience(watcher).finally(() => {
      parked.delete(watcher);
      meter.parked(-1);
    });
    if (watchers.has(watcher)) tell(watcher);
  }

  function fail(error: unknown): void {
    failures += 1;
    lastRead = Date.now();
    if (!(error instanceof ReadingFailed)) report(error);
    const hopeless = (error instanceof ReadingFailed && !error.passing) || failures > failuresBorne;
    const fault = error instanceof ReadingFailed ? error.error : (error as GraphQLError);
    for (const watcher of [...watchers]) if (hopeless || !watcher.answered) watcher.settle?.(fault);
  }

  return {
    attach(watcher) {
      watchers.add(watcher);
      refresh();
    },
    detach(watcher) {
      watchers.delete(watcher);
      if (watchers.size > 0 || over) return;
      over = true;
      closed();
    },
    hint() {
      meter.hint();
      refresh();
    },
    doubt: refresh,
    readAt: () => lastRead,
  };
}
