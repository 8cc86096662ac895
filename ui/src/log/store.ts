import type { DeploymentPhase } from '../generated/graphql.ts';
import { plainText } from './ansi.ts';
import { gapLine, linesOf, type Line, type LogEvent } from './lines.ts';

export type FeedState = 'connecting' | 'streaming' | 'ended' | 'failed';

type Timing = {
  frame?: (run: () => void) => unknown;
  later?: (run: () => void, milliseconds: number) => unknown;
};

export type LogStore = ReturnType<typeof createLogStore>;

/**
 * The lines of one log, outside of React and of Apollo's cache: 500 lines a second must not be normalised or
 * compared. Lines are counted from 0 and keep their number when the oldest are dropped at `cap`. Views hear of
 * changes at most once a frame, the toolbar (whose components are dear) at most three times a second.
 */
export function createLogStore({
  cap = 200_000,
  frame = requestAnimationFrame,
  later = setTimeout,
}: Timing & { cap?: number } = {}) {
  let lines: Line[] = [];
  let dropped = 0;
  let errors: number[] = [];
  let warnings = 0;
  let columns = 0;
  let lastSequence = 0;
  let epoch = 0;
  let state: FeedState = 'connecting';
  let failure: unknown = null;
  const phases = new Map<DeploymentPhase, number>();

  const live = new Set<() => void>();
  const slow = new Set<() => void>();
  let version = 0;
  let slowVersion = 0;
  let frameDue = false;
  let slowDue = false;

  function changed(): void {
    version += 1;
    if (!frameDue) {
      frameDue = true;
      frame(() => {
        frameDue = false;
        for (const listener of live) listener();
      });
    }
    if (!slowDue) tellSlow();
  }

  /** At once after a quiet time, then no more than every 330 ms. */
  function tellSlow(): void {
    slowDue = true;
    slowVersion = version;
    for (const listener of slow) listener();
    later(() => {
      slowDue = false;
      if (slowVersion !== version) tellSlow();
    }, 330);
  }

  function push(line: Line): void {
    const number = dropped + lines.length;
    lines.push(line);
    if (line.text.length > columns) columns = Math.max(columns, plainText(line.text).length);
    if (!line.first) return;
    if (line.level === 'ERROR') errors.push(number);
    else if (line.level === 'WARN') warnings += 1;
    if (!phases.has(line.phase)) phases.set(line.phase, number);
  }

  /** Counts everything again after lines have moved. */
  function rebuild(all: Line[]): void {
    lines = [];
    errors = [];
    warnings = 0;
    columns = 0;
    phases.clear();
    epoch += 1;
    for (const line of all) push(line);
  }

  function trim(): void {
    // In tenths of the cap, since moving an array of this size is not free.
    if (lines.length <= cap * 1.1) return;
    const gone = lines.length - cap;
    lines.splice(0, gone);
    dropped += gone;
    errors = errors.filter((number) => number >= dropped);
    epoch += 1;
  }

  /** Takes what is new in a batch; events that have been here before are left out. */
  function append(batch: { events: readonly LogEvent[]; lastSequence: number }): void {
    for (const event of batch.events) {
      if (event.sequence <= lastSequence) continue;
      const rows = linesOf(event);
      if (event.sequence > lastSequence + 1) push(gapLine(lastSequence, rows[0]!));
      for (const row of rows) push(row);
      lastSequence = event.sequence;
    }
    trim();
    changed();
  }

  /** Puts events where a gap stands that begins at `sequence`. */
  function fill(sequence: number, events: readonly LogEvent[]): void {
    const at = lines.findIndex((line) => line.missing > 0 && line.sequence === sequence);
    const gap = lines[at];
    if (!gap) return;
    const end = sequence + gap.missing;
    const found = events.filter((event) => event.sequence >= sequence && event.sequence < end);
    if (found.length === 0) return;
    const next = found.at(-1)!.sequence;
    const follower = lines[at + 1];
    const rest = follower && next + 1 < end ? [gapLine(next, { ...follower, sequence: end })] : [];
    rebuild([...lines.slice(0, at), ...found.flatMap(linesOf), ...rest, ...lines.slice(at + 1)]);
    changed();
  }

  return {
    append,
    fill,
    /** Number after the last line. */
    end: () => dropped + lines.length,
    /** Number of the first line that is still here. */
    start: () => dropped,
    line: (number: number): Line | undefined => lines[number - dropped],
    errors: (): readonly number[] => errors,
    warnings: () => warnings,
    /** Characters in the longest line. */
    columns: () => columns,
    lastSequence: () => lastSequence,
    phaseStart: (phase: DeploymentPhase) => phases.get(phase),
    /** Changes whenever lines that were already here have moved or gone. */
    epoch: () => epoch,
    state: () => state,
    failure: () => failure,
    setState(next: FeedState, why: unknown = null) {
      if (next === state && why === failure) return;
      state = next;
      failure = why;
      changed();
    },
    subscribe(listener: () => void) {
      live.add(listener);
      return () => void live.delete(listener);
    },
    version: () => version,
    subscribeSlow(listener: () => void) {
      slow.add(listener);
      return () => void slow.delete(listener);
    },
    slowVersion: () => slowVersion,
  };
}
