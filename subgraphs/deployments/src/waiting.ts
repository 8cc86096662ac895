/** A claim waits until a job is there: woken by a hint, and looking by itself once a second, since hints can be lost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Events } from '@hosterizer/kit/events';
import { jobsOf } from './channels.ts';

export type Waiting = {
  /** Calls `look` until it finds something, `seconds` have passed or the waiting is stopped. */
  until<T>(pool: string, seconds: number, look: () => Promise<T | null>): Promise<T | null>;
  stop(): Promise<void>;
};

const lookEveryMs = 1_000;

export function makeWaiting(events: Events): Waiting {
  const stopped = new AbortController();
  const pools = new Map<string, { wake: Set<() => void>; leaving: Promise<() => void> }>();

  async function hintOrSecond(pool: string, ms: number): Promise<void> {
    const { wake } = listen(pool);
    const woken = new AbortController();
    const onHint = () => woken.abort();
    wake.add(onHint);
    await delay(ms, undefined, { signal: AbortSignal.any([stopped.signal, woken.signal]) }).catch(
      () => undefined,
    );
    wake.delete(onHint);
  }

  function listen(pool: string) {
    let listening = pools.get(pool);
    if (!listening) {
      const wake = new Set<() => void>();
      const leaving = events.subscribe(jobsOf(pool), () => wake.forEach((onHint) => onHint()));
      // Without Redis the second's look finds the job as well.
      leaving.catch(() => pools.delete(pool));
      pools.set(pool, (listening = { wake, leaving }));
    }
    return listening;
  }

  return {
    async until(pool, seconds, look) {
      const end = Date.now() + seconds * 1000;
      listen(pool);
      // Once stopped, nobody looks any more: the database may be closed by then.
      while (!stopped.signal.aborted) {
        const found = await look();
        const left = end - Date.now();
        if (found !== null || left <= 0) return found;
        await hintOrSecond(pool, Math.min(lookEveryMs, left));
      }
      return null;
    },
    async stop() {
      stopped.abort();
      for (const { leaving } of pools.values()) await leaving.then((leave) => leave()).catch(() => undefined);
    },
  };
}
