/** Work that time asks for: every replica ticks, and one of them does it. */
import { schedule } from 'node-cron';
import type { Database } from './database.ts';

export type Sweep = { stop(): Promise<void> };

/**
 * Runs `work` whenever `cron` (five or six fields, node-cron's) says so, in one process of all that run the sweep of
 * this name. A tick that meets a running one is left out; a failure is logged and the next tick tries again.
 */
export function startSweep(db: Database, name: string, cron: string, work: () => Promise<void>): Sweep {
  let running: Promise<void> | undefined;

  const tick = async () => {
    try {
      await db.app.transaction(async (tx) => {
        const [lock] = await tx.query(`select pg_try_advisory_xact_lock(hashtext($1)) as taken`, [
          `sweep ${name}`,
        ]);
        if (lock.taken) await work();
      });
    } catch (error) {
      db.log.warn({ err: error, sweep: name }, 'A sweep failed; the next one tries again.');
    }
  };

  const task = schedule(
    cron,
    () => {
      running ??= tick().finally(() => (running = undefined));
    },
    // A busy machine is no news for the terminal: the next tick does what this one would have done.
    { suppressMissedWarning: true },
  );

  return {
    async stop() {
      await task.destroy();
      await running;
    },
  };
}
