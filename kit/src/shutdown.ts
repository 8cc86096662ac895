/** Ends a process in the reverse of the order in which it was built. */
import type { Log } from './log.ts';

export type Shutdown = {
  /** Registers what ends a part; parts end in reverse order. */
  add(name: string, stop: () => Promise<unknown> | unknown): void;
  /** Ends everything once; later calls wait for the first. */
  run(): Promise<void>;
};

/** Every part gets what is left of `seconds`; a part that fails or hangs does not keep the others from ending. */
export function makeShutdown(log: Log, seconds = 30): Shutdown {
  const parts: Array<{ name: string; stop: () => Promise<unknown> | unknown }> = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (const { name, stop } of parts.reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('did not end in time')), Math.max(100, end - Date.now()));
      });
      await Promise.race([Promise.resolve().then(stop), late])
        .catch((error: unknown) => log.error({ err: error, part: name }, 'Could not end a part cleanly.'))
        .finally(() => clearTimeout(timer));
    }
  }

  return {
    add: (name, stop) => void parts.push({ name, stop }),
    run: () => (running ??= run()),
  };
}

/** Runs the shutdown on SIGTERM and SIGINT, then exits with 0. */
export function stopOnSignal(shutdown: Shutdown, log: Log): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'Stopping.');
      void shutdown.run().then(() => process.exit(0));
    });
  }
}
