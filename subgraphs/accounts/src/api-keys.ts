/** API keys: what a program asks with. */
import { actorOf } from '@hosterizer/kit/audit';
import { announceCredentials } from '@hosterizer/kit/credentials';
import { rowsOf } from '@hosterizer/kit/database';
import { AppError, conflict, forbidden, invalid, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { grantableScopes, scopesOf, suspendedScopes } from '@hosterizer/kit/scopes';
import {
  acrossTenants,
  inTenantAs,
  type MutationTx,
  type ReadTx,
  type TenantTx,
} from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { newApiKeySecret } from './api-key-secret.ts';
import { ApiKey, type ApiKeyRow, type MembershipRow } from './entities.ts';
import type { CreateApiKeyInput, RotateApiKeyInput, SetApiKeyRateInput } from './generated/resolvers.ts';
import { customerOf, type Doors } from './members.ts';
import { checkNetworks } from './networks.ts';

/** A key with its secret, which is stored nowhere. */
export type Issued = { apiKey: ApiKeyRow; secret: string };

const mostKeys = 100;
const longestMs = 366 * 24 * 60 * 60 * 1000;
const highestRate = 100_000;
const longestOverlapSeconds = 7 * 24 * 60 * 60;

/** The user who answers for what the viewer does: for an API key, who made it. */
export async function personBehind(tx: TenantTx, viewer: Viewer): Promise<string> {
  if (viewer.kind !== 'API_KEY') return viewer.id;
  return (await tx.findOneByOrFail(ApiKey, { id: viewer.id })).createdBy;
}

export const listApiKeys = (tx: ReadTx, page: PageArguments): Promise<Page<ApiKeyRow>> =>
  pageOf(tx.createQueryBuilder(ApiKey, 'key').where('key.revoked_at is null'), page);

/** What a key may do now: what it was made for, as far as its maker may do it and its customer's standing lets it. */
export function scopesNow(key: ApiKeyRow, maker: MembershipRow | null, viewer: Viewer | null): string[] {
  const may = maker ? scopesOf(maker.role) : [];
  const scopes = key.scopes.filter((scope) => may.includes(scope));
  return viewer?.suspended ? [...suspendedScopes(scopes)] : scopes;
}

/** Throws VALIDATION_ERROR for what cannot be given, CONFLICT when the customer has as many keys as it can have. */
export async function createApiKey({ db, caller }: Doors, input: CreateApiKeyInput): Promise<Issued> {
  const viewer = belonging(caller.viewer);
  const name = input.name.trim();
  if (name.length < 1 || name.length > 100) throw invalid('name', 'Give a name of 1 to 100 characters.');
  const scopes = checkScopes(input.scopes, viewer);
  const allowedNetworks = checkNetworks('allowedNetworks', input.allowedNetworks);
  const { expiresAt } = input;
  const ahead = expiresAt.getTime() - Date.now();
  if (!(ahead > 0 && ahead <= longestMs))
    throw invalid('expiresAt', 'Give a moment in the future, at most 366 days from now.');

  const id = newId();
  const { text, hash } = newApiKeySecret(id);
  const apiKey = await inTenantAs(db, customerOf(viewer), actorOf(caller), async (tx) => {
    await refuseTooMany(tx);
    await tx.insert(ApiKey, {
      id,
      customerId: tx.customerId,
      createdBy: await personBehind(tx, viewer),
      ...{ name, scopes, allowedNetworks, expiresAt, hash },
    });
    await tx.audit({
      operation: 'createApiKey',
      object: { type: 'ApiKey', id },
      after: { scopes, expiresAt, allowedNetworks },
    });
    return tx.findOneByOrFail(ApiKey, { id });
  });
  return { apiKey, secret: text };
}

/** Throws NOT_FOUND, CONFLICT for a key that is over, AUTHORIZATION_ERROR for one that may do more than the viewer. */
export async function rotateApiKey(
  { db, caller }: Doors,
  { id, overlapSeconds }: RotateApiKeyInput,
): Promise<Issued> {
  const viewer = belonging(caller.viewer);
  if (!(overlapSeconds >= 0 && overlapSeconds <= longestOverlapSeconds))
    throw invalid('overlapSeconds', `Give 0 to ${longestOverlapSeconds} seconds, which is a week.`);

  const issued = await inTenantAs(db, customerOf(viewer), actorOf(caller), async (tx) => {
    const key = await takeKey(tx, id);
    if (key.expiresAt <= new Date()) throw conflict('This key has expired. Make a new one.');
    // Who gets the secret can do all that the key can.
    const beyond = key.scopes.find((scope) => !viewer.scopes.includes(scope));
    if (beyond) throw forbidden(beyond);
    const { text, hash } = newApiKeySecret(key.id);
    const previousUntil = overlapSeconds > 0 ? new Date(Date.now() + overlapSeconds * 1000) : null;
    const previousHash = previousUntil && key.hash;
    await tx.update(ApiKey, { id: key.id }, { hash, previousHash, previousUntil });
    await tx.audit({
      operation: 'rotateApiKey',
      object: { type: 'ApiKey', id: key.id },
      after: { previousSecretUntil: previousUntil },
    });
    return { apiKey: { ...key, hash, previousHash, previousUntil }, secret: text };
  });
  announceCredentials(db.events, { apiKeyId: issued.apiKey.id });
  return issued;
}

/** Throws NOT_FOUND, CONFLICT for a key that is revoked already. */
export async function revokeApiKey({ db, caller }: Doors, id: string): Promise<ApiKeyRow> {
  const apiKey = await inTenantAs(db, customerOf(caller.viewer), actorOf(caller), async (tx) => {
    const key = await takeKey(tx, id);
    const revokedAt = new Date();
    await tx.update(ApiKey, { id: key.id }, { revokedAt });
    await tx.audit({ operation: 'revokeApiKey', object: { type: 'ApiKey', id: key.id } });
    return { ...key, revokedAt };
  });
  announceCredentials(db.events, { apiKeyId: apiKey.id });
  return apiKey;
}

/** For the platform's staff. Throws VALIDATION_ERROR, NOT_FOUND, CONFLICT for a key that is revoked. */
export async function setApiKeyRate(
  { db, caller }: Doors,
  { id, requestsPerMinute = null }: SetApiKeyRateInput,
): Promise<ApiKeyRow> {
  if (requestsPerMinute !== null && !(requestsPerMinute >= 1 && requestsPerMinute <= highestRate))
    throw invalid('requestsPerMinute', `Give 1 to ${highestRate}, or null for the common limit.`);
  const owner = await acrossTenants(db, caller.viewer!, 'whose key it is', async (tx) =>
    isId(id) ? tx.findOneBy(ApiKey, { id }) : null,
  );
  if (!owner) throw notFound('ApiKey', id);
  const apiKey = await inTenantAs(db, owner.customerId, actorOf(caller), async (tx) => {
    const key = await takeKey(tx, id);
    await tx.update(ApiKey, { id: key.id }, { requestsPerMinute });
    await tx.audit({
      operation: 'setApiKeyRate',
      object: { type: 'ApiKey', id: key.id },
      before: { requestsPerMinute: key.requestsPerMinute },
      after: { requestsPerMinute },
    });
    return { ...key, requestsPerMinute };
  });
  announceCredentials(db.events, { apiKeyId: apiKey.id });
  return apiKey;
}

/** A key ends with its maker's membership, and its secret must not outlive a session that ends by itself. */
function belonging(viewer: Viewer | null): Viewer {
  if (viewer && !viewer.acting) return viewer;
  throw new AppError(
    'AUTHORIZATION_ERROR',
    'Who acts for a customer gets no secrets of its keys. Ask a member to do it, or revoke the key.',
  );
}

function checkScopes(asked: readonly string[], viewer: Viewer): string[] {
  if (asked.length === 0) throw invalid('scopes', 'Give at least one scope.');
  const beyond = asked.find((scope) => !grantableScopes.includes(scope) || !viewer.scopes.includes(scope));
  if (beyond !== undefined) {
    throw invalid(
      'scopes',
      `${beyond.slice(0, 60)} is not yours to give. Choose among what \`viewer { scopes }\` lists for you; account:write stays with people.`,
    );
  }
  return grantableScopes.filter((scope) => asked.includes(scope));
}

/** Of two who make the hundredth key at once, the second waits here and is refused. */
async function refuseTooMany(tx: MutationTx): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('api keys ' || $1, 0))`, [tx.customerId]);
  const [live] = await rowsOf<{ count: number }>(
    tx,
    `select count(*)::integer as count from accounts.api_key where revoked_at is null and expires_at > now()`,
  );
  if (live!.count >= mostKeys)
    throw conflict(`There are ${mostKeys} keys, and there can be no more. Revoke one that nobody needs.`);
}

async function takeKey(tx: MutationTx, id: string): Promise<ApiKeyRow> {
  const key = isId(id)
    ? await tx.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!key) throw notFound('ApiKey', id);
  if (key.revokedAt) throw conflict('This key is revoked already.');
  return key;
}
