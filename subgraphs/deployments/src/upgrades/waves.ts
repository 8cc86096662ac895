/** Which site's turn is when: what matters least goes first, and few of it. */
import type { Environment } from '../generated/resolvers.ts';

export type Candidate = {
  id: string;
  customer_id: string;
  environment: Environment;
  version: number | null;
};

const order: readonly Environment[] = ['DEVELOPMENT', 'STAGING', 'PRODUCTION'];

/**
 * Each candidate with its wave, from 1: development first, production last, and older sites before younger ones.
 * `percents` rise to 100 and say how many of all are done when each wave is over; a wave has one site at least, and a
 * wave for which none is left is none.
 */
export function inWaves(
  candidates: readonly Candidate[],
  percents: readonly number[],
): Array<Candidate & { wave: number }> {
  const sorted = candidates.toSorted(
    (one, other) =>
      order.indexOf(one.environment) - order.indexOf(other.environment) || (one.id < other.id ? -1 : 1),
  );
  const ends: number[] = [];
  for (const percent of percents)
    ends.push(Math.max((ends.at(-1) ?? 0) + 1, Math.ceil((sorted.length * percent) / 100)));
  return sorted.map((candidate, place) => ({
    ...candidate,
    wave: ends.findIndex((end) => place < end) + 1,
  }));
}
