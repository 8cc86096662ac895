/** Settings of the chaos runs. */
import { readConfig, z } from '@hosterizer/kit/config';

const whole = (least: number, fallback: number) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .default(fallback);

/** What all runs have. The same seed does the same after the same delays, and orders the same. */
const shape = {
  HOSTERIZER_CHAOS_SEED: whole(0, 20261121),
  /** Whether the folders are left to be looked at, also when all is well. */
  HOSTERIZER_CHAOS_KEEP: z.stringbool().default(false),
  /** Processes of the platform and of the runners write this much into their files. */
  HOSTERIZER_LOG_LEVEL: z.string().default('info'),
};

const minutes = z.coerce.number().positive().max(60);

/** Reads process.env. Throws ConfigError. */
export function chaosConfig(environment: Record<string, string | undefined> = process.env) {
  const read = readConfig(
    {
      ...shape,
      /** How many times something is killed. */
      HOSTERIZER_CHAOS_KILLS: whole(1, 50),
      /** Sites of each of the two customers. */
      HOSTERIZER_CHAOS_SITES: whole(1, 3),
      /** After so long nothing more is killed, and what should have happened by then is a violation. */
      HOSTERIZER_CHAOS_MINUTES: minutes.default(26),
      /** Whether a killed runner may stay away for a minute. */
      HOSTERIZER_CHAOS_ABSENCES: z.stringbool().default(true),
      TERRAFORM_BIN: z.string().optional(),
    },
    environment,
  );
  return {
    kills: read.HOSTERIZER_CHAOS_KILLS,
    seed: read.HOSTERIZER_CHAOS_SEED,
    sites: read.HOSTERIZER_CHAOS_SITES,
    /** Milliseconds. */
    time: read.HOSTERIZER_CHAOS_MINUTES * 60_000,
    absences: read.HOSTERIZER_CHAOS_ABSENCES,
    keep: read.HOSTERIZER_CHAOS_KEEP,
    logLevel: read.HOSTERIZER_LOG_LEVEL,
    terraformBin: read.TERRAFORM_BIN,
  };
}

export type ChaosConfig = ReturnType<typeof chaosConfig>;

/** Reads process.env. Throws ConfigError. */
export function liveConfig(environment: Record<string, string | undefined> = process.env) {
  const read = readConfig(
    {
      ...shape,
      /** How long something is disturbed again and again. */
      HOSTERIZER_CHAOS_MINUTES: minutes.default(3),
      /** How often everything is disturbed in that time, each kind at least once. */
      HOSTERIZER_CHAOS_ROUNDS: whole(1, 6),
      /** Sites of each of the two customers, which are deployed one time after the other. */
      HOSTERIZER_CHAOS_SITES: whole(1, 2),
      /** How many follow each deployment. */
      HOSTERIZER_CHAOS_FOLLOWERS: whole(1, 10),
      /** How many lines a deployment writes in a second at most. */
      HOSTERIZER_CHAOS_RATE: whole(1, 500),
    },
    environment,
  );
  return {
    seed: read.HOSTERIZER_CHAOS_SEED,
    /** Milliseconds. */
    time: read.HOSTERIZER_CHAOS_MINUTES * 60_000,
    rounds: read.HOSTERIZER_CHAOS_ROUNDS,
    sites: read.HOSTERIZER_CHAOS_SITES,
    followers: read.HOSTERIZER_CHAOS_FOLLOWERS,
    rate: read.HOSTERIZER_CHAOS_RATE,
    keep: read.HOSTERIZER_CHAOS_KEEP,
    logLevel: read.HOSTERIZER_LOG_LEVEL,
  };
}

export type LiveConfig = ReturnType<typeof liveConfig>;
