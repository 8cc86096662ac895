/** Signing in: a password, and a second factor where it is on. */
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { AppError, unauthenticated } from '@hosterizer/kit/errors';
import { emailFingerprint } from '@hosterizer/kit/sealer';
import { acrossTenants, asUser, asUserAs } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { User, type UserRow } from './entities.ts';
import type { SignInInput } from './generated/resolvers.ts';
import { countFailure, forgetFailures, lockedError, lockedFor } from './lockout.ts';
import { takeSecondFactor } from './mfa.ts';
import { passwordMatches } from './passwords.ts';
import { beginSession, closedAccount, issue, noMembership, type Doors, type Issued } from './sessions.ts';
import { findByEmail } from './users.ts';
import { membershipsOf, named } from './viewers.ts';

const wrong = () => unauthenticated('The email address or the password is wrong.');

const secondFactor = (reason: string) =>
  new AppError('AUTHENTICATION_ERROR', reason, { field: 'mfaCode', reason });

/**
 * Throws AUTHENTICATION_ERROR, the same for an unknown address and a wrong password, and for both while the address is
 * locked; with the details' field `mfaCode` when the password is right and the second factor is missing or wrong.
 */
export async function signIn(doors: Doors, input: SignInInput, caller: Caller): Promise<Issued> {
  const { db } = doors;
  const address = emailFingerprint(db.sealer, input.email);
  const user = await withPassword(db, address, input, caller);
  refuseWrongPortal(user, caller);

  const second = await asUser(db, user.id, (tx) => takeSecondFactor(tx, db.sealer, input.mfaCode));
  if (second === 'missing') throw secondFactor('This account has a second factor: send its code too.');
  if (second === 'wrong') {
    await refuse(db, address, caller, 'second factor');
    throw secondFactor(
      'This code is wrong, or was used before. Wait for the next one, or use a recovery code.',
    );
  }

  const customerId = await firstCustomerOf(db, user);
  const begun = await asUserAs(db, actorOf(caller, user), customerId, async (tx) => {
    const seconds = await forgetFailures(tx, address);
    if (seconds > 0) throw locked(seconds);
    // What was shown must be what is asked for at this moment too.
    const now = await tx.findOneOrFail(User, { where: { id: user.id }, lock: { mode: 'pessimistic_write' } });
    const asks = now.mfaEnabledAt === null ? 'off' : 'taken';
    if (now.passwordHash !== user.passwordHash || asks !== second) throw wrong();
    const session = await beginSession(tx, db.sealer, customerId, caller);
    await tx.audit({ operation: 'signIn', object: { type: 'Session', id: session.id } });
    return session;
  });
  return issue(doors, begun);
}

async function withPassword(
  db: Database,
  address: Buffer,
  { email, password }: SignInInput,
  caller: Caller,
): Promise<UserRow> {
  const user = await acrossTenants(db, 'platform', 'sign-in', (tx) => findByEmail(tx, db.sealer, email));
  const matches = await passwordMatches(user?.passwordHash, password, async () => {
    const seconds = await lockedFor(db, address);
    if (seconds > 0) throw locked(seconds);
  });
  if (matches && user) return user;
  await refuse(db, address, caller, 'password');
  throw wrong();
}

/** Counts the failure. Throws when the address was locked meanwhile: then nobody learns what would have been right. */
async function refuse(db: Database, address: Buffer, { ip }: Caller, what: string): Promise<void> {
  db.log.info({ address: address.toString('hex').slice(0, 12), ip, what }, 'A sign-in has failed.');
  if (!(await countFailure(db, address))) throw locked(await lockedFor(db, address));
}

const locked = (seconds: number) => lockedError('AUTHENTICATION_ERROR', 'email', seconds);

/** The customer that the person begins with; null for the platform's staff. Throws when there is none. */
async function firstCustomerOf(db: Database, user: UserRow): Promise<string | null> {
  if (user.platformRole) return null;
  const memberships = await asUser(db, user.id, (tx) => membershipsOf(tx, user.id));
  if (memberships.length === 0) throw noMembership();
  const customers = await named(
    db,
    memberships.map(({ customerId }) => customerId),
  );
  const open = customers.find(({ status }) => status !== 'INACTIVE');
  if (!open) throw closedAccount();
  return open.id;
}

function refuseWrongPortal(user: UserRow, { portal }: Caller): void {
  if (portal === 'admin' && !user.platformRole) {
    throw new AppError(
      'AUTHORIZATION_ERROR',
      'This portal is for the platform’s staff. Sign in at the customer portal.',
    );
  }
  if (portal === 'customer' && user.platformRole) {
    throw new AppError('AUTHORIZATION_ERROR', 'This portal is for customers. Sign in at the admin portal.');
  }
}
