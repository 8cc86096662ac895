/** People for tests, and whom their tokens speak for. */
import { newId } from '@hosterizer/kit/ids';
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
