/** Inviting somebody to a customer, and what becomes of it until they take it up. */
import { actorOf } from '@hosterizer/kit/audit';
import { isUniqueViolation, type Database } from '@hosterizer/kit/database';
import { conflict, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { queueMail } from '@hosterizer/kit/mail';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { emailFingerprint, type Sealer } from '@hosterizer/kit/sealer';
import { inTenantAs, type MutationTx, type ReadTx } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { IsNull, LessThanOrEqual } from 'typeorm';
import { personBehind } from './api-keys.ts';
import { Invitation, User, type InvitationRow } from './entities.ts';
import type { InvitationStatus, InviteMemberInput } from './generated/resolvers.ts';
import { invitationLetter } from './invitation-letter.ts';
import { customerOf } from './members.ts';
import { newSecret } from '@hosterizer/kit/link-secrets';
import { checkEmail, emailOf, findByEmail, openOf } from './users.ts';
import { named } from './viewers.ts';

export type Doors = { db: Database; caller: Caller; publicUrl: string };

const lifetimeMs = 7 * 24 * 60 * 60 * 1000;
const column = 'accounts.invitation.email';

export const addressOf = (sealer: Sealer, { email, id }: InvitationRow): string =>
  sealer.open(email, column, id);

export function statusOf({ acceptedAt, revokedAt, expiresAt }: InvitationRow): InvitationStatus {
  if (acceptedAt) return 'ACCEPTED';
  if (revokedAt) return 'REVOKED';
  return expiresAt > new Date() ? 'PENDING' : 'EXPIRED';
}

/** Those that wait for an answer, and those that waited too long and were not taken back. */
export const listInvitations = (tx: ReadTx, page: PageArguments): Promise<Page<InvitationRow>> =>
  pageOf(
    tx
      .createQueryBuilder(Invitation, 'invitation')
      .where('invitation.accepted_at is null and invitation.revoked_at is null'),
    page,
  );

/** Throws VALIDATION_ERROR for what is no address, CONFLICT for a member's or one that is invited already. */
export async function inviteMember(doors: Doors, input: InviteMemberInput): Promise<InvitationRow> {
  const { db } = doors;
  const email = checkEmail('email', input.email);
  const id = newId();
  const secret = newSecret();

  return inCustomer(doors, async (tx, customerName) => {
    // Sees the customer's own people only, so it does not tell who else has an account here.
    if (await findByEmail(tx, db.sealer, email)) throw conflict('This address belongs to a member already.');
    const emailHash = emailFingerprint(db.sealer, email);
    const now = new Date();
    await tx.update(
      Invitation,
      { emailHash, acceptedAt: IsNull(), revokedAt: IsNull(), expiresAt: LessThanOrEqual(now) },
      { revokedAt: now },
    );
    const invitation: InvitationRow = {
      id,
      customerId: tx.customerId,
      email: db.sealer.seal(email, column, id),
      emailHash,
      role: input.role,
      hash: secret.hash,
      invitedBy: await personBehind(tx, doors.caller.viewer!),
      createdAt: now,
      expiresAt: new Date(now.getTime() + lifetimeMs),
      acceptedAt: null,
      revokedAt: null,
    };
    await tx.insert(Invitation, invitation).catch((error: unknown) => {
      if (!isUniqueViolation(error, 'one_invitation')) throw error;
      throw conflict(
        'This address is invited already. Send that invitation once more, or take it back first.',
      );
    });
    await send(tx, doors, { invitation, customerName, secret: secret.text });
    await tx.audit({
      operation: 'inviteMember',
      object: { type: 'Invitation', id },
      after: { role: input.role, expiresAt: invitation.expiresAt },
    });
    return invitation;
  });
}

/** A new link for seven days; the one before holds no more. Throws NOT_FOUND, or CONFLICT for one that is over. */
export async function resendInvitation(doors: Doors, id: string): Promise<InvitationRow> {
  return inCustomer(doors, async (tx, customerName) => {
    const before = await takeOpen(tx, id);
    const secret = newSecret();
    const invitation = { ...before, hash: secret.hash, expiresAt: new Date(Date.now() + lifetimeMs) };
    const { hash, expiresAt } = invitation;
    await tx.update(Invitation, { id: before.id }, { hash, expiresAt });
    await send(tx, doors, { invitation, customerName, secret: secret.text });
    await tx.audit({
      operation: 'resendInvitation',
      object: { type: 'Invitation', id: before.id },
      before: { expiresAt: before.expiresAt },
      after: { expiresAt },
    });
    return invitation;
  });
}

/** Throws NOT_FOUND, or CONFLICT for one that was taken up or back already. */
export async function revokeInvitation(doors: Doors, id: string): Promise<InvitationRow> {
  return inCustomer(doors, async (tx) => {
    const invitation = await takeOpen(tx, id);
    const revokedAt = new Date();
    await tx.update(Invitation, { id: invitation.id }, { revokedAt });
    await tx.audit({
      operation: 'revokeInvitation',
      object: { type: 'Invitation', id: invitation.id },
      before: { role: invitation.role, expiresAt: invitation.expiresAt },
    });
    return { ...invitation, revokedAt };
  });
}

/** Nobody else changes it meanwhile: who takes it up waits, and finds it as it is afterwards. */
async function takeOpen(tx: MutationTx, id: string): Promise<InvitationRow> {
  const invitation = isId(id)
    ? await tx.findOne(Invitation, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!invitation) throw notFound('Invitation', id);
  if (invitation.acceptedAt) throw conflict('This invitation was taken up already.');
  if (invitation.revokedAt) throw conflict('This invitation was taken back. Invite the person anew.');
  return invitation;
}

async function inCustomer<T>(
  { db, caller }: Doors,
  work: (tx: MutationTx, customerName: string) => Promise<T>,
): Promise<T> {
  const customerId = customerOf(caller.viewer);
  const [customer] = await named(db, [customerId]);
  if (!customer) throw notFound('Customer', customerId);
  return inTenantAs(db, customerId, actorOf(caller), (tx) => work(tx, customer.name));
}

async function send(
  tx: MutationTx,
  { db, caller, publicUrl }: Doors,
  { invitation, customerName, secret }: { invitation: InvitationRow; customerName: string; secret: string },
): Promise<void> {
  const { id, role, expiresAt } = invitation;
  await queueMail(
    tx,
    db.sealer,
    invitationLetter({
      to: addressOf(db.sealer, invitation),
      customerName,
      inviter: await nameOf(tx, db.sealer, caller.viewer!),
      role,
      link: `${publicUrl}/invitation?token=${id}.${secret}`,
      expiresAt,
    }),
  );
}

/** By what the person invited knows who invites; null for the platform's staff, who are nobody's colleagues. */
async function nameOf(tx: MutationTx, sealer: Sealer, viewer: Viewer): Promise<string | null> {
  const user = await tx.findOneBy(User, { id: await personBehind(tx, viewer) });
  return user && (openOf(sealer, user, 'name') ?? emailOf(sealer, user));
}
