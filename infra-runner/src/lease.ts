import type { Client } from '@hosterizer/sdk/client';
import { RequestError } from '@hosterizer/sdk/client';
import { HeartbeatJobDocument, type HeartbeatJobMutation } from '@hosterizer/sdk/generated/graphql';
import type { Log } from '@hosterizer/kit/log';

export type Progress = HeartbeatJobMutation['heartbeatJob'];

/** Why a job's work is to stop. `lost`: another runner may have it. `refused`: the platform takes nothing from it. */
export type StopReason = 'cancelled' | 'lost' | 'stopping' | 'refused';

export type Stop = Error & { why: StopReason };

/** The right to work on a job, for as long as the platform hears from us. */
export type Lease = {
  /** Aborted with a Stop as its reason as soon as the work has to stop, whatever for. */
  stop: AbortSignal;
  /** Aborted when nothing may be reported any more. */
  lost: AbortSignal;
  /** Until when it is ours as far as we have heard, in milliseconds since 1970. */
  until(): number;
  /** Takes in what the platform answers to an append or a heartbeat. */
  renewed(progress: Progress): void;
  /** Asks the platform now. Throws RequestError; loses the lease when the platform says that it is not ours. */
  ask(): Promise<Progress>;
  /** Stops the work. The first reason stays, but `lost` overrules the others. */
  end(why: StopReason, sentence: string): void;
  /** Ends the heartbeats. */
  release(): void;
};

/** Silence is broken at least this often, in milliseconds; sooner when the lease itself is short. */
const silence = 3_000;

/** An answer that says that this job is not, or no longer, ours. */
export function isFenced(error: unknown): boolean {
  const codes = ['AUTHENTICATION_ERROR', 'AUTHORIZATION_ERROR', 'CONFLICT', 'NOT_FOUND'];
  return error instanceof RequestError && codes.includes(error.code);
}

/**
 * Keeps the lease of one job by heartbeats while nothing else renews it. `leaseUntil` is the platform's clock: the
 * clocks of both machines have to agree to a second or two.
 */
export function holdLease(
  client: Client,
  leaseUntil: string,
  { log, onRenewed = () => {} }: { log: Log; onRenewed?: (until: number) => void },
): Lease {
  const stop = new AbortController();
  const lost = new AbortController();
  let until = Date.parse(leaseUntil);
  onRenewed(until);
  let heard = Date.now();
  let asking: Promise<unknown> | undefined;
  const beat = Math.min(silence, Math.max(100, (until - heard) / 3));
  const timer = setInterval(check, Math.min(250, beat / 2));

  function end(why: StopReason, sentence: string): void {
    if (why === 'lost' && !lost.signal.aborted) {
      clearInterval(timer);
      lost.abort(Object.assign(new Error(sentence), { why }));
    }
    if (!stop.signal.aborted) stop.abort(Object.assign(new Error(sentence), { why }));
  }

  function renewed(progress: Progress): void {
    heard = Date.now();
    until = Math.max(until, Date.parse(progress.leaseUntil));
    onRenewed(until);
    if (progress.cancelRequested) end('cancelled', 'The deployment was cancelled.');
  }

  async function ask(): Promise<Progress> {
    try {
      const signal = AbortSignal.any([lost.signal, AbortSignal.timeout(10_000)]);
      const { heartbeatJob } = await client.request(HeartbeatJobDocument, {}, { signal });
      renewed(heartbeatJob);
      return heartbeatJob;
    } catch (error) {
      if (isFenced(error))
        end('lost', `The platform gave the job to somebody else: ${(error as Error).message}`);
      throw error;
    }
  }

  function check(): void {
    if (Date.now() > until) return end('lost', 'The lease could not be renewed in time.');
    if (asking || Date.now() - heard < beat) return;
    asking = ask()
      .catch((error: unknown) => log.debug({ err: error }, 'A heartbeat did not get through.'))
      .finally(() => (asking = undefined));
  }

  return {
    stop: stop.signal,
    lost: lost.signal,
    until: () => until,
    renewed,
    ask,
    end,
    release: () => clearInterval(timer),
  };
}
