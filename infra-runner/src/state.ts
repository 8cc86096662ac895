import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

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

/** The site's state at the platform, spoken to as Terraform's own http backend does. */
export type StateDoor = {
  /** Takes the lock; a job inherits its lost runner's. Throws an Error that names the holder when somebody else has it. */
  lock(info: LockInfo): Promise<void>;
  /** The newest state, or null when there is none yet. */
  read(): Promise<string | null>;
  /** Stores a state under the lock. Throws when the platform refuses it or cannot be reached before `giveUp`. */
  store(text: string, lockId: string, giveUp: AbortSignal): Promise<void>;
  /** Gives the lock back; what fails ends with the job anyway. */
  unlock(info: LockInfo, giveUp: AbortSignal): Promise<void>;
};

const backoff = { first: 100, last: 5_000 };

/** `token` is the job's. `giveUp` ends the attempts to lock and to read. */
export function openStateDoor(url: string, token: string, giveUp: AbortSignal): StateDoor {
  const authorization = `Basic ${Buffer.from(`job:${token}`).toString('base64')}`;

  /** Tries for as long as the fault may pass: no answer, a server error, too many requests. */
  async function ask(
    method: string,
    until: AbortSignal,
    body?: string,
    query = '',
    accept: number[] = [],
  ): Promise<Response> {
    let fault = 'no answer';
    for (let pause = backoff.first; ; pause = Math.min(2 * pause, backoff.last)) {
      try {
        const response = await fetch(url + query, {
          method,
          headers: {
            authorization,
            ...(body !== undefined && { 'content-type': 'application/json', 'content-md5': md5Of(body) }),
          },
          ...(body !== undefined && { body }),
          signal: AbortSignal.any([until, AbortSignal.timeout(30_000)]),
        });
        if (response.ok || accept.includes(response.status)) return response;
        fault = `HTTP ${response.status} ${(await response.text()).slice(0, 300)}`.trim();
        if (response.status < 500 && response.status !== 429)
          throw Object.assign(new Error(refusal(method, fault)), { final: true });
      } catch (error) {
        if ((error as { final?: boolean }).final) throw error;
        if (!until.aborted) fault = reasonOf(error);
      }
      await sleep(pause * (0.5 + Math.random()), undefined, { signal: until }).catch(() => {
        throw new Error(refusal(method, fault));
      });
    }
  }

  return {
    async lock(info) {
      const answer = await ask('LOCK', giveUp, JSON.stringify(info), '', [423]);
      if (answer.status !== 423) return;
      const holder = (await answer.json().catch(() => ({}))) as Partial<LockInfo>;
      throw new Error(
        `The site's state is locked by ${holder.Who || 'somebody else'}${holder.Operation ? ` for ${holder.Operation}` : ''}${
          holder.Created ? ` since ${holder.Created}` : ''
        }. Deploy again when it has been unlocked.`,
      );
    },

    async read() {
      const answer = await ask('GET', giveUp, undefined, '', [404]);
      if (answer.status === 404 || answer.status === 204) return null;
      return (await answer.text()) || null;
    },

    async store(text, lockId, until) {
      await ask('POST', until, text, `?ID=${encodeURIComponent(lockId)}`);
    },

    async unlock(info, until) {
      await ask('UNLOCK', until, JSON.stringify(info));
    },
  };
}

/** Content-MD5 as in RFC 1864: the digest itself in base64. */
export const md5Of = (text: string) => createHash('md5').update(text).digest('base64');

const words: Record<string, string> = {
  LOCK: 'locked',
  GET: 'read',
  POST: 'stored',
  UNLOCK: 'unlocked',
};

/** fetch says "fetch failed" and hides why in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error && cause.message !== '' ? cause.message : message;
}

function refusal(method: string, fault: string): string {
  return `The site's state could not be ${words[method]} (${fault}).`;
}
