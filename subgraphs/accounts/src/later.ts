/** Work that an answer does not wait for, so that its time tells nothing; the end of the process does. */
import type { Log } from '@hosterizer/kit/log';

export type Later = {
  /** Begins at once. A failure is logged, with what it was. */
  run(what: string, work: () => Promise<void>): void;
  /** Resolves when all of it has ended. */
  done(): Promise<void>;
};

export function makeLater(log: Log): Later {
  const running = new Set<Promise<void>>();
  return {
    run(what, work) {
      const task: Promise<void> = work()
        .catch((error: unknown) => log.error({ err: error, what }, 'Work that nobody waited for has failed.'))
        .finally(() => running.delete(task));
      running.add(task);
    },
    done: async () => void (await Promise.all(running)),
  };
}
