/** A span in milliseconds as people say it: `0.4s`, `1.2s`, `42s`, `3m 07s`, `2h 05m`. */
export function sayDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)}s`;
  if (seconds < 60) return `${Math.floor(seconds)}s`;
  const pad = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(Math.floor(seconds % 60))}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${pad(hours % 24)}h`;
}

const units = [
  [60, 'second', 1],
  [3600, 'minute', 60],
  [86_400, 'hour', 3600],
  [86_400 * 30, 'day', 86_400],
  [86_400 * 365, 'month', 86_400 * 30],
  [Infinity, 'year', 86_400 * 365],
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long ago a moment was (both in milliseconds since 1970): `just now`, `5 minutes ago`, `yesterday`. */
export function sayAgo(moment: number, now: number): string {
  const seconds = Math.round((moment - now) / 1000);
  if (Math.abs(seconds) < 10) return 'just now';
  const [, unit, size] = units.find(([limit]) => Math.abs(seconds) < limit)!;
  return relative.format(Math.trunc(seconds / size), unit);
}

/** The moment in UTC and on the reader's clock, for a tooltip. */
export function sayMoment(iso: string): string {
  const date = new Date(iso);
  const local = date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  return `${date.toISOString().replace('T', ' ').slice(0, 19)} UTC (${local} here)`;
}
