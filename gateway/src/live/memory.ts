/** What a log's watchers were told last, for who comes close behind. */
import type { Ending } from './frames.ts';

/** A stretch of the log as it was told: what follows `from`, up to and with `last`, as the end of a message. */
export type Stretch = { from: number; last: number; ended: boolean; ending: Ending };

export type Memory = {
  keep(stretch: Stretch): void;
  /** The stretch that begins just behind this event. */
  behind(cursor: number): Stretch | undefined;
  /** Where the first stretch begins that is wholly ahead of this event. */
  ahead(cursor: number): number | undefined;
};

/** Bytes that are remembered. */
const most = 256 * 1024;

export function makeMemory(): Memory {
  const stretches: Stretch[] = [];
  let bytes = 0;
  return {
    keep(stretch) {
      if (stretch.last === stretch.from) return;
      stretches.push(stretch);
      bytes += stretch.ending.length;
      while (bytes > most) bytes -= stretches.shift()!.ending.length;
    },
    behind: (cursor) => stretches.find(({ from }) => from === cursor),
    ahead: (cursor) => stretches.find(({ from }) => from > cursor)?.from,
  };
}
