/** What a run has shown, for people. */
import type { End } from './checks/others.ts';
import { columnsOf, spread } from './columns.ts';
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
  return columnsOf([headings, ...rows, rowOf('all', killed, ends)]);
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
