import type { Offering } from './offers.ts';

/** `2 CPUs, 4 GB`; a process of this machine has no processors of its own. */
export function powerOf({ cpus, memoryGb }: Pick<Offering['sizes'][number], 'cpus' | 'memoryGb'>): string {
  const memory = memoryOf(memoryGb);
  return cpus == null ? memory : `${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}, ${memory}`;
}

export const memoryOf = (gigabytes: number): string =>
  gigabytes < 0.25 ? `${Math.round(gigabytes * 1000)} MB` : `${gigabytes} GB`;
