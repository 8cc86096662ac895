const day = 86_400_000;

export const expiryChoices = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: 'date', label: 'Until a date…' },
] as const;

export type ExpiryChoice = (typeof expiryChoices)[number]['value'];

/** As `input[type=date]` writes a day on the reader's calendar. */
export function dayOf(moment: number): string {
  const date = new Date(moment);
  const pad = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** The first and the last day on which a key may end. */
export const expiryBounds = (now: number) => ({ first: dayOf(now + day), last: dayOf(now + 364 * day) });

/** When a key ends that is made now: after some days, or at the end of a day of the reader's. Null without a day. */
export function expiryAt(choice: ExpiryChoice, chosenDay: string, now: number): string | null {
  // A minute less than what is said: the platform's clock may be behind the browser's, and a year is the most.
  if (choice !== 'date') return new Date(now + Number(choice) * day - 60_000).toISOString();
  const end = Date.parse(`${chosenDay}T23:59:59`);
  return Number.isNaN(end) ? null : new Date(end).toISOString();
}

/** How a key stands: over, ending within a week, or neither. */
export function standingOf(expiresAt: string, now: number): 'over' | 'soon' | 'good' {
  const left = Date.parse(expiresAt) - now;
  return left <= 0 ? 'over' : left < 7 * day ? 'soon' : 'good';
}
