/** Deployments that nobody had hit: whatever else was killed, they complete. */
import type { Killed } from '../killing.ts';
import type { Watch } from '../watch.ts';

export type End = { id: string; status: string; message: string | null; at: number };

export async function readEnds(watch: Watch): Promise<Map<string, End>> {
  const ends = await watch.rows<Omit<End, 'at'> & { at: string | null }>(
    `select id, status, error_message as message, extract(epoch from completed_at) * 1000 as at
     from deployments.deployment`,
  );
  return new Map(ends.map((end) => [end.id, { ...end, at: Number(end.at ?? NaN) }]));
}

export function checkOthers(ends: ReadonlyMap<string, End>, killed: readonly Killed[]): string[] {
  const hit = new Set(killed.flatMap((one) => one.hit));
  return [...ends.values()]
    .filter(({ id, status }) => !hit.has(id) && status !== 'COMPLETED')
    .map(({ id, status, message }) => `Nobody had hit deployment ${id}, and it is ${status}: ${message}`);
}
