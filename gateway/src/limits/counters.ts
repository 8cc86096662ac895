/** Counts in Redis, where all gateways count together. */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { boundedMap } from '../bounded.ts';

export type Allowance = {
  /** Tells its keys from those of other allowances. */
  name: string;
  points: number;
  /** For how long they have to suffice. */
  seconds: number;
  /** Without Redis this process counts for itself; otherwise everything is let through. */
  insured?: boolean;
};

export type Count = {
  allowed: boolean;
  points: number;
  remaining: number;
  /** Until all points are there again, at least 1. */
  seconds: number;
};

/** Null when nobody can count at the moment. */
export type Take = (key: string, points?: number) => Promise<Count | null>;

export type Counters = {
  /** Allowances of one name count together, whatever their points are. */
  counter(allowance: Allowance): Take;
  close(): void;
};

/** How long a request may wait for Redis, and how long it is left alone after that, in milliseconds. */
const patience = 250;
const rest = 1_000;
/** How many different numbers of points to keep a counter for. */
const differentPoints = 100;

/** Resolves when Redis answers, or soon after without it. */
export async function openCounters(redisUrl: string, log: Log): Promise<Counters> {
  const redis = new Redis(redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: patience,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
  });
  let awayUntil = 0;
  let said = false;

  function away(error: unknown): void {
    awayUntil = Date.now() + rest;
    if (said) return;
    said = true;
    log.warn({ err: error }, 'Redis is away: sign-ins are limited by each gateway, the rest is not limited.');
  }
  function back(): void {
    awayUntil = 0;
    if (said) log.info('Redis is back: all limits hold again.');
    said = false;
  }
  redis.on('error', away);
  await Promise.race([once(redis, 'ready').catch(() => {}), wait(rest, undefined, { ref: false })]);

  async function ask(limiter: RateLimiterRedis, key: string, points: number): Promise<Count | null> {
    if (Date.now() < awayUntil) return null;
    try {
      const counted = countOf(await limiter.consume(key, points), limiter.points, true);
      if (said) back();
      return counted;
    } catch (reason) {
      if (reason instanceof RateLimiterRes) return countOf(reason, limiter.points, false);
      away(reason);
      return null;
    }
  }

  return {
    counter({ name, points, seconds, insured = false }) {
      const options = { keyPrefix: `limit:${name}`, points, duration: seconds };
      const shared = new RateLimiterRedis({
        ...options,
        storeClient: redis,
        inMemoryBlockOnConsumed: points + 1,
      });
      const own = insured ? new RateLimiterMemory(options) : null;

      return async (key, wanted = 1) => {
        const counted = await ask(shared, key, wanted);
        if (counted || !own) return counted;
        return own.consume(key, wanted).then(
          (found) => countOf(found, points, true),
          (found: RateLimiterRes) => countOf(found, points, false),
        );
      };
    },
    close: () => redis.disconnect(),
  };
}

/** A counter for each number of points that somebody may have. */
export function counterByPoints(counters: Counters, allowance: Allowance): (points: number) => Take {
  const made = boundedMap<number, Take>(differentPoints);
  return (points) => made.get(points) ?? made.set(points, counters.counter({ ...allowance, points }));
}

const countOf = (
  { remainingPoints, msBeforeNext }: RateLimiterRes,
  points: number,
  allowed: boolean,
): Count => ({
  allowed,
  points,
  remaining: allowed ? remainingPoints : 0,
  seconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
});
