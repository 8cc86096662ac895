/** Who asks, and for whom they may act. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import type { Sealer } from '@hosterizer/kit/sealer';
import { acrossTenants, asUser } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import type { EntityManager } from 'typeorm';
import { Membership, User, type MembershipRow, type UserRow } from './entities.ts';
import type { ViewerCustomer } from './generated/resolvers.ts';
import { recoveryCodesLeft } from './recovery-codes.ts';
import { emailOf, openOf } from './users.ts';

/** A viewer with what only their own account knows of them. */
export type ViewerModel = Viewer & {
  email: string | null;
  emailVerified: boolean;
  name: string | null;
  mfaEnabled: boolean;
};

const withoutAccount = { email: null, emailVerified: false, name: null, mfaEnabled: false };

/** Null when the person is gone. */
export async function viewerModel(db: Database, viewer: Viewer): Promise<ViewerModel | null> {
  if (viewer.kind !== 'USER') return { ...viewer, ...withoutAccount };
  const user = await asUser(db, viewer.id, (tx) => tx.findOneBy(User, { id: viewer.id }));
  return user && modelOf(db.sealer, viewer, user);
}

export const modelOf = (sealer: Sealer, viewer: Viewer, user: UserRow): ViewerModel => ({
  ...viewer,
  email: emailOf(sealer, user),
  emailVerified: user.emailVerifiedAt !== null,
  name: openOf(sealer, user, 'name'),
  mfaEnabled: user.mfaEnabledAt !== null,
});

/** Null without a second factor. */
export async function recoveryCodesLeftOf(
  db: Database,
  { id, mfaEnabled }: ViewerModel,
): Promise<number | null> {
  return mfaEnabled ? asUser(db, id, recoveryCodesLeft) : null;
}

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
    rowsOf<ViewerCustomer>(tx, `select id, name, status from customers.names_of($1)`, [ids]),
  );
  const byId = new Map(found.map((customer) => [customer.id, customer]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The oldest first: the one that a person begins with. */
export function membershipsOf(tx: Pick<EntityManager, 'find'>, userId: string): Promise<MembershipRow[]> {
  return tx.find(Membership, { where: { userId }, order: { createdAt: 'ASC', customerId: 'ASC' } });
}
