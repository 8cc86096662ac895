/** A lock in Terraform's own words. */

/** Terraform's own description of a lock. */
export type LockInfo = { ID: string } & Record<string, unknown>;

/** The person, as their Terraform says. */
export const holderIn = (info: LockInfo): string => textOf(info['Who'], 'somebody');

/** What Terraform says of itself, of which nobody knows how long it is. */
export const textOf = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value.slice(0, 200) : otherwise;
