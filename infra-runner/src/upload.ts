import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import type { StateDoor } from './state.ts';

/** The identity of a state file: the same lineage goes on, and a higher serial is newer. */
export type StateHead = { lineage: string; serial: number };

/** Until the state file is looked at again: usually, and after one was stored. Each is a version that stays. Milliseconds. */
const pauses = { look: 100, stored: 1_000 };

/** Reads lineage and serial from a state; null when the text is not a whole state. */
export function headOf(text: string): StateHead | null {
  try {
    const { lineage, serial } = JSON.parse(text) as Partial<StateHead>;
    return typeof lineage === 'string' && typeof serial === 'number' ? { lineage, serial } : null;
  } catch {
    // Terraform writes in place: this is half of it, and the other half comes at once.
    return null;
  }
}

/**
 * Stores each state that Terraform writes to `file`, as it appears, under the lock. `known` is what the platform has.
 * The returned function stores the last one, ends the watch and returns what the platform has then; it throws when that
 * does not succeed before `giveUp`.
 */
export function keepUploading({
  file,
  door,
  lockId,
  known,
  lost,
  log,
}: {
  file: string;
  door: StateDoor;
  lockId: string;
  known: string | null;
  lost: AbortSignal;
  log: Log;
}): (giveUp: AbortSignal) => Promise<string | null> {
  const done = new AbortController();
  let stored = known;
  let seen = '';

  async function storeNewest(giveUp: AbortSignal): Promise<void> {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (!headOf(text) || text === stored) return;
    await door.store(text, lockId, giveUp);
    stored = text;
  }

  async function watch(): Promise<void> {
    while (!done.signal.aborted) {
      let pause = pauses.look;
      const { mtimeNs, size } = await stat(file, { bigint: true }).catch(() => ({ mtimeNs: 0n, size: 0n }));
      const version = `${mtimeNs} ${size}`;
      if (version !== seen) {
        // A refusal shows again, and counts, at the end.
        await storeNewest(AbortSignal.any([done.signal, lost])).then(
          () => {
            seen = version;
            pause = pauses.stored;
          },
          (error: unknown) => log.debug({ err: error }, 'A state was not stored yet.'),
        );
      }
      await sleep(pause, undefined, { signal: done.signal }).catch(() => {});
    }
  }

  const watching = watch();

  return async (giveUp) => {
    done.abort();
    await watching;
    await storeNewest(giveUp);
    return stored;
  };
}
