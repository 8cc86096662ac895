/** A claim waits until a job is there: woken by a hint, and looking by itself once a second, since hints can be lost. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Events } from '@hosterizer/kit/events';
import { jobsOf } from './channels.ts';

export type Waiting = {
  /**
   * Calls `look` until it finds something, `seconds` have passed, whoever asks has `left`, or the waiting is stopped.
   */
  until<T>(
    { pool, seconds, left }: { pool: string; seconds: number; left?: AbortSignal | undefined },
    look: () => Promise<T | null>,
  ): Promise<T | null>;
  stop(): Promise<void>;
};

const lookEveryMs = 1_000;

export function makeWaiting(events: Events): Waiting {
  const stopped = new AbortController();
  const pools = new Map<string, { hints: number; wake: Set<() => void>; leaving: Promise<() => void> }>();

  async function hintOrSecond(pool: string, ms: number, left: AbortSignal[]): Promise<void> {
    const { wake } = listen(pool);
    const woken = new AbortController();
    const onHint = () => woken.abort();
    wake.add(onHint);
    await delay(ms, undefined, { signal: AbortSignal.any([stopped.signal, woken.signal, ...left]) }).catch(
      () => undefined,
    );
    wake.delete(onHint);
  }

  function listen(pool: string) {
    let listening = pools.get(pool);
    if (!listening) {
      const wake = new Set<() => void>();
      const leaving = events.subscribe(jobsOf(pool), () => {
        heard.hints += 1;
        wake.forEach((onHint) => onHint());
      });
      // Without Redis the second's look finds the job as well.
      leaving.catch(() => pools.delete(pool));
      const heard = { hints: 0, wake, leaving };
      pools.set(pool, (listening = heard));
    }
    return listening;
  }

  return {
    async until({ pool, seconds, left }, look) {
      const end = Date.now() + seconds * 1000;
      listen(pool);
      // Once stopped, nobody looks any more: the database may be closed by then. What is found for somebody who has left
      // would be lost to everybody for a while.
      while (!stopped.signal.aborted && !left?.aborted) {
        const { hints } = listen(pool);
        const found = await look();
        const rest = end - Date.now();
        if (found !== null || rest <= 0) return found;
        // What was hinted at while it looked may have come too late for that look.
        if (hints === listen(pool).hints)
          await hintOrSecond(pool, Math.min(lookEveryMs, rest), left ? [left] : []);
      }
      return null;
    },
    async stop() {
      stopped.abort();
      for (const { leaving } of pools.values()) await leaving.then((leave) => leave()).catch(() => undefined);
    },
  };
}
