/** Where a person is signed in. */
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { asUser, asUserAs } from '@hosterizer/kit/tenancy';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { IsNull, MoreThan } from 'typeorm';
import { Session, type SessionRow } from './entities.ts';
import type { SignedIn } from './generated/resolvers.ts';
import { endSessions } from './sessions.ts';

/** A program that signs in again and again has thousands, and nobody reads them. */
const most = 200;

/** The live ones, the newest first. */
export async function listSessions(db: Database, viewer: Viewer): Promise<SignedIn[]> {
  const sessions = await asUser(db, viewer.id, (tx) =>
    tx.find(Session, {
      where: { userId: viewer.id, endedAt: IsNull(), expiresAt: MoreThan(new Date()) },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: most,
    }),
  );
  return sessions.map((session) => signedIn(session, viewer));
}

/** Throws NOT_FOUND for a session that is another person's, or has ended. */
export async function endSession(db: Database, caller: Caller, id: string): Promise<SignedIn> {
  const viewer = caller.viewer!;
  if (!isId(id)) throw notFound('Session', id);
  return asUserAs(db, actorOf(caller), viewer.customerId, async (tx) => {
    const [ended] = await endSessions(tx, { only: id });
    if (!ended) throw notFound('Session', id);
    await tx.audit({ operation: 'endSession', object: { type: 'Session', id: ended } });
    return signedIn(await tx.findOneByOrFail(Session, { id: ended }), viewer);
  });
}

/** All but the one that asks. Answers how many. */
export async function endOtherSessions(db: Database, caller: Caller): Promise<number> {
  const viewer = caller.viewer!;
  return asUserAs(db, actorOf(caller), viewer.customerId, async (tx) => {
    const ended = await endSessions(tx, { but: viewer.sessionId ?? null });
    await tx.audit({
      operation: 'endOtherSessions',
      object: { type: 'User', id: viewer.id },
      after: { ended: ended.length },
    });
    return ended.length;
  });
}

const signedIn = (session: SessionRow, { sessionId }: Viewer): SignedIn => ({
  id: session.id,
  current: session.id === sessionId,
  userAgent: session.userAgent,
  ip: session.ip,
  createdAt: session.createdAt,
  lastUsedAt: session.rotatedAt,
  expiresAt: session.expiresAt,
  acting: session.actingReason === null ? null : { reason: session.actingReason, endsAt: session.expiresAt },
});
