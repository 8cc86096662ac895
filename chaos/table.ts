/** What a run has shown, for people. */
import type { End } from './checks/others.ts';
import type { Killed } from './killing.ts';
import { places, type Place } from './plan.ts';

const headings = [
  'killed',
  'times',
  'planning',
  'applying',
  'hit',
  'completed',
  'failed',
  'gone on after, s',
  'all ended after, s',
];

/** A line for each kind of kill, and one for all of them. */
export function tableOf(killed: readonly Killed[], ends: ReadonlyMap<string, End>): string {
  const rows = places.map((place) =>
    rowOf(
      place,
      killed.filter((one) => one.place === place),
      ends,
    ),
  );
  return drawn([headings, ...rows, rowOf('all', killed, ends)]);
}

function rowOf(place: Place | 'all', kills: readonly Killed[], ends: ReadonlyMap<string, End>): string[] {
  const hit = [...new Set(kills.flatMap((one) => one.hit))];
  const count = (status: string) => String(hit.filter((id) => ends.get(id)?.status === status).length);
  const inPhase = (phase: string) => String(kills.filter((one) => one.phase === phase).length);
  const recovered = kills.flatMap((one) => one.recovered ?? []);
  const ended = kills.map(({ at, active }) =>
    Math.max(0, ...active.map((id) => (ends.get(id)?.at ?? at) - at)),
  );
  return [
    place,
    String(kills.length),
    inPhase('PLANNING'),
    inPhase('APPLYING'),
    String(hit.length),
    count('COMPLETED'),
    count('FAILED'),
    spread(recovered),
    spread(ended),
  ];
}

/** Median and maximum of milliseconds, in seconds. */
function spread(times: readonly number[]): string {
  // What has not ended has no time.
  const sorted = times.filter((time) => !Number.isNaN(time)).sort((a, b) => a - b);
  if (sorted.length === 0) return '-';
  const shown = (time: number) => (time / 1000).toFixed(1);
  return `${shown(sorted[Math.floor(sorted.length / 2)]!)} / ${shown(sorted.at(-1)!)}`;
}

function drawn(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}
