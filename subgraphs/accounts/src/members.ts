/** The people of a customer, and what each may do in it. */
import DataLoader from 'dataloader';
import { actorOf } from '@hosterizer/kit/audit';
import { announceCredentials } from '@hosterizer/kit/credentials';
import type { Database } from '@hosterizer/kit/database';
import { AppError, conflict, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { inTenantAs, type MutationTx, type Reach, type ReadTx, type TenantTx } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { In, IsNull } from 'typeorm';
import { ApiKey, Membership, User, type MembershipRow, type UserRow } from './entities.ts';
import type { UpdateMemberInput } from './generated/resolvers.ts';

export type Doors = { db: Database; caller: Caller };

/** The customer for whom the viewer speaks. Throws VALIDATION_ERROR for staff who act for none. */
export function customerOf(viewer: Viewer | null): string {
  if (!viewer?.customerId) {
    throw new AppError(
      'VALIDATION_ERROR',
      'You belong to no customer. Act for one first, with actForCustomer, and ask with the session that it gives.',
    );
  }
  return viewer.customerId;
}

export const listMembers = (tx: ReadTx, page: PageArguments): Promise<Page<MembershipRow>> =>
  pageOf(tx.createQueryBuilder(Membership, 'membership'), page);

export type MembershipKey = Pick<MembershipRow, 'customerId' | 'userId'>;

/** Memberships by customer and user, all that one request asks for together. */
export const membershipLoader = ({
  read,
}: Pick<Reach, 'read'>): DataLoader<MembershipKey, MembershipRow | null, string> =>
  new DataLoader(
    async (keys) => {
      const rows = await read((tx) =>
        tx.findBy(Membership, { userId: In(keys.map(({ userId }) => userId)) }),
      );
      const found = new Map(rows.map((row) => [nameOf(row), row]));
      return keys.map((key) => found.get(nameOf(key)) ?? null);
    },
    { cacheKeyFn: nameOf },
  );

const nameOf = ({ customerId, userId }: MembershipKey) => `${customerId} ${userId}`;

/** Throws NOT_FOUND for who is no member, CONFLICT when nobody would be owner any more. */
export async function updateMember(
  { db, caller }: Doors,
  { userId: asked, role }: UpdateMemberInput,
): Promise<MembershipRow> {
  const changed = await inTenantAs(db, customerOf(caller.viewer), actorOf(caller), async (tx) => {
    const { membership, onlyOwner } = await takeMembership(tx, asked);
    if (onlyOwner && role !== 'owner') throw lastOwner();
    const { id, userId } = membership;
    await tx.update(Membership, { userId }, { role });
    await tx.audit({
      operation: 'updateMember',
      object: { type: 'Member', id },
      before: { userId, role: membership.role },
      after: { userId, role },
    });
    return { member: { ...membership, role }, credentials: await credentialsOf(tx, userId) };
  });
  announceCredentials(db.events, changed.credentials);
  return changed.member;
}

/**
 * Answers the person too: the customer's transactions do not see them any more. Throws NOT_FOUND for who is no member,
 * CONFLICT when nobody would be owner any more.
 */
export async function removeMember(
  { db, caller }: Doors,
  asked: string,
): Promise<{ member: MembershipRow; user: UserRow }> {
  const { credentials, ...removed } = await inTenantAs(
    db,
    customerOf(caller.viewer),
    actorOf(caller),
    async (tx) => {
      const { membership, onlyOwner } = await takeMembership(tx, asked);
      if (onlyOwner) throw lastOwner();
      const { id, userId, role } = membership;
      const user = await tx.findOneByOrFail(User, { id: userId });
      const credentials = await credentialsOf(tx, userId);
      // Their keys go with it, by their foreign key.
      await tx.delete(Membership, { userId });
      await tx.audit({
        operation: 'removeMember',
        object: { type: 'Member', id },
        before: { userId, role },
      });
      return { member: membership, user, credentials };
    },
  );
  announceCredentials(db.events, credentials);
  return removed;
}

const lastOwner = () =>
  conflict('This is the last owner, and somebody has to be. Make another member owner first.');

/**
 * A membership that nobody else changes meanwhile, and whether it is the only owner's. The owners' rows are locked
 * along with it, all in one order: of two owners who go at once, the second finds the first one gone.
 */
async function takeMembership(
  tx: MutationTx,
  userId: string,
): Promise<{ membership: MembershipRow; onlyOwner: boolean }> {
  if (!isId(userId)) throw notFound('Member', userId);
  const rows = await tx
    .createQueryBuilder(Membership, 'membership')
    .where(`membership.role = 'owner' or membership.user_id = :userId`, { userId })
    .orderBy('membership.userId')
    .setLock('pessimistic_write')
    .getMany();
  const membership = rows.find((row) => row.userId === userId.toLowerCase());
  if (!membership) throw notFound('Member', userId);
  const others = rows.some((row) => row.role === 'owner' && row !== membership);
  return { membership, onlyOwner: membership.role === 'owner' && !others };
}

/** Whose credentials a change of this membership concerns: the person's, and the keys that hang on it. */
async function credentialsOf(tx: TenantTx, userId: string): Promise<{ userId: string; customerId?: string }> {
  const hasKeys = await tx.existsBy(ApiKey, { createdBy: userId, revokedAt: IsNull() });
  return { userId, ...(hasKeys && { customerId: tx.customerId }) };
}
