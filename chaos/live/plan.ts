/** What is disturbed, and when: a list that the seed decides before anything runs. */
import type { Chance } from '../chance.ts';

export const disturbances = [
  /** A client destroys its sockets. */
  'terminate',
  /** The network between a client and the gateway breaks. */
  'cut',
  /** A client takes nothing for a while. */
  'pause',
  /** No hint arrives. */
  'silence',
  /** Every other hint is lost, doubled, late or old. */
  'storm',
  /** SIGKILL. */
  'gateway',
  'redis',
  'deployments',
] as const;

export type Kind = (typeof disturbances)[number];

export type Disturbance = {
  kind: Kind;
  /** Milliseconds since the last one began. */
  pause: number;
  /** How long it lasts, or how long what was killed stays away, in milliseconds. */
  lasting: number;
  /** Which client it hits, from 0 up to 1 of all. */
  whom: number;
};

/** What hits one client happens to several of them in the time in which what hits all happens once. */
const deck: readonly Kind[] = [
  ...disturbances,
  ...(['terminate', 'terminate', 'cut', 'cut', 'pause', 'pause', 'silence'] as const),
];

/** Milliseconds, least and most. */
const lasting: Record<Kind, [number, number]> = {
  terminate: [0, 0],
  cut: [0, 0],
  pause: [1_000, 8_000],
  silence: [500, 4_000],
  storm: [1_000, 4_000],
  gateway: [0, 2_000],
  redis: [0, 3_000],
  deployments: [0, 2_000],
};

/** Each round is everything once or more, in another order. */
export function planDisturbances(
  time: number,
  { rounds, chance }: { rounds: number; chance: Chance },
): Disturbance[] {
  const pause = time / (rounds * deck.length);
  return Array.from({ length: rounds }, () => chance.shuffled(deck))
    .flat()
    .map((kind) => ({
      kind,
      pause: chance.between(0.2 * pause, 1.8 * pause),
      // In a short run nothing lasts as long.
      lasting: Math.min(time / 6, chance.between(...lasting[kind])),
      whom: chance.next(),
    }));
}
