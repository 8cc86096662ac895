import { createHash } from 'node:crypto';
import { openDoor, textOf } from './door.ts';

/** What Terraform's http backend protocol tells of a lock and its holder. */
export type LockInfo = {
  ID: string;
  Operation: string;
  Info: string;
  Who: string;
  Version: string;
  /** ISO 8601. */
  Created: string;
  Path: string;
};

/** The site's state at the platform, spoken to as Terraform's own http backend does. `until` ends the attempts. */
export type StateDoor = {
  /** Takes the lock; a job inherits its lost runner's. Throws an Error that names the holder when somebody else has it. */
  lock(info: LockInfo, until: AbortSignal): Promise<void>;
  /** The newest state, or null when there is none yet. */
  read(until: AbortSignal): Promise<string | null>;
  /** Stores a state under the lock. Throws when the platform refuses it or cannot be reached in time. */
  store(text: string, lockId: string, until: AbortSignal): Promise<void>;
  /** Gives the lock back; what fails ends with the job anyway. */
  unlock(info: LockInfo, until: AbortSignal): Promise<void>;
};

/** Where the state lies may be away for a moment; milliseconds. */
const doubted = 15_000;

/**
 * `token` is the job's. Who `insists` waits as long as it takes for where the state lies: something may exist already that it
 * has to know of.
 */
export function openStateDoor(url: string, token: string, { insists = false } = {}): StateDoor {
  const doubt = insists ? Infinity : doubted;
  const door = openDoor(url, token);
  const json = { 'content-type': 'application/json' };
  const sealed = (body: string) => ({ body, headers: { ...json, 'content-md5': md5Of(body) } });

  return {
    async lock(info, until) {
      const answer = await door({
        ...{ method: 'LOCK', until, doubt, accept: [423], failing: "The site's state could not be locked" },
        ...sealed(JSON.stringify(info)),
      });
      if (answer.status !== 423) return;
      const holder = holderIn(textOf(answer));
      throw new Error(
        `The site's state is locked by ${holder.Who || 'somebody else'}${holder.Operation ? ` for ${holder.Operation}` : ''}${
          holder.Created ? ` since ${holder.Created}` : ''
        }. Deploy again when it has been unlocked.`,
      );
    },

    async read(until) {
      const failing = "The site's state could not be read";
      const answer = await door({ method: 'GET', until, doubt, accept: [404], failing });
      if (answer.status === 404 || answer.status === 204) return null;
      return textOf(answer) || null;
    },

    async store(text, lockId, until) {
      const failing = "The site's state could not be stored";
      const path = `?ID=${encodeURIComponent(lockId)}`;
      await door({ method: 'POST', path, until, failing, ...sealed(text) });
    },

    async unlock(info, until) {
      const failing = "The site's state could not be unlocked";
      await door({ method: 'UNLOCK', until, failing, ...sealed(JSON.stringify(info)) });
    },
  };
}

function holderIn(text: string): Partial<LockInfo> {
  try {
    return JSON.parse(text) as Partial<LockInfo>;
  } catch {
    return {};
  }
}

/** Content-MD5 as in RFC 1864: the digest itself in base64. */
export const md5Of = (text: string) => createHash('md5').update(text).digest('base64');
