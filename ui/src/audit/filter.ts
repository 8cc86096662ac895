import type { AuditFilter } from '../generated/graphql.ts';

/** The filters as they stand in the address. Days are those of the reader's calendar. */
export const filterKeys = ['search', 'operation', 'actor', 'object', 'customer', 'from', 'to'] as const;
export type Filters = Partial<Record<(typeof filterKeys)[number], string>>;

/** The filters as the platform takes them: `to` includes its day. */
export function filterOf({ search, operation, actor, object, customer, from, to }: Filters): AuditFilter {
  const begin = momentOf(from, 0);
  const end = momentOf(to, 1);
  return {
    ...(search && { search }),
    ...(operation && { operation }),
    ...(actor && { actorId: actor }),
    ...(object && { objectId: object }),
    ...(customer && { customerId: customer }),
    ...(begin && { from: begin }),
    ...(end && { to: end }),
  };
}

/** Midnight at the beginning of a day, or of one some days later; null for what is no day. */
function momentOf(day: string | undefined, later: number): string | null {
  if (!day || !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + later);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
