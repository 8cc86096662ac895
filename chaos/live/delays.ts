/** How long lines took to those who had everything that there was before, and what happened meanwhile. */
import type { Disturbed } from './disturb.ts';
import type { Kept } from './double.ts';
import type { Station } from './station.ts';
import type { Watcher } from './watcher.ts';

export type Delay = {
  station: Station;
  deploymentId: string;
  sequence: number;
  /** When the platform had said that it has the line, and when it came, as performance.now() counts. */
  kept: number;
  came: number;
};

/** Where nothing is disturbed, nobody waits that long on the busiest machine. Milliseconds. */
const limit = 15_000;

/** A line may come before whoever has written it hears that it is kept. */
export const tookOf = ({ kept, came }: Delay) => Math.max(0, came - kept);

/** When the platform had each of its events, as far as somebody else has said them. */
export function keptTimes(
  stored: ReadonlyArray<{ message: string }>,
  kept: readonly Kept[],
): Array<number | undefined> {
  let next = 0;
  return stored.map(({ message }) => (message === kept[next]?.message ? kept[next++]!.kept : undefined));
}

/** Of what was said after an order's first line had come, how long each line took. */
export function delaysOf(
  { station, deploymentId, orders }: Watcher,
  times: ReadonlyArray<number | undefined>,
): Delay[] {
  return orders.flatMap((order) =>
    order.sequences.flatMap((sequence, index) => {
      const kept = times[sequence - 1];
      if (kept === undefined || kept < order.times[0]!) return [];
      return [{ station, deploymentId, sequence, kept, came: order.times[index]! }];
    }),
  );
}

/** The kinds of what may have held it up. */
export function causesOf(delay: Delay, disturbed: readonly Disturbed[]): Array<Disturbed['kind']> {
  const touching = disturbed.filter(
    ({ from, to, station, deploymentId }) =>
      from <= delay.came &&
      to >= delay.kept &&
      (!station || station === delay.station) &&
      (!deploymentId || deploymentId === delay.deploymentId),
  );
  return [...new Set(touching.map(({ kind }) => kind))];
}

/** Lines that took too long although nothing was disturbed. */
export function tooLate(delays: readonly Delay[], disturbed: readonly Disturbed[]): string[] {
  return delays
    .filter((delay) => tookOf(delay) > limit && causesOf(delay, disturbed).length === 0)
    .map((delay) => `Nothing was disturbed, and ${told(delay)}.`);
}

/** The line that took longest of all, for whoever wants to know why. */
export function slowest(delays: readonly Delay[], disturbed: readonly Disturbed[]): string {
  const found = delays.reduce<Delay | null>(
    (worst, one) => (worst && tookOf(worst) >= tookOf(one) ? worst : one),
    null,
  );
  if (!found) return 'Nobody watched when something was said.';
  const meanwhile = causesOf(found, disturbed).join(', ') || 'nothing';
  return `The slowest of all: ${told(found)}; meanwhile: ${meanwhile}.`;
}

function told(delay: Delay): string {
  const { station, deploymentId, sequence, came } = delay;
  const at = new Date(performance.timeOrigin + came).toISOString().slice(11, 23);
  return `event ${sequence} of deployment ${deploymentId} took ${(tookOf(delay) / 1_000).toFixed(1)} s to ${station.name} (${station.kind}), at ${at}`;
}
