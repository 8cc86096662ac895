import { setTimeout as wait } from 'node:timers/promises';

/**
 * Asks again and again until `look` gives something, and returns it. Throws an Error that names `what` after `within`
 * milliseconds; what `look` throws counts as nothing, and the last of it is told.
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  within = 20_000,
): Promise<NonNullable<Exclude<T, false>>> {
  let problem: unknown;
  for (const end = Date.now() + within; Date.now() < end; await wait(25)) {
    try {
      const found = await look();
      if (found) return found as NonNullable<Exclude<T, false>>;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
  }
  const said = problem instanceof Error ? `: ${problem.message}` : '';
  throw new Error(`Waited ${within / 1000} s for ${what}${said}`, { cause: problem });
}
