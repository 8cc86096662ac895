import type { DeploymentEventLevel } from '../generated/graphql.ts';
import type { LogStore } from './store.ts';

export type LevelFilter = 'ALL' | 'INFO' | 'WARN' | 'ERROR';

const rank: Record<DeploymentEventLevel, number> = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3 };
const least: Record<LevelFilter, number> = { ALL: 0, INFO: 1, WARN: 2, ERROR: 3 };

export type LogRows = ReturnType<typeof createRows>;

/** Which lines a level filter lets through, kept up with the store line by line. Rows are counted from 0 without holes. */
export function createRows(store: LogStore, filter: LevelFilter) {
  let chosen: number[] = [];
  let scanned = 0;
  let epoch = -1;

  function catchUp(): void {
    if (filter === 'ALL') return;
    if (epoch !== store.epoch()) {
      epoch = store.epoch();
      chosen = [];
      scanned = store.start();
    }
    for (; scanned < store.end(); scanned++) {
      const line = store.line(scanned)!;
      if (rank[line.level] >= least[filter] || line.missing > 0) chosen.push(scanned);
    }
  }

  return {
    catchUp,
    count: () => (filter === 'ALL' ? store.end() - store.start() : chosen.length),
    /** The line number of a row. */
    number: (row: number): number => (filter === 'ALL' ? store.start() + row : (chosen[row] ?? -1)),
    /** The row of a line, or of the first line after it that is shown. */
    rowOf: (number: number): number =>
      filter === 'ALL' ? Math.max(0, number - store.start()) : firstAtLeast(chosen, number),
  };
}

/** Index of the first number in a rising list that is not below `least`. */
export function firstAtLeast(list: readonly number[], wanted: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
