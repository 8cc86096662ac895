/** Staying signed in: a short access token, and a refresh token that is good for one use. */
import { actorOf } from '@hosterizer/kit/audit';
import { announceCredentials } from '@hosterizer/kit/credentials';
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { conflict, notFound, unauthenticated, type AppError } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import type { Sealer } from '@hosterizer/kit/sealer';
import { acrossTenants, asUser, asUserAs, type UserTx } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { AccessClaims, Caller } from '@hosterizer/kit/viewer';
import { Membership, Session, User, type SessionRow } from './entities.ts';
import { holderOf, type Holder } from './holder.ts';
import { isRefreshSecret, newRefreshSecret } from './refresh-secret.ts';
import { isSecretOf, parseLinkToken } from '@hosterizer/kit/link-secrets';
import { named, viewerModel, type ViewerModel } from './viewers.ts';

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

/** A session that a transaction has made or changed; `issue` answers it once that has committed. */
export type Begun = { id: string; customerId: string | null; refreshToken: string | null };

export type Doors = { db: Database; tokens: Tokens };

export const accessSeconds = 15 * 60;
export const refreshSeconds = 30 * 24 * 60 * 60;
/** For how long the refresh token before the current one is taken for a second tab and not for a thief. */
const overlapMs = 10_000;

const over = () => unauthenticated('The session has ended. Sign in again.');

/** Begins a session of a person who has shown who they are, in a transaction of theirs. */
export async function beginSession(
  tx: UserTx,
  sealer: Sealer,
  customerId: string | null,
  caller: Caller,
): Promise<Begun> {
  const id = newId();
  const { text, hash } = newRefreshSecret(sealer, id);
  const session: SessionRow = {
    id,
    userId: tx.userId,
    customerId,
    actingReason: null,
    refreshHash: hash,
    previousRefreshHash: null,
    rotatedAt: new Date(),
    userAgent: caller.userAgent ?? null,
    ip: caller.ip || null,
    createdAt: new Date(),
    expiresAt: refreshEnd(),
    endedAt: null,
  };
  await tx.insert(Session, session);
  await tx.update(User, tx.userId, { lastLoginAt: new Date() });
  return { id, customerId, refreshToken: `${id}.${text}` };
}

/** Makes a session speak for another customer of the person's. Throws AUTHENTICATION_ERROR when it has ended. */
export async function moveSession(tx: UserTx, id: string, customerId: string): Promise<Begun> {
  const session = await tx.findOneBy(Session, { id });
  if (!session || isOver(session)) throw over();
  await tx.update(Session, id, { customerId });
  return { id, customerId, refreshToken: null };
}

/** The answer to a session, with a token for so many seconds. Throws AUTHENTICATION_ERROR that says why the session speaks for nobody. */
export async function issue(doors: Doors, begun: Begun, seconds = accessSeconds): Promise<Issued> {
  return answer(doors, begun, await holderOfBegun(doors.db, begun), seconds);
}

/** Throws AUTHENTICATION_ERROR when the token is over, was used before, or its session speaks for nobody. */
export async function refreshSession(doors: Doors, refreshToken: string): Promise<Issued> {
  const { db } = doors;
  const found = await sessionOf(db, refreshToken);
  if (!found || isOver(found)) throw over();

  const { id, userId, customerId, secret } = found;
  const holder = await holderOfBegun(db, found);
  const renewed = await asUser(db, userId, (tx) => renew(tx, db.sealer, id, secret, holder));
  if (renewed === 'reused')
    db.log.warn({ session: id }, 'A refresh token was used twice; its session has ended.');
  if (renewed === 'over' || renewed === 'reused') throw over();
  return answer(doors, { id, customerId, refreshToken: renewed && `${id}.${renewed}` }, holder);
}

/** The new refresh token's secret; null for who keeps the one that the session has by now. */
async function renew(
  tx: UserTx,
  sealer: Sealer,
  id: string,
  secret: string,
  holder: Holder | null,
): Promise<string | null | 'over' | 'reused'> {
  // The row lock makes two refreshes take turns, so only one of them can use the token.
  const session = await tx.findOne(Session, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!session?.refreshHash || isOver(session)) return 'over';

  if (isSecretOf(session.refreshHash, secret)) {
    // Who gets no answer keeps the token: the customer may be opened again.
    if (!holder) return null;
    const { text, hash } = newRefreshSecret(sealer, id);
    await tx.update(Session, id, {
      refreshHash: hash,
      previousRefreshHash: session.refreshHash,
      rotatedAt: new Date(),
      expiresAt: refreshEnd(),
    });
    return text;
  }
  const justRotated = Date.now() - session.rotatedAt.getTime() < overlapMs;
  if (session.previousRefreshHash && justRotated && isSecretOf(session.previousRefreshHash, secret))
    return null;
  // Ids of sessions are no secret: who makes a token up out of one ends nothing.
  if (!isRefreshSecret(sealer, id, secret)) return 'over';
  // A token that was used before: somebody has a copy, so nobody goes on with this session.
  await endSessions(tx, { only: id });
  return 'reused';
}

/** Ends the session of whoever asks; of a portal whose access token is over, that of its refresh token. */
export async function signOut({ db }: Doors, caller: Caller): Promise<true> {
  const { viewer, refreshToken } = caller;
  const session = viewer?.sessionId
    ? await sessionBy(db, viewer.sessionId)
    : refreshToken
      ? await provenBy(db, refreshToken)
      : null;
  if (!session || isOver(session)) return true;

  const { id, userId, customerId } = session;
  const actor = viewer?.sessionId ? actorOf(caller) : actorOf(caller, { id: userId });
  await asUserAs(db, actor, customerId, async (tx) => {
    await endSessions(tx, { only: id });
    await tx.audit({ operation: 'signOut', object: { type: 'Session', id } });
  });
  return true;
}

/** Throws NOT_FOUND for a customer that the person is no member of, CONFLICT for one that is closed. */
export async function switchCustomer(doors: Doors, caller: Caller, given: string): Promise<Issued> {
  const { viewer } = caller;
  const id = viewer?.sessionId;
  const [customer] = isId(given) ? await named(doors.db, [given.toLowerCase()]) : [];
  if (!viewer || !id || !customer) throw notFound('Customer', given);
  const customerId = customer.id;
  const begun = await asUserAs(doors.db, actorOf(caller), customerId, async (tx) => {
    if (!(await tx.existsBy(Membership, { userId: viewer.id, customerId })))
      throw notFound('Customer', given);
    if (customer.status === 'INACTIVE') throw conflict(`${customer.name} is closed: nobody signs in to it.`);
    await tx.audit({ operation: 'switchCustomer', object: { type: 'Session', id } });
    return moveSession(tx, id, customerId);
  });
  return issue(doors, begun);
}

/**
 * Ends live sessions of the transaction's person: one, all but one, or all. Answers their ids; the gateways hear of it
 * once the transaction has committed.
 */
export async function endSessions(
  tx: UserTx,
  { only = null, but = null }: { only?: string | null; but?: string | null } = {},
): Promise<string[]> {
  const ended = await rowsOf<{ id: string }>(
    tx,
    `update accounts.session set ended_at = now()
     where user_id = $1 and ended_at is null and expires_at > now()
       and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)
     returning id`,
    [tx.userId, only, but],
  );
  const events = { publish: (channel: string, hint?: object) => tx.announce(channel, hint) };
  for (const { id } of ended) announceCredentials(events, { sessionId: id });
  return ended.map(({ id }) => id);
}

/** Removes what ended a while ago; for the sweep. */
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

const refreshEnd = () => new Date(Date.now() + refreshSeconds * 1000);

const isOver = ({ endedAt, expiresAt }: SessionRow): boolean => endedAt !== null || expiresAt <= new Date();

const sessionBy = (db: Database, id: string): Promise<SessionRow | null> =>
  acrossTenants(db, 'platform', 'find a session', (tx) => tx.findOneBy(Session, { id }));

/** Whose session a refresh token names; whether the secret in it holds is not asked here. */
async function sessionOf(
  db: Database,
  refreshToken: string,
): Promise<(SessionRow & { secret: string }) | null> {
  const token = parseLinkToken(refreshToken);
  const session = token && (await sessionBy(db, token.id));
  return session && { ...session, secret: token.secret };
}

/** The session whose current refresh token this is. */
async function provenBy(db: Database, refreshToken: string): Promise<SessionRow | null> {
  const found = await sessionOf(db, refreshToken);
  return found?.refreshHash && isSecretOf(found.refreshHash, found.secret) ? found : null;
}

const holderOfBegun = (db: Database, { id, customerId }: Pick<Begun, 'id' | 'customerId'>) =>
  holderOf(db, { sessionId: id, customerId, ip: '' });

async function answer(
  { db, tokens }: Doors,
  { id, customerId, refreshToken }: Begun,
  holder: Holder | null,
  seconds = accessSeconds,
): Promise<Issued> {
  const viewer = holder && (await viewerModel(db, holder.viewer));
  if (!viewer) throw await speaksForNobody(db, customerId);
  const claims: AccessClaims = { sub: viewer.id, sid: id, cid: customerId };
  return {
    accessToken: await tokens.sign('access', claims, seconds),
    refreshToken,
    expiresAt: new Date(Math.min(Date.now() + seconds * 1000, holder.endsAt.getTime())),
    viewer,
  };
}

async function speaksForNobody(db: Database, customerId: string | null): Promise<AppError> {
  const [customer] = customerId ? await named(db, [customerId]) : [];
  return customer?.status === 'INACTIVE' ? closedAccount() : noMembership();
}

/** For a person all of whose customers are closed. */
export const closedAccount = () =>
  unauthenticated('This account is closed. Ask the platform’s operator to open it again.');

export const noMembership = () =>
  unauthenticated('You are no longer a member of any account here. Ask its owner to invite you.');
