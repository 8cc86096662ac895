/** Who asks, and for whom they may act. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { acrossTenants, asUser } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import type { EntityManager } from 'typeorm';
import { Membership, User, type MembershipRow } from './entities.ts';

export type ViewerModel = Viewer & { email: string | null };

/** Who asks, with the address of a person; null when the person is gone. */
export async function viewerModel(db: Database, viewer: Viewer): Promise<ViewerModel | null> {
  if (viewer.kind !== 'USER') return { ...viewer, email: null };
  const user = await asUser(db, viewer.id, (tx) => tx.findOneBy(User, { id: viewer.id }));
  return user && { ...viewer, email: user.email };
}

export type ViewerCustomer = { id: string; name: string };

/** Every customer that the person is a member of, the oldest membership first. */
export async function customersOf(db: Database, viewer: Viewer): Promise<ViewerCustomer[]> {
  if (viewer.kind !== 'USER') return [];
  const memberships = await asUser(db, viewer.id, (tx) => membershipsOf(tx, viewer.id));
  return named(
    db,
    memberships.map(({ customerId }) => customerId),
  );
}

/** The customers by these ids, in their order. */
export async function named(db: Database, ids: string[]): Promise<ViewerCustomer[]> {
  const found = await acrossTenants(db, 'platform', 'name the customers of a viewer', (tx) =>
    rowsOf<ViewerCustomer>(tx, `select id, name from customers.names_of($1)`, [ids]),
  );
  const byId = new Map(found.map((customer) => [customer.id, customer]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The oldest first: the one that a person begins with. */
export function membershipsOf(tx: Pick<EntityManager, 'find'>, userId: string): Promise<MembershipRow[]> {
  return tx.find(Membership, { where: { userId }, order: { createdAt: 'ASC', customerId: 'ASC' } });
}
