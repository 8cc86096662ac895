/** A site as the sites subgraph keeps it: what is ordered of it, and holding it while that is acted upon. */
import { rowsOf } from '@hosterizer/kit/database';
import { notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { Deployment, type ApprovalPolicy, type DeploymentRow } from './entities.ts';
import type { DeploymentType } from './generated/resolvers.ts';

/** A site as `sites.lock_site` answers it. */
export type LockedSite = {
  id: string;
  customer_id: string;
  project_id: string;
  name: string;
  environment: 'PRODUCTION' | 'STAGING' | 'DEVELOPMENT';
  approval_policy: ApprovalPolicy;
  cloud_provider: string;
  region: string;
  blueprint: string;
  /** Null for one of before there were versions. */
  blueprint_version: number | null;
  instance_size: string;
  status: string;
  configuration: object;
};

/** Terraform's input variables of a deployment. */
export type TerraformVariables = {
  site_id: string;
  site_name: string;
  customer_id: string;
  region: string;
  instance_type: string;
  tags: Record<string, string>;
  configuration: object;
  /** What the site's program finds in its environment, secrets left out; absent from deployments of before there were any. */
  variables?: Record<string, string>;
};

export const variablesIn = ({ variables }: DeploymentRow) => variables as TerraformVariables;

/** Whose site it is, for staff who act on it. Throws NOT_FOUND. */
export async function siteOwnerOf(tx: ReadTx, siteId: string): Promise<string> {
  const [found] = isId(siteId)
    ? await rowsOf<{ owner: string | null }>(tx, `select sites.customer_of($1) as owner`, [siteId])
    : [];
  if (!found?.owner) throw notFound('Site', siteId);
  return found.owner;
}

/** Holds the site until the transaction ends, so that two deployments of it take turns. Throws NOT_FOUND. */
export async function lockSite(tx: TenantTx, siteId: string): Promise<LockedSite> {
  const [site] = isId(siteId)
    ? await rowsOf<LockedSite>(tx, `select * from sites.lock_site($1)`, [siteId])
    : [];
  if (!site) throw notFound('Site', siteId);
  return site;
}

/** Orders what was ordered before; a size or variables of null leave the site's own. */
export async function restoreOrder(
  tx: TenantTx,
  siteId: string,
  configuration: object,
  size: string | null,
  variables: object | null,
): Promise<LockedSite> {
  await tx.query(`select sites.restore_order($1, $2, $3, $4)`, [siteId, configuration, size, variables]);
  return lockSite(tx, siteId);
}

/** The site as it is ordered now. */
export async function orderOf(
  tx: TenantTx,
  site: LockedSite,
): Promise<{ type: DeploymentType; variables: TerraformVariables }> {
  const built = await tx.existsBy(Deployment, { siteId: site.id, status: 'COMPLETED' });
  const environment = site.environment.toLowerCase();
  const name = site.environment === 'PRODUCTION' ? site.name : `${site.name}-${environment}`;
  // Secrets stay where they are, sealed: the job gets them when a runner takes it.
  const plain = await rowsOf<{ name: string; value: string }>(
    tx,
    `select name, value from sites.variables_of($1) where sealed is null`,
    [site.id],
  );
  const variables: TerraformVariables = {
    site_id: site.id,
    site_name: name,
    customer_id: site.customer_id,
    region: site.region,
    instance_type: site.instance_size,
    tags: { site: site.name, environment, managed_by: 'hosterizer' },
    configuration: site.configuration,
    variables: Object.fromEntries(plain.map((variable) => [variable.name, variable.value])),
  };
  return { type: built ? 'UPDATE' : 'CREATE', variables };
}
