/** What a site's program is told in secret. It leaves the database for the one job that needs it, and for nobody else. */
import { rowsOf } from '@hosterizer/kit/database';
import type { Sealer } from '@hosterizer/kit/sealer';
import type { TenantTx } from '@hosterizer/kit/tenancy';

/** The site's secrets by name. Throws when one was sealed with a key that this installation does not have. */
export async function secretsOf(
  tx: TenantTx,
  sealer: Sealer,
  siteId: string,
): Promise<Record<string, string>> {
  const variables = await rowsOf<{ id: string; name: string; sealed: Buffer | null }>(
    tx,
    `select id, name, sealed from sites.variables_of($1) where sealed is not null`,
    [siteId],
  );
  return Object.fromEntries(
    variables.map(({ id, name, sealed }) => [name, sealer.open(sealed!, 'sites.variable.sealed', id)]),
  );
}
