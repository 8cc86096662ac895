import type { Problems } from '@hosterizer/ui/fields';

/** As it is typed. */
export type AllotmentForm = { pool: string; concurrency: string };

type Read = { input: { pool: string; concurrency: number | null } | null; problems: Problems };

/** What a form asks for, or what is wrong with it. An empty concurrency is the platform's default. */
export function readAllotment({ pool, concurrency }: AllotmentForm): Read {
  const problems: Record<string, string> = {};
  const name = pool.trim();
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    problems['pool'] = 'Small letters, digits and dashes, beginning with a letter or digit.';
  }
  const typed = concurrency.trim();
  const count = typed === '' ? null : Number(typed);
  if (count !== null && !(Number.isInteger(count) && count >= 1 && count <= 100)) {
    problems['concurrency'] = 'A whole number from 1 to 100, or nothing.';
  }
  const isFine = Object.keys(problems).length === 0;
  return { input: isFine ? { pool: name, concurrency: count } : null, problems };
}
