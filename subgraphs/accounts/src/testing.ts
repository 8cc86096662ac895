/** People for tests, and whom their tokens speak for. */
import { newId } from '@hosterizer/kit/ids';
import type { Mail } from '@hosterizer/kit/mail';
import type { CustomerRole, PlatformRole } from '@hosterizer/kit/scopes';
import type { Ask, World } from '@hosterizer/kit/testing';
import { gatewayViewer, type Viewer } from '@hosterizer/kit/viewer';
import { hashPassword } from './passwords.ts';
import { sealedEmail } from './users.ts';

export const password = 'correct horse battery';

export type Person = { id: string; email: string };

/** Somebody with this password who has verified their address. */
export async function makePerson(
  { owner, sealer }: Pick<World, 'owner' | 'sealer'>,
  memberships: Array<[customerId: string, role: CustomerRole]>,
  platformRole: PlatformRole | null = null,
): Promise<Person> {
  const id = newId();
  const email = `${id}@people.test`;
  const sealed = sealedEmail(sealer, id, email);
  await owner.query(
    `insert into accounts."user" (id, email, email_hash, email_verified_at, password_hash, platform_role)
     values ($1, $2, $3, now(), $4, $5)`,
    [id, sealed.email, sealed.emailHash, await hashPassword(password), platformRole],
  );
  for (const [customerId, role] of memberships) {
    await owner.query(
      `insert into accounts.membership (customer_id, user_id, role, id) values ($1, $2, $3, $4)`,
      [customerId, id, role, newId()],
    );
  }
  return { id, email };
}

/** Whom a bearer speaks for now, as the gateway finds out; null when for nobody. `as` asks this subgraph. */
export async function holderOfBearer(
  as: (viewer: Viewer | null) => Ask,
  { settings }: Pick<World, 'settings'>,
  bearer: string,
  ip = '127.0.0.1',
): Promise<Viewer | null> {
  const claims = bearer.startsWith('hzk_') ? null : await settings.tokens.verify('access', bearer);
  const credential = claims
    ? { sessionId: claims['sid'], customerId: claims['cid'], ip }
    : { apiKey: bearer, ip };
  const { data } = await as(gatewayViewer)(
    `query ($credential: CredentialInput!) { credentialHolder(credential: $credential) { viewer } }`,
    { credential },
  );
  return data?.['credentialHolder']?.viewer ?? null;
}

/** Signs in with the password of `makePerson`. Answers the session's tokens, and whom they speak for. */
export async function signInAs(
  as: (viewer: Viewer | null) => Ask,
  world: Pick<World, 'settings'>,
  email: string,
): Promise<{ accessToken: string; refreshToken: string; viewer: Viewer }> {
  const { data, message } = await as(null)(
    `mutation ($email: String!, $password: String!) {
      signIn(input: { email: $email, password: $password }) { accessToken refreshToken }
    }`,
    { email, password },
  );
  if (!data) throw new Error(message);
  const { accessToken, refreshToken } = data['signIn'];
  const viewer = await holderOfBearer(as, world, accessToken);
  if (!viewer) throw new Error('The token of a sign-in speaks for nobody.');
  return { accessToken, refreshToken, viewer };
}

/** The token in the link of a mail. */
export function tokenIn({ text }: Mail): string {
  const token = /\?token=(\S+)/.exec(text)?.[1];
  if (!token) throw new Error(`There is no link in: ${text}`);
  return token;
}

/** What somebody did, the oldest first. */
export async function deedsOf(
  { owner }: Pick<World, 'owner'>,
  actorId: string,
): Promise<Array<{ operation: string; customer_id: string | null; object_id: string }>> {
  const { rows } = await owner.query(
    `select operation, customer_id, object_id from platform.audit_entry where actor_id = $1 order by id`,
    [actorId],
  );
  return rows;
}
