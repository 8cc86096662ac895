/** Taking an invitation up: with an account that is signed in, or with a new one. */
import { actorOf } from '@hosterizer/kit/audit';
import { isUniqueViolation, type Database } from '@hosterizer/kit/database';
import { AppError, conflict, invalid, suspended } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { acrossTenants, inTenantAsUser, type MutationTx, type UserTx } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { Caller } from '@hosterizer/kit/viewer';
import { Invitation, Membership, User, type InvitationRow, type UserRow } from './entities.ts';
import type { AcceptInvitationInput, InvitationOffer, ViewerCustomer } from './generated/resolvers.ts';
import { addressOf, statusOf } from './invitations.ts';
import { checkNewPassword } from './new-password.ts';
import { hashPassword } from './passwords.ts';
import { isSecretOf, parseLinkToken } from '@hosterizer/kit/link-secrets';
import { beginSession, issue, moveSession, type Issued } from './sessions.ts';
import { checkName, findByEmail, sealedEmail, sealOf } from './users.ts';
import { named } from './viewers.ts';

type Doors = { db: Database; tokens: Tokens; caller: Caller };
type Offer = { invitation: InvitationRow; email: string; customer: ViewerCustomer; user: UserRow | null };
type ArrivalTx = MutationTx & UserTx;

/** Null when the token opens no invitation, or one that holds no more. */
export async function invitationOffer(db: Database, token: string): Promise<InvitationOffer | null> {
  const offer = await offerOf(db, token);
  return (
    offer && {
      customerName: offer.customer.name,
      email: offer.email,
      role: offer.invitation.role,
      hasAccount: offer.user !== null,
      expiresAt: offer.invitation.expiresAt,
    }
  );
}

/**
 * Makes the person a member, and begins a session with the customer or moves the one that asks. Throws VALIDATION_ERROR
 * for a token that does not hold and for a name or password that cannot be, AUTHENTICATION_ERROR (details: token) when
 * the address has an account and somebody else asks.
 */
export async function acceptInvitation(doors: Doors, input: AcceptInvitationInput): Promise<Issued> {
  const offer = await offerOf(doors.db, input.token);
  if (!offer) throw over();
  if (offer.customer.status === 'SUSPENDED') throw suspended();
  return offer.user ? join(doors, offer, offer.user, input) : arrive(doors, offer, input);
}

async function join(
  { db, tokens, caller }: Doors,
  { customer }: Offer,
  user: UserRow,
  { token }: AcceptInvitationInput,
): Promise<Issued> {
  const { viewer } = caller;
  const sessionId = viewer?.id === user.id && !viewer.acting ? viewer.sessionId : undefined;
  if (!sessionId) {
    const reason = 'This address has an account. Sign in with it, then take the invitation up.';
    throw new AppError('AUTHENTICATION_ERROR', reason, { field: 'token', reason });
  }
  if (user.platformRole) throw conflict('The platform’s staff cannot be members of a customer.');

  const moved = await inTenantAsUser(db, customer.id, actorOf(caller), async (tx) => {
    await takePlace(tx, token);
    // The link came by mail, so the address is theirs.
    if (!user.emailVerifiedAt) await tx.update(User, user.id, { emailVerifiedAt: new Date() });
    return moveSession(tx, sessionId, customer.id);
  });
  return issue({ db, tokens }, moved);
}

async function arrive(
  { db, tokens, caller }: Doors,
  { email, customer }: Offer,
  { token, name, password }: AcceptInvitationInput,
): Promise<Issued> {
  if (name == null) throw invalid('name', 'Give the name by which your colleagues shall see you.');
  if (password == null) throw invalid('password', 'Choose a password.');
  const checkedName = checkName('name', name);
  checkNewPassword('password', password, email);
  const passwordHash = await hashPassword(password);

  const id = newId();
  const begun = await inTenantAsUser(db, customer.id, actorOf(caller, { id }), async (tx) => {
    const person = {
      id,
      ...sealedEmail(db.sealer, id, email),
      name: sealOf(db.sealer, 'name', id, checkedName),
      emailVerifiedAt: new Date(),
      passwordHash,
    };
    await tx.insert(User, person).catch((error: unknown) => {
      if (!isUniqueViolation(error, 'user_email_hash_key')) throw error;
      throw conflict(
        'This address has got an account meanwhile. Sign in with it, then take the invitation up.',
      );
    });
    await takePlace(tx, token);
    return beginSession(tx, db.sealer, customer.id, caller);
  });
  return issue({ db, tokens }, begun);
}

/** Of two who come with the same token at once, the second waits for the first and finds the invitation taken up. */
async function takePlace(tx: ArrivalTx, token: string): Promise<void> {
  const parsed = parseLinkToken(token);
  const invitation =
    parsed &&
    (await tx.findOne(Invitation, { where: { id: parsed.id }, lock: { mode: 'pessimistic_write' } }));
  if (!invitation || !holds(invitation, parsed.secret)) throw over();

  const { id, role } = invitation;
  const { customerId, userId } = tx;
  const memberId = newId();
  await tx.insert(Membership, { id: memberId, customerId, userId, role }).catch((error: unknown) => {
    if (!isUniqueViolation(error, 'membership_pkey')) throw error;
    throw conflict('You are a member of this customer already.');
  });
  await tx.update(Invitation, { id }, { acceptedAt: new Date() });
  await tx.audit({
    operation: 'acceptInvitation',
    object: { type: 'Invitation', id },
    after: { memberId, userId, role },
  });
}

async function offerOf(db: Database, token: string): Promise<Offer | null> {
  const parsed = parseLinkToken(token);
  if (!parsed) return null;
  const found = await acrossTenants(db, 'platform', 'whose invitation it is', async (tx) => {
    const invitation = await tx.findOneBy(Invitation, { id: parsed.id });
    if (!invitation || !holds(invitation, parsed.secret)) return null;
    const email = addressOf(db.sealer, invitation);
    return { invitation, email, user: await findByEmail(tx, db.sealer, email) };
  });
  const [customer] = found ? await named(db, [found.invitation.customerId]) : [];
  return found && customer && customer.status !== 'INACTIVE' ? { ...found, customer } : null;
}

const holds = (invitation: InvitationRow, secret: string): boolean =>
  isSecretOf(invitation.hash, secret) && statusOf(invitation) === 'PENDING';

const over = () =>
  invalid('token', 'This invitation does not hold, or not any more. Ask who invited you for a new one.');
