/**
 * Whom a credential speaks for at this moment: what the gateway asks before it lets anybody in. One statement each,
 * since every request of every gateway waits for it now and then.
 */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { unauthenticated } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import {
  actingScopes,
  scopesOf,
  suspendedScopes,
  type CustomerRole,
  type PlatformRole,
} from '@hosterizer/kit/scopes';
import { acrossTenants, inTenant } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { parseApiKey } from './api-key-secret.ts';
import type { ViewerCustomerStatus } from './generated/resolvers.ts';
import { isAllowed, plainAddress } from './networks.ts';
import { isSecretOf } from '@hosterizer/kit/link-secrets';

export type Credential = {
  sessionId?: string | null | undefined;
  customerId?: string | null | undefined;
  apiKey?: string | null | undefined;
  ip: string;
};

export type Holder = { viewer: Viewer; endsAt: Date; requestsPerMinute: number | null };

/** Null when it speaks for nobody any more. Throws AUTHENTICATION_ERROR for a key that is used from elsewhere. */
export function holderOf(db: Database, credential: Credential): Promise<Holder | null> {
  const { sessionId, customerId, apiKey, ip } = credential;
  if (apiKey) return holderOfKey(db, apiKey, ip);
  return holderOfSession(db, sessionId ?? '', customerId ?? null);
}

type SessionFound = {
  userId: string;
  actedFor: string | null;
  reason: string | null;
  endsAt: Date;
  platformRole: PlatformRole | null;
  memberRole: CustomerRole | null;
  status: ViewerCustomerStatus | null;
};

/** `customerId` is the one in the token: a session that has switched may still have tokens for the one before. */
async function holderOfSession(
  db: Database,
  sessionId: string,
  customerId: string | null,
): Promise<Holder | null> {
  if (!isId(sessionId) || (customerId !== null && !isId(customerId))) return null;
  const [found] = await acrossTenants(db, 'platform', 'whose session it is', (tx) =>
    rowsOf<SessionFound>(
      tx,
      `select s.user_id as "userId", s.customer_id as "actedFor", s.acting_reason as reason, s.expires_at as "endsAt",
         u.platform_role as "platformRole", m.role as "memberRole", c.status
       from accounts.session s
         join accounts."user" u on u.id = s.user_id
         left join accounts.membership m on m.user_id = s.user_id and m.customer_id = $2
         left join customers.names_of(array[$2]::uuid[]) c on true
       where s.id = $1 and s.ended_at is null and s.expires_at > now()`,
      [sessionId, customerId],
    ),
  );
  if (!found) return null;
  const { userId: id, actedFor, reason, endsAt, platformRole, memberRole, status } = found;
  const held = (viewer: Pick<Viewer, 'role' | 'scopes' | 'acting'>): Holder | null => {
    const standing = asCustomerStands(status, { id, kind: 'USER', sessionId, customerId, ...viewer });
    return standing && { viewer: standing, endsAt, requestsPerMinute: null };
  };

  if (reason !== null) {
    const mayAct = platformRole !== null && scopesOf(platformRole).includes('customers:act');
    if (!mayAct || actedFor !== customerId) return null;
    const acting = { reason, endsAt: endsAt.toISOString() };
    return held({ role: platformRole, scopes: actingScopes, acting });
  }
  // Staff belong to no customer, and everybody else speaks for one.
  const role = customerId === null ? platformRole : platformRole ? null : memberRole;
  return role && held({ role, scopes: scopesOf(role) });
}

type KeyFound = {
  id: string;
  customerId: string;
  scopes: string[];
  networks: string[];
  requestsPerMinute: number | null;
  hash: Buffer;
  previousHash: Buffer | null;
  previousUntil: Date | null;
  endsAt: Date;
  makerRole: CustomerRole;
  status: ViewerCustomerStatus;
  unnoted: boolean;
};

async function holderOfKey(db: Database, text: string, ip: string): Promise<Holder | null> {
  const parsed = parseApiKey(text);
  if (!parsed) return null;
  const [key] = await acrossTenants(db, 'platform', 'whose key it is', (tx) =>
    rowsOf<KeyFound>(
      tx,
      `select k.id, k.customer_id as "customerId", k.scopes, k.allowed_networks as networks,
         k.requests_per_minute as "requestsPerMinute", k.hash, k.previous_hash as "previousHash",
         case when k.previous_until > now() then least(k.previous_until, k.expires_at) end as "previousUntil",
         k.expires_at as "endsAt", m.role as "makerRole", c.status,
         coalesce(k.last_used_at < now() - interval '1 minute', true) as unnoted
       from accounts.api_key k
         join accounts.membership m on m.customer_id = k.customer_id and m.user_id = k.created_by
         cross join customers.names_of(array[k.customer_id]) c
       where k.id = $1 and k.revoked_at is null and k.expires_at > now()`,
      [parsed.id],
    ),
  );
  const endsAt = key && holdsUntil(key, parsed.secret);
  if (!endsAt) return null;
  const { id, customerId, makerRole, status, requestsPerMinute } = key;
  const may = scopesOf(makerRole);
  const scopes = key.scopes.filter((scope) => may.includes(scope));
  const viewer = asCustomerStands(status, { id, kind: 'API_KEY', customerId, role: null, scopes });
  if (!viewer) return null;
  if (!isAllowed(key.networks, ip)) throw unauthenticated(`This key may not be used from ${ip}.`);
  if (key.unnoted) await noteUse(db, key, ip);
  return { viewer, endsAt, requestsPerMinute };
}

/** Until when this secret opens the key; null when it does not. */
function holdsUntil({ hash, endsAt, previousHash, previousUntil }: KeyFound, secret: string): Date | null {
  if (isSecretOf(hash, secret)) return endsAt;
  return previousHash && previousUntil && isSecretOf(previousHash, secret) ? previousUntil : null;
}

/** Closed customers have no viewers, suspended ones have viewers who only read; staff of none are as they are. */
function asCustomerStands(status: ViewerCustomerStatus | null, viewer: Viewer): Viewer | null {
  if (viewer.customerId === null || status === 'ACTIVE') return viewer;
  return status === 'SUSPENDED'
    ? { ...viewer, scopes: suspendedScopes(viewer.scopes), suspended: true }
    : null;
}

/** To the minute, so that a busy key is not a busy row; the condition once more, since several gateways ask. */
async function noteUse(db: Database, { id, customerId }: KeyFound, ip: string): Promise<void> {
  await inTenant(db, customerId, (tx) =>
    tx.query(
      `update accounts.api_key set last_used_at = now(), last_used_ip = $2
       where id = $1 and coalesce(last_used_at < now() - interval '1 minute', true)`,
      [id, plainAddress(ip)],
    ),
  );
}
