/** What is to be killed, and when: a list that the seed decides before anything runs. */
import type { Chance } from './chance.ts';

/** `group` is Terraform with all that it started; `machine` is a runner and every Terraform below it at once. */
export const places = [
  'runner',
  'terraform',
  'group',
  'machine',
  'deployments',
  'postgres',
  'redis',
] as const;
export const phases = ['PLANNING', 'APPLYING'] as const;

export type Place = (typeof places)[number];
export type Phase = (typeof phases)[number];

export type Kill = {
  place: Place;
  /** What some deployment is at when it happens. */
  phase: Phase;
  /** How long that deployment has been at it, in milliseconds. */
  delay: number;
  /** How long the killed process stays away, in milliseconds. Stores come back by their keeper. */
  away: number;
  /** Whether the next kill does not wait until the platform has got over this one. */
  hasty: boolean;
};

/** About as long as the phase of a small site lasts, in milliseconds. */
const lasting: Record<Phase, number> = { PLANNING: 900, APPLYING: 1_800 };

export function planKills(
  count: number,
  { chance, absences }: { chance: Chance; absences: boolean },
): Kill[] {
  const kills: Kill[] = [];
  // Each round kills everything once; the phases take turns, so that two rounds are everything in both.
  for (let round = 0; kills.length < count; round += 1) {
    for (const place of chance.shuffled(places)) {
      const phase = phases[(round + places.indexOf(place) + 1) % phases.length]!;
      kills.push({
        place,
        phase,
        delay: chance.between(0, lasting[phase]),
        away: absences && place === 'runner' && chance.happens(0.2) ? 60_000 : chance.between(0, 3_000),
        hasty: chance.happens(0.15),
      });
    }
  }
  return kills.slice(0, count);
}
