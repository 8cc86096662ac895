/** What follows one query for all who may be told the same: a log (log-flow.ts) or a state (state-flow.ts). */
import type { Meter } from './metrics.ts';
import type { Read } from './reading.ts';
import type { Watcher } from './watcher.ts';

export type Flow = {
  /** Tells the watcher what there is, and what comes. */
  attach(watcher: Watcher): void;
  detach(watcher: Watcher): void;
  /** The channel has moved on; the hint may carry what is new. */
  hint(hint: unknown): void;
  /** Hints may have been lost. */
  doubt(): void;
};

export type FlowParts = {
  read: Read;
  /** Called once, when it has ended or nobody watches any more. */
  closed(): void;
  meter: Meter;
  /** Hears of what nobody foresaw. */
  report(error: unknown): void;
};

/** How many readings in a row may fail in passing. */
export const failuresBorne = 15;
