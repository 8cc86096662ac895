/** Whom a credential speaks for at this moment: what the gateway asks before it lets anybody in. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { Database } from '@hosterizer/kit/database';
import { unauthenticated } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { actingScopes, scopesOf, suspendedScopes } from '@hosterizer/kit/scopes';
import { acrossTenants, inTenant, type ReadTx } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { ApiKey, Membership, Session, User, type ApiKeyRow } from './entities.ts';
import { parseApiKey } from './api-key-secret.ts';
import { statusOf } from './viewers.ts';

export type Credential = {
  sessionId?: string | null | undefined;
  customerId?: string | null | undefined;
  apiKey?: string | null | undefined;
  ip: string;
};

export type Holder = { viewer: Viewer; endsAt: Date; requestsPerMinute: number | null };

/** Null when it speaks for nobody any more. Throws AUTHENTICATION_ERROR for a key that is used from elsewhere. */
export async function holderOf(db: Database, credential: Credential): Promise<Holder | null> {
  const { sessionId, customerId = null, apiKey, ip } = credential;
  if (apiKey) return holderOfKey(db, apiKey, ip);
  if (!sessionId || !isId(sessionId)) return null;
  return acrossTenants(db, 'platform', 'whose session it is', (tx) =>
    holderOfSession(tx, sessionId, customerId),
  );
}

async function holderOfSession(
  tx: ReadTx,
  sessionId: string,
  customerId: string | null,
): Promise<Holder | null> {
  const session = await tx.findOneBy(Session, { id: sessionId });
  if (!session || session.endedAt || session.expiresAt <= new Date()) return null;
  const user = await tx.findOneBy(User, { id: session.userId });
  if (!user) return null;
  const base = { id: user.id, kind: 'USER' as const, sessionId };
  const held = (viewer: Viewer): Holder => ({ viewer, endsAt: session.expiresAt, requestsPerMinute: null });

  if (session.actingReason !== null) {
    const mayAct = user.platformRole !== null && scopesOf(user.platformRole).includes('customers:act');
    if (!mayAct || session.customerId !== customerId) return null;
    const acting = { reason: session.actingReason, endsAt: session.expiresAt.toISOString() };
    return held({ ...base, customerId, role: user.platformRole, scopes: actingScopes, acting });
  }
  if (user.platformRole) {
    const { platformRole: role } = user;
    return customerId === null ? held({ ...base, customerId, role, scopes: scopesOf(role) }) : null;
  }
  const membership = customerId && (await tx.findOneBy(Membership, { userId: user.id, customerId }));
  if (!membership) return null;
  const { role } = membership;
  const viewer = await asCustomerStands(tx, { ...base, customerId, role, scopes: scopesOf(role) });
  return viewer && held(viewer);
}

async function holderOfKey(db: Database, secret: string, ip: string): Promise<Holder | null> {
  const parsed = parseApiKey(secret);
  if (!parsed) return null;
  const found = await acrossTenants(db, 'platform', 'whose key it is', async (tx) => {
    const key = await tx.findOneBy(ApiKey, { id: parsed.id });
    const until = key && holdsUntil(key, parsed.secret);
    if (!key || !until || until <= new Date()) return null;
    if (!isAllowed(key.allowedNetworks, ip)) throw unauthenticated(`This key may not be used from ${ip}.`);
    const { customerId, createdBy: userId } = key;
    const maker = await tx.findOneBy(Membership, { customerId, userId });
    const may = maker ? scopesOf(maker.role) : [];
    const scopes = key.scopes.filter((scope) => may.includes(scope));
    const viewer = await asCustomerStands(tx, {
      id: key.id,
      kind: 'API_KEY',
      customerId,
      role: null,
      scopes,
    });
    return viewer && { key, holder: { viewer, endsAt: until, requestsPerMinute: key.requestsPerMinute } };
  });
  if (found) await noteUse(db, found.key, ip);
  return found?.holder ?? null;
}

/** Closed customers have no viewers, suspended ones have viewers who only read. */
async function asCustomerStands(tx: ReadTx, viewer: Viewer): Promise<Viewer | null> {
  const status = await statusOf(tx, viewer.customerId!);
  if (status === 'ACTIVE') return viewer;
  return status === 'SUSPENDED'
    ? { ...viewer, scopes: suspendedScopes(viewer.scopes), suspended: true }
    : null;
}

/** Until when this secret opens the key; null when it does not. */
function holdsUntil(key: ApiKeyRow, secret: string): Date | null {
  if (key.revokedAt) return null;
  const digest = createHash('sha256').update(secret).digest();
  if (timingSafeEqual(key.hash, digest)) return key.expiresAt;
  if (!key.previousHash || !key.previousUntil || !timingSafeEqual(key.previousHash, digest)) return null;
  return key.previousUntil < key.expiresAt ? key.previousUntil : key.expiresAt;
}

function isAllowed(networks: readonly string[], ip: string): boolean {
  if (networks.length === 0) return true;
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', length] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (length === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(length), family);
  }
  const plain = ip.startsWith('::ffff:') ? ip.slice(7) : ip;
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** To the minute, so that a busy key is not a busy row. */
async function noteUse(db: Database, key: ApiKeyRow, ip: string): Promise<void> {
  const lately = key.lastUsedAt && Date.now() - key.lastUsedAt.getTime() < 60_000;
  if (lately && key.lastUsedIp === ip) return;
  await inTenant(db, key.customerId, (tx) =>
    tx.update(ApiKey, { id: key.id }, { lastUsedAt: new Date(), lastUsedIp: ip }),
  );
}
