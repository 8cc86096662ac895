/** Settings of a chaos run. */
import { readConfig, z } from '@hosterizer/kit/config';

const whole = (least: number, fallback: number) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .default(fallback);

/** Reads process.env. Throws ConfigError. */
export function chaosConfig(environment: Record<string, string | undefined> = process.env) {
  const read = readConfig(
    {
      /** How many times something is killed. */
      HOSTERIZER_CHAOS_KILLS: whole(1, 50),
      /** The same seed kills the same things in the same phases after the same delays, and orders the same. */
      HOSTERIZER_CHAOS_SEED: whole(0, 20261121),
      /** Sites of each of the two customers. */
      HOSTERIZER_CHAOS_SITES: whole(1, 3),
      /** After so long nothing more is killed, and what should have happened by then is a violation. */
      HOSTERIZER_CHAOS_MINUTES: z.coerce.number().positive().max(60).default(26),
      /** Whether a killed runner may stay away for a minute. */
      HOSTERIZER_CHAOS_ABSENCES: z.stringbool().default(true),
      /** Whether the folders are left to be looked at, also when all is well. */
      HOSTERIZER_CHAOS_KEEP: z.stringbool().default(false),
      /** Processes of the platform and of the runners write this much into their files. */
      HOSTERIZER_LOG_LEVEL: z.string().default('info'),
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
