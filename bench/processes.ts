/** What a tree of processes costs, as Linux counts it. */
import { readFileSync } from 'node:fs';
import { processIds } from '@hosterizer/standalone/processes';

/** The process and everything below it. */
export function treeOf(pid: number): number[] {
  const parents = new Map(processIds().map((id) => [id, Number(statOf(id)[1])]));
  const below = (id: number): number[] => [
    id,
    ...[...parents].filter(([, parent]) => parent === id).flatMap(([child]) => below(child)),
  ];
  return below(pid);
}

/** Memory in bytes; what several processes share is counted once, in parts. */
export const memoryOf = (pids: readonly number[]): number =>
  sum(pids.map((pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024));

/** CPU time used so far, in seconds. */
export const cpuOf = (pids: readonly number[]): number =>
  sum(pids.map((pid) => (Number(statOf(pid)[11] ?? 0) + Number(statOf(pid)[12] ?? 0)) / 100));

/** The fields of /proc/pid/stat from the state on: the parent is [1], user and system time [11] and [12]. */
function statOf(pid: number): string[] {
  const text = read(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
