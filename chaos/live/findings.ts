/** Compares what the doubles have said with what is stored, and that with what each watcher was given. */
import { crc32 } from 'node:zlib';
import { outOfStep, unlike } from '../checks/events.ts';
import type { Watch } from '../watch.ts';
import { delaysOf, keptTimes, type Delay } from './delays.ts';
import { complaintOf, judge, type Judged } from './judge.ts';
import type { Told } from './site.ts';
import type { Watcher } from './watcher.ts';

export type Findings = {
  judged: Map<Watcher, Judged>;
  /** Of lines that came to somebody who had all that there was before. */
  delays: Delay[];
  /** What was promised and is not so, as sentences. */
  violations: string[];
};

type Stored = { sequence: number; at: string; kind: string; message: string };

export async function findAll(told: readonly Told[], watch: Watch): Promise<Findings> {
  const findings: Findings = { judged: new Map(), delays: [], violations: [] };
  const { judged, delays, violations } = findings;
  for (const { id, name, kept, watchers } of told) {
    const stored = await watch.rows<Stored>(
      `select sequence, kind, message, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
       from deployments.event where deployment_id = $1 order by sequence`,
      [id],
    );
    const sequences = stored.map(({ sequence }) => sequence);
    violations.push(...outOfStep(name, sequences, stored.length), ...unlike(name, kept, stored));
    if (stored.at(-1)?.kind !== 'END') violations.push(`${name} has not ended.`);

    const sums = stored.map(({ message }) => crc32(message));
    const times = keptTimes(stored, kept);
    for (const [index, watcher] of watchers.entries()) {
      const found = judge(watcher.orders, sums);
      judged.set(watcher, found);
      const whose = `${name}, watcher ${index + 1} (${watcher.station.kind})`;
      const complaint = complaintOf(whose, found);
      if (complaint) violations.push(complaint);
      violations.push(...watcher.refusals.map((why) => `${whose} was told: ${why}`));
      for (const delay of delaysOf(watcher, times)) delays.push(delay);
    }
  }
  return findings;
}
