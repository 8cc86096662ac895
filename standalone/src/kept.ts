/** Keeps a store of our own running for as long as the platform does. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';

export type Store = {
  port: number;
  /** Resolves when its process has ended, for whatever reason. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
};

/**
 * Starts it, and again on the same port whenever it ends by itself, so that everybody who was connected finds it
 * where it was. `start` gets the port that it has to have, none the first time.
 */
export async function keepRunning<S extends Store>(
  name: string,
  start: (port?: number) => Promise<S>,
  log: Log,
): Promise<{ store: S; stop: () => Promise<void> }> {
  const store = await start();
  let current: Store = store;
  const stopping = new AbortController();
  const watching = watch();
  return {
    store,
    async stop() {
      stopping.abort();
      await current.stop();
      await watching;
    },
  };

  async function watch(): Promise<void> {
    while (!stopping.signal.aborted) {
      await current.ended;
      await wait(200, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      log.error({ store: name }, 'A store has ended; starting it again.');
      try {
        current = await start(store.port);
        // A stop that came meanwhile has ended the one before.
        if (stopping.signal.aborted) await current.stop();
      } catch (error) {
        log.error({ err: error, store: name }, 'A store does not start; trying again.');
        await wait(1_000, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }
}
