import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { RequestError, type Client } from '@hosterizer/sdk/client';
import { ClaimJobDocument } from '@hosterizer/sdk/generated/graphql';
import type { Binary, Found } from './binary.ts';
import type { Job } from './job.ts';

/** What the health endpoint tells. */
export type ClaimStatus = { running: number; unable: string | null; unreachable: string | null };

export type Claiming = {
  status(): ClaimStatus;
  /** Claims nothing more; resolves when the jobs under way have ended. */
  stop(): Promise<void>;
};

/** Seconds that the platform holds a claim open, and pauses in milliseconds. */
const waitSeconds = 20;
const pauses = { unable: 5_000, first: 250, last: 10_000 };

/** Claims a job for each of `slots` places, works on it, and claims the next, until it is stopped. */
export function startClaiming({
  client,
  runner,
  slots,
  findTerraform,
  work,
  log,
}: {
  client: Client;
  runner: string;
  slots: number;
  findTerraform: () => Promise<Found>;
  work: (job: Job, binary: Binary) => Promise<void>;
  log: Log;
}): Claiming {
  const stopping = new AbortController();
  const status: ClaimStatus = { running: 0, unable: null, unreachable: null };
  const places = Array.from({ length: slots }, (_, index) => serve(index));

  async function serve(index: number): Promise<void> {
    let pause = pauses.first;
    while (!stopping.signal.aborted) {
      const found = await findTerraform();
      const unable = 'unable' in found ? found.unable : null;
      tell('unable', unable);
      // One place is enough to say that nothing can be done.
      if (unable !== null && index > 0) {
        await rest(pauses.unable);
        continue;
      }
      try {
        const job = await claim(unable);
        tell('unreachable', null);
        pause = pauses.first;
        if (unable !== null) await rest(pauses.unable);
        else if (job && !('unable' in found)) await workOn(job, found);
      } catch (error) {
        if (stopping.signal.aborted) return;
        tell('unreachable', error instanceof RequestError ? error.message : String(error));
        await rest(pause * (0.5 + Math.random()));
        pause = Math.min(2 * pause, pauses.last);
      }
    }
  }

  async function claim(unable: string | null): Promise<Job | null> {
    const input = {
      runner,
      waitSeconds: unable === null ? waitSeconds : 0,
      ...(unable !== null && { unable }),
    };
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout((waitSeconds + 15) * 1000)]);
    const { claimJob } = await client.request(ClaimJobDocument, { input }, { signal });
    return claimJob ?? null;
  }

  async function workOn(job: Job, binary: Binary): Promise<void> {
    status.running += 1;
    await work(job, binary).finally(() => (status.running -= 1));
  }

  /** Says a change once, not at every attempt. */
  function tell(what: 'unable' | 'unreachable', reason: string | null): void {
    const before = status[what];
    if ((before === null) === (reason === null)) return;
    status[what] = reason;
    if (reason !== null) log.warn(reason);
    else log.info(what === 'unable' ? 'Terraform has been found.' : 'The platform answers again.');
  }

  function rest(time: number): Promise<void> {
    return sleep(time, undefined, { signal: stopping.signal }).catch(() => {});
  }

  return {
    status: () => ({ ...status }),
    async stop() {
      stopping.abort();
      await Promise.all(places);
    },
  };
}
