/**
 * A log that is followed: each of its watchers is told every event once and in order, from its own cursor on.
 *
 * Those who are level with the flow are `live`: they are told together, with the same bytes. A hint that carries the next
 * events moves the flow on; after anything else (a gap, a hint without them) it reads the query from its position. Who
 * is elsewhere, or does not take what it is sent, is `chasing`: it goes on at its own cursor, through what is remembered
 * of late or through readings that end where that begins, until it is level again. Nothing queues up for it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { GraphQLError } from 'graphql';
import { batchOf, merged, type Batch, type LogFields } from './batch.ts';
import { endingOf } from './frames.ts';
import { failuresBorne, type Flow, type FlowParts } from './flow.ts';
import { makeMemory, type Stretch } from './memory.ts';
import type { Projection } from './projection.ts';
import { ReadingFailed, type Reading } from './reading.ts';
import { patience } from './patience.ts';
import { keepsUp, mostBuffered, write, type Watcher } from './watcher.ts';
import { makeWindow } from './window.ts';

export type LogFlow = Flow & {
  /** What its subgraph says of the log: the last event, and whether it was the last of all. */
  head(sequence: number, ended: boolean): void;
};

export type LogParts = FlowParts & {
  fields: LogFields;
  /** Where the answer is. */
  key: string;
  /** How many events a reading gives unless told; null when it cannot be told. */
  limit: number | null;
  /** Answers out of what a hint carries; null while, or when, only a reading can. */
  projection(): Projection | null;
};

/** Events that are gathered before they are told whatever the window says, and hints that are held during a reading. */
const most = { gathered: 1_000, held: 1_000 };
/** How long the hint of what a head tells of may be on its way, and between two attempts at a reading. Milliseconds. */
const pauses = { hint: 50, attempt: 1_000 };

export function makeLogFlow({
  read,
  fields,
  key,
  limit,
  projection,
  closed,
  meter,
  report,
}: LogParts): LogFlow {
  const live = new Set<Watcher>();
  const chasing = new Set<Watcher>();
  const memory = makeMemory();
  const underWay = new Map<string, Promise<Reading>>();
  const window = makeWindow(tellGathered);
  /** Up to here the live have been told everything; undefined until somebody watches. */
  let position: number | undefined;
  let gathered: Batch[] = [];
  let held: Batch[] = [];
  let reading: Promise<void> | undefined;
  let again = false;
  let behind = false;
  /** A reading has told that they may watch: before, nothing is told that was not read. */
  let admitted = false;
  let over = false;
  let failures = 0;
  let bytesOfEvent = 0;
  let onMove: Array<() => void> = [];

  const known = () => gathered.at(-1)?.last ?? position!;

  function take(batch: Batch): void {
    if (over || (batch.last <= known() && !batch.ended)) return;
    if (batch.after !== known()) {
      meter.gap();
      return void advance();
    }
    gathered.push(batch);
    if (known() - position! >= most.gathered) tellGathered();
    else window.ask();
  }

  /** Returns what it has cost in milliseconds; undefined when there was nothing to tell. */
  function tellGathered(): number | undefined {
    if (gathered.length === 0 || over) return undefined;
    const began = performance.now();
    const batch = merged(gathered);
    meter.gathered(gathered, Date.now());
    const answer = projection()?.(batch.fields);
    if (answer === undefined) {
      // What was gathered lacks a field, so it is read.
      gathered = [];
      void advance();
      return undefined;
    }
    gathered = [];
    tellAll(JSON.stringify({ data: { [key]: answer } }), batch);
    return performance.now() - began;
  }

  function tellAll(payload: string, { last, ended }: { last: number; ended: boolean }): void {
    const stretch = { from: position!, last, ended, ending: endingOf(`${payload}}`) };
    memory.keep(stretch);
    position = last;
    meter.told(live.size, stretch.ending.length, last - stretch.from);
    for (const watcher of live) {
      tell(watcher, stretch);
      if (!keepsUp(watcher) && !ended) chaseAfter(watcher);
    }
    if (ended) finish();
    const moved = onMove;
    onMove = [];
    for (const go of moved) go();
  }

  function tell(watcher: Watcher, { last, ended, ending }: Omit<Stretch, 'from'>): void {
    write(watcher, ending);
    watcher.cursor = last;
    watcher.answered = true;
    watcher.told = ended;
  }

  function finish(): void {
    over = true;
    window.close();
    closed();
    for (const watcher of [...live]) watcher.settle?.();
  }

  /** Reads from the position on until nothing is left. It never rejects. */
  function advance(): Promise<void> {
    if (over || position === undefined) return Promise.resolve();
    // For nobody it need not be read; who becomes level sees to it.
    if (live.size === 0) {
      behind = true;
      return Promise.resolve();
    }
    again = true;
    return (reading ??= readOn()
      .catch(fail)
      .finally(() => {
        reading = undefined;
        const late = held;
        held = [];
        late.forEach(take);
      }));
  }

  async function readOn(): Promise<void> {
    tellGathered();
    while (again && live.size > 0 && !over) {
      again = behind = false;
      const size = sizeOf(null);
      const page = await readFrom(position!, null);
      if (over) return;
      failures = 0;
      admitted = true;
      for (const watcher of live) watcher.answered = true;
      const began = performance.now();
      const count = page.last - position!;
      if (count > 0 || page.ended) tellAll(page.payload, page);
      again ||= count > 0 && (size === null || count >= size);
      // What has come meanwhile is told together.
      if (again) await wait(Math.min(100, 2 * (performance.now() - began)));
    }
    behind = again;
  }

  function fail(error: unknown): void {
    behind = true;
    failures += 1;
    for (const watcher of [...live]) refuse(watcher, error, failures);
  }

  /** Ends it, unless the fault may pass and it has been let in. */
  function refuse(watcher: Watcher, error: unknown, failed: number): void {
    if (!(error instanceof ReadingFailed)) report(error);
    const fault: GraphQLError | undefined = error instanceof ReadingFailed ? error.error : undefined;
    const bearable = fault === undefined || (error as ReadingFailed).passing;
    if (!bearable || !watcher.answered || failed > failuresBorne)
      watcher.settle?.(fault ?? (error as GraphQLError));
  }

  /** Watchers who want the same at the same time are given one reading. */
  function readFrom(cursor: number, first: number | null): Promise<Reading> {
    const size = sizeOf(first);
    const same = `${cursor} ${size}`;
    const known = underWay.get(same);
    if (known) return known;
    const asked = read(cursor, size).then((page) => {
      if (page.last > cursor) bytesOfEvent = page.payload.length / (page.last - cursor);
      return page;
    });
    underWay.set(same, asked);
    const forget = () => void underWay.delete(same);
    asked.then(forget, forget);
    return asked;
  }

  /** As many events as a watcher may have waiting for it. */
  function sizeOf(first: number | null): number | null {
    if (limit === null) return null;
    const fitting = bytesOfEvent === 0 ? limit : Math.floor(mostBuffered / bytesOfEvent);
    return Math.max(1, Math.min(first ?? limit, limit, fitting));
  }

  function chaseAfter(watcher: Watcher): void {
    live.delete(watcher);
    chasing.add(watcher);
    void chase(watcher).catch(report);
  }

  async function chase(watcher: Watcher): Promise<void> {
    let failed = 0;
    while (chasing.has(watcher)) {
      if (!keepsUp(watcher)) {
        meter.parked(1);
        await patience(watcher).finally(() => meter.parked(-1));
        continue;
      }
      if (watcher.told) return watcher.settle?.();
      if (watcher.cursor === position && !over) return join(watcher);
      const stretch = memory.behind(watcher.cursor);
      if (stretch) {
        tell(watcher, stretch);
        meter.told(1, stretch.ending.length, stretch.last - stretch.from);
        continue;
      }
      try {
        await readBehind(watcher);
        failed = 0;
      } catch (error) {
        failed += 1;
        refuse(watcher, error, failed);
        await wait(pauses.attempt, undefined, { ref: false });
      }
    }
  }

  /** One reading of its own, which ends where what is remembered begins, or with the position. */
  async function readBehind(watcher: Watcher): Promise<void> {
    const { cursor } = watcher;
    const end = memory.ahead(cursor) ?? position!;
    const page = await readFrom(cursor, end > cursor ? end - cursor : null);
    if (!chasing.has(watcher) || watcher.cursor !== cursor) return;
    watcher.answered = true;
    if (page.last > cursor || page.ended) {
      const ending = endingOf(`${page.payload}}`);
      tell(watcher, { ...page, ending });
      return meter.told(1, ending.length, page.last - cursor);
    }
    // It is ahead of everybody, and of the log as it is.
    const moved = new Promise<void>((resolve) => onMove.push(resolve));
    void advance();
    await Promise.race([moved, wait(pauses.attempt, undefined, { ref: false })]);
  }

  function join(watcher: Watcher): void {
    chasing.delete(watcher);
    live.add(watcher);
    if (behind) void advance();
  }

  return {
    attach(watcher) {
      position ??= watcher.cursor;
      if (watcher.cursor !== position || over) return chaseAfter(watcher);
      live.add(watcher);
      // Whether it may watch, a reading tells.
      void advance();
    },

    detach(watcher) {
      live.delete(watcher);
      chasing.delete(watcher);
      if (live.size + chasing.size > 0 || over) return;
      over = true;
      window.close();
      closed();
    },

    hint(hint) {
      meter.hint();
      if (over || position === undefined) return;
      const batch = admitted && projection() ? batchOf(hint, fields) : null;
      if (!batch) return void advance();
      if (!reading) return take(batch);
      if (held.length < most.held) held.push(batch);
      else again = true;
    },

    head(sequence, ended) {
      const late = () => !over && position !== undefined && (sequence > known() || ended);
      if (!late()) return;
      setTimeout(() => late() && void advance(), pauses.hint).unref();
    },

    doubt: () => void advance(),
  };
}
