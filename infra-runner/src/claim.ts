import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@hosterizer/sdk/client';
import { ClaimJobDocument } from '@hosterizer/sdk/generated/graphql';
import type { Binary } from './binary.ts';
import type { Job } from './job.ts';
import type { Presence } from './presence.ts';

export type Claiming = {
  /** How many jobs are under way. */
  running(): number;
  /** Begins no further claim. One that is on its way may still bring a job. */
  drain(): void;
  /** Waits for no claim any more. */
  stop(): void;
  /** Resolves when the jobs under way have ended; only after `drain` or `stop`. */
  ended: Promise<void>;
};

/** Seconds that the platform holds a claim open, and pauses in milliseconds. */
const waitSeconds = 20;
const pauses = { first: 250, last: 10_000 };

/**
 * Claims a job for each of `slots` places, works on it, and claims the next, until it is stopped. `left` is work that an
 * earlier process of this runner has left; it comes first.
 */
export function startClaiming({
  client,
  presence,
  runner,
  slots,
  left,
  work,
}: {
  client: Client;
  presence: Presence;
  runner: string;
  slots: number;
  left: Array<() => Promise<void>>;
  work: (job: Job, binary: Binary) => Promise<void>;
}): Claiming {
  const stopping = new AbortController();
  let draining = false;
  let running = 0;
  // All that is left is ours under a lease that does not wait: it is gone on with at once, also where slots are fewer.
  const places = Array.from({ length: Math.max(slots, left.length) }, (_, index) =>
    serve(left[index], index),
  );

  async function serve(first: (() => Promise<void>) | undefined, index: number): Promise<void> {
    if (first) await count(first());
    if (index >= slots) return;
    for (let pause = pauses.first; !draining;) {
      const binary = await presence.ready(stopping.signal);
      if (!binary || draining) return;
      try {
        const job = await claim();
        presence.heard(null);
        pause = pauses.first;
        if (job) await count(work(job, binary));
      } catch (error) {
        if (draining) return;
        presence.heard(error);
        await sleep(pause * (0.5 + Math.random()), undefined, { signal: stopping.signal }).catch(() => {});
        pause = Math.min(2 * pause, pauses.last);
      }
    }
  }

  async function claim(): Promise<Job | null> {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout((waitSeconds + 15) * 1000)]);
    const { claimJob } = await client.request(
      ClaimJobDocument,
      { input: { runner, waitSeconds } },
      { signal },
    );
    return claimJob ?? null;
  }

  async function count(work: Promise<void>): Promise<void> {
    running += 1;
    await work.finally(() => (running -= 1));
  }

  return {
    running: () => running,
    drain: () => void (draining = true),
    stop() {
      draining = true;
      stopping.abort();
    },
    ended: Promise.all(places).then(() => {}),
  };
}
