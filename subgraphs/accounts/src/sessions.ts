/** Signing in and staying signed in: a short access token, and a refresh token that is good for one use. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '@hosterizer/kit/database';
import { AppError, notFound, unauthenticated } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { scopesOf } from '@hosterizer/kit/scopes';
import { actorOf } from '@hosterizer/kit/audit';
import { announceCredentials } from '@hosterizer/kit/credentials';
import { acrossTenants, asUser, asUserAs, type UserTx } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { AccessClaims, Caller, Viewer } from '@hosterizer/kit/viewer';
import { Membership, Session, User, type MembershipRow, type SessionRow, type UserRow } from './entities.ts';
import { passwordMatches } from './passwords.ts';
import { findByEmail } from './users.ts';
import { membershipsOf, modelOf, type ViewerModel } from './viewers.ts';

/** A session with its token, before it is handed over. */
export type Issued = SessionModel & { accessToken: string };

export type SessionModel = {
  /** Null for a portal, which has it as a cookie. */
  accessToken: string | null;
  /** Null for a portal, and when the session already has a newer one. */
  refreshToken: string | null;
  expiresAt: Date;
  viewer: ViewerModel;
};

type Doors = { db: Database; tokens: Tokens };

export const accessSeconds = 15 * 60;
export const refreshSeconds = 30 * 24 * 60 * 60;
/** For how long the refresh token before the current one is taken for a second tab and not for a thief. */
const overlapMs = 10_000;

const wrong = () => unauthenticated('The email address or the password is wrong.');

/** Throws AUTHENTICATION_ERROR, the same for an unknown address and a wrong password. */
export async function signIn(
  { db, tokens }: Doors,
  { email, password }: { email: string; password: string },
  caller: Caller,
): Promise<Issued> {
  const found = await acrossTenants(db, 'platform', 'sign-in', async (tx) => {
    const user = await findByEmail(tx, db.sealer, email);
    return user && { user, memberships: await membershipsOf(tx, user.id) };
  });
  if (!(await passwordMatches(found?.user.passwordHash, password)) || !found) throw wrong();

  const { user, memberships } = found;
  refuseWrongPortal(user, caller);
  const customerId = user.platformRole ? null : (memberships[0]?.customerId ?? null);
  const { token, hash } = newRefreshToken();
  const session: SessionRow = {
    id: newId(),
    userId: user.id,
    customerId,
    actingReason: null,
    refreshHash: hash,
    previousRefreshHash: null,
    rotatedAt: new Date(),
    userAgent: caller.userAgent ?? null,
    ip: caller.ip || null,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + refreshSeconds * 1000),
    endedAt: null,
  };
  await asUserAs(db, actorOf(caller, user), customerId, async (tx) => {
    await tx.insert(Session, session);
    await tx.update(User, user.id, { lastLoginAt: new Date() });
    await tx.audit({ operation: 'signIn', object: { type: 'Session', id: session.id } });
  });
  return issue({ db, tokens }, session, user, memberships, token);
}

/** Throws AUTHENTICATION_ERROR when the token is over, was used before, or its session has ended. */
export async function refreshSession({ db, tokens }: Doors, refreshToken: string): Promise<Issued> {
  const over = () => unauthenticated('The session has ended. Sign in again.');
  const found = await sessionOf(db, refreshToken);
  if (!found) throw over();

  const { id, userId, secret } = found;
  const renewed = await asUser(db, userId, async (tx) => {
    // The row lock makes two refreshes take turns, so only one of them can use the token.
    const session = await tx.findOne(Session, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!session || session.endedAt || session.expiresAt < new Date()) return null;

    if (!session.refreshHash) return null;
    if (same(session.refreshHash, secret)) {
      const { token, hash } = newRefreshToken();
      await tx.update(Session, id, {
        refreshHash: hash,
        previousRefreshHash: session.refreshHash,
        rotatedAt: new Date(),
      });
      return issueFor(tx, { db, tokens }, session, token);
    }
    const justRotated = Date.now() - session.rotatedAt.getTime() < overlapMs;
    if (session.previousRefreshHash && justRotated && same(session.previousRefreshHash, secret)) {
      return issueFor(tx, { db, tokens }, session, null);
    }
    // A token that was used before: somebody has a copy, so nobody goes on with this session.
    await tx.update(Session, id, { endedAt: new Date() });
    return null;
  });
  if (!renewed) throw over();
  return renewed;
}

/** Ends the session of whoever asks; of a portal whose access token is over, that of its refresh token. */
export async function signOut({ db }: Doors, { viewer, refreshToken }: Caller): Promise<true> {
  const found = refreshToken ? await sessionOf(db, refreshToken) : null;
  const session = viewer?.sessionId
    ? { id: viewer.sessionId, userId: viewer.id }
    : found?.refreshHash && same(found.refreshHash, found.secret) && found;
  if (!session) return true;
  await asUser(db, session.userId, (tx) => tx.update(Session, session.id, { endedAt: new Date() }));
  announceCredentials(db.events, { sessionId: session.id });
  return true;
}

/** Throws NOT_FOUND for a customer that the person is no member of. */
export async function switchCustomer(
  { db, tokens }: Doors,
  viewer: Viewer,
  customerId: string,
): Promise<Issued> {
  const id = viewer.sessionId;
  if (!id || !isId(customerId)) throw notFound('Customer', customerId);
  return asUser(db, viewer.id, async (tx) => {
    if (!(await tx.existsBy(Membership, { userId: viewer.id, customerId })))
      throw notFound('Customer', customerId);
    const session = await tx.findOneBy(Session, { id });
    if (!session || session.endedAt) throw unauthenticated();
    await tx.update(Session, id, { customerId });
    return issueFor(tx, { db, tokens }, { ...session, customerId }, null);
  });
}

/** Ends what has run out; for the sweep. */
export async function removeExpiredSessions(db: Database): Promise<void> {
  const expired = await acrossTenants(db, 'platform', 'sweep sessions', (tx) =>
    tx
      .createQueryBuilder(Session, 's')
      .where(`s.expires_at < now() - interval '7 days' or s.ended_at < now() - interval '7 days'`)
      .limit(1000)
      .getMany(),
  );
  for (const { id, userId } of expired) await asUser(db, userId, (tx) => tx.delete(Session, id));
}

/** Whose session a refresh token names; whether the secret in it holds is not asked here. */
async function sessionOf(
  db: Database,
  refreshToken: string,
): Promise<(SessionRow & { secret: string }) | null> {
  const [id = '', secret = ''] = refreshToken.split('.');
  if (!isId(id)) return null;
  const session = await acrossTenants(db, 'platform', 'find a session', (tx) =>
    tx.findOneBy(Session, { id }),
  );
  return session && { ...session, secret };
}

async function issueFor(
  tx: UserTx,
  doors: Doors,
  session: SessionRow,
  secret: string | null,
): Promise<Issued> {
  const user = await tx.findOneByOrFail(User, { id: session.userId });
  return issue(doors, session, user, await membershipsOf(tx, user.id), secret);
}

async function issue(
  { db, tokens }: Doors,
  session: SessionRow,
  user: UserRow,
  memberships: MembershipRow[],
  secret: string | null,
): Promise<Issued> {
  const role =
    user.platformRole ?? memberships.find(({ customerId }) => customerId === session.customerId)?.role;
  if (!role)
    throw unauthenticated('You are no longer a member of any account here. Ask its owner to invite you.');
  const claims: AccessClaims = { sub: user.id, sid: session.id, cid: session.customerId };
  return {
    accessToken: await tokens.sign('access', claims, accessSeconds),
    refreshToken: secret && `${session.id}.${secret}`,
    expiresAt: new Date(Date.now() + accessSeconds * 1000),
    viewer: modelOf(
      db.sealer,
      {
        id: user.id,
        kind: 'USER',
        customerId: session.customerId,
        role,
        scopes: scopesOf(role),
        sessionId: session.id,
      },
      user,
    ),
  };
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

function newRefreshToken(): { token: string; hash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: digest(token) };
}

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
const same = (hash: Buffer, secret: string): boolean => timingSafeEqual(hash, digest(secret));
