/** Settings of bench/live.bench.ts. */
import { readConfig, z } from '@hosterizer/kit/config';

/** The figures that belong together because one load gives them; each can be run by itself. */
export const parts = ['messages', 'lines', 'sparse', 'idle', 'many'] as const;

export type Part = (typeof parts)[number];

const isPart = (name: string): name is Part => (parts as readonly string[]).includes(name);

/** Reads process.env. Throws ConfigError. */
export function liveConfig(environment: Record<string, string | undefined> = process.env): { parts: Part[] } {
  const read = readConfig(
    {
      /** Parts to run, with commas between; all of them when none is named. */
      HOSTERIZER_BENCH_LIVE: z
        .string()
        .default(parts.join(','))
        .transform((text) => text.split(',').map((name) => name.trim()))
        .refine((names) => names.every(isPart), `must be of ${parts.join(', ')}, with commas between`),
    },
    environment,
  );
  return { parts: read.HOSTERIZER_BENCH_LIVE.filter(isPart) };
}
