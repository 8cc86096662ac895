/** Keeps a store of our own running for as long as the platform does. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import type { Shutdown } from '@hosterizer/kit/shutdown';

export type Store = {
  port: number;
  /** Resolves when its process has ended, for whatever reason. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
};

/**
 * Starts it, and again on the same port whenever it ends by itself, so that everybody who was connected finds it
 * where it was. `start` gets the port that it has to have, none the first time, and a signal that ends what is only
 * half started. `shutdown` ends the store from the first moment on.
 */
export async function keepRunning<S extends Store>(
  name: string,
  start: (port: number | undefined, signal: AbortSignal) => Promise<S>,
  { shutdown, log }: { shutdown: Shutdown; log: Log },
): Promise<S> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let current: S | undefined;
  let work: Promise<unknown> | undefined;
  shutdown.add(name, async () => {
    stopping.abort();
    await current?.stop();
    await work?.catch(() => {});
  });

  const first = begin();
  work = first;
  const store = await first;
  work = watch(store);
  return store;

  async function begin(port?: number): Promise<S> {
    const started = await start(port, signal);
    current = started;
    // A stop that came meanwhile has ended the one before.
    if (signal.aborted) await started.stop();
    return started;
  }

  async function watch({ port, ended }: S): Promise<void> {
    for (let end = ended, pause = 200; ;) {
      await end;
      await wait(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      log.error({ store: name }, 'A store has ended; starting it again.');
      try {
        end = (await begin(port)).ended;
        pause = 200;
      } catch (error) {
        log.error({ err: error, store: name }, 'A store does not start; trying again.');
        pause = 1_000;
      }
    }
  }
}
