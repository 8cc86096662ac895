/** Waiting for what will be so, while half of the platform is dead at times. */
import { setTimeout as wait } from 'node:timers/promises';
import { RequestError } from '@hosterizer/sdk/client';

/**
 * Asks again and again until `look` gives something, and returns it; null when `within` milliseconds were over first,
 * or the signal was aborted. What `look` throws counts as nothing.
 */
export async function eventually<T>(
  look: () => T | Promise<T>,
  { within, every = 50, signal }: { within: number; every?: number; signal?: AbortSignal | undefined },
): Promise<Exclude<T, null | undefined | false> | null> {
  for (const end = Date.now() + within; Date.now() < end && !signal?.aborted; await wait(every)) {
    const found = await Promise.resolve()
      .then(look)
      .catch(() => null);
    if (found) return found as Exclude<T, null | undefined | false>;
  }
  return null;
}

/** Codes of failures that pass: somebody is dead, and comes back. */
const passing = ['NETWORK_ERROR', 'INTERNAL_ERROR', 'EXTERNAL_SERVICE_ERROR', 'AUTHENTICATION_ERROR'];

/** How long the platform may leave a question unanswered, in milliseconds. */
const patience = 60_000;

/** Asks until the platform answers. Throws what it answers when that will not pass, or when it takes too long. */
export async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + patience; ; await wait(200)) {
    try {
      return await ask();
    } catch (error) {
      const passes = error instanceof RequestError && passing.includes(error.code);
      if (!passes || Date.now() > end) throw error;
    }
  }
}
