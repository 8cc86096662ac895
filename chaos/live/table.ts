/** What a live run has shown, for people. */
import { columnsOf, spread } from '../columns.ts';
import { causesOf, tookOf } from './delays.ts';
import type { Judged } from './judge.ts';
import { disturbances } from './plan.ts';
import type { Shown } from './run.ts';
import { kinds } from './station.ts';

/** How long lines took: while only this was disturbed, and while something else may have been as well. */
type Times = { all: number[]; alone: number[] };

/** What was disturbed how often, and how long lines took meanwhile. */
export function disturbancesTable({ disturbed, delays }: Pick<Shown, 'disturbed' | 'delays'>): string {
  const rows = [...disturbances, 'last hint', 'nothing'] as const;
  const times = new Map<string, Times>(rows.map((row) => [row, { all: [], alone: [] }]));
  for (const delay of delays) {
    const touching = causesOf(delay, disturbed);
    for (const row of touching.length > 0 ? touching : ['nothing']) {
      const { all, alone } = times.get(row)!;
      all.push(tookOf(delay));
      if (touching.length === 1) alone.push(tookOf(delay));
    }
  }
  return columnsOf([
    ['disturbed', 'times', 'clients', 'lines took, s', 'alone, s'],
    ...rows.map((row) => {
      const own = disturbed.filter(({ kind }) => kind === row);
      const clients = new Set(own.flatMap(({ station }) => station ?? [])).size;
      const whom = row === 'nothing' ? '' : String(clients || 'all');
      const { all, alone } = times.get(row)!;
      return [row, row === 'nothing' ? '' : String(own.length), whom, spread(all, 2), spread(alone, 2)];
    }),
  ]);
}

/** What those who watched were given. */
export function watchersTable({ stations, judged }: Shown): string {
  const all = [...judged];
  const rows = kinds.map((kind) => {
    const own = all.filter(([{ station }]) => station.kind === kind);
    const lost = stations
      .filter((station) => station.kind === kind)
      .reduce((sum, station) => sum + station.lost(), 0);
    const orders = own.reduce((sum, [watcher]) => sum + watcher.orders.length, 0);
    const total = (what: keyof Judged) => own.reduce((sum, [, found]) => sum + found[what], 0);
    return [own.length, orders, lost, ...counted.map(total)];
  });
  const sums = rows[0]!.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0));
  return columnsOf([
    [
      'watched by',
      'watchers',
      'orders',
      'reconnections',
      'lines',
      'lost',
      'doubled',
      'misordered',
      'garbled',
      'not ended',
    ],
    ...[...rows, sums].map((row, index) => [kinds[index] ?? 'all', ...row.map(String)]),
  ]);
}

const counted = ['delivered', 'lost', 'doubled', 'misordered', 'garbled', 'unended'] as const;
