/** What a deployment is built of: a version of a blueprint, and of it the root module for the site's provider. */
import {
  checkConfiguration,
  findVersion,
  versionOf,
  type BlueprintVersion,
} from '@hosterizer/kit/blueprints';
import { invalid } from '@hosterizer/kit/errors';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import type { DeploymentRow } from './entities.ts';
import type { LockedSite } from './ordered-site.ts';

export type Source = {
  /** Such as `website@3`. */
  blueprintVersion: string;
  /** The path of the root module's folder, and its version. */
  module: string;
  version: string;
  /** Of the bundle that it is in. */
  digest: string;
};

function sourceIn({ id, roots }: BlueprintVersion, cloudProvider: string): Source | null {
  const root = Object.hasOwn(roots, cloudProvider) ? roots[cloudProvider] : undefined;
  return root ? { blueprintVersion: id, ...root } : null;
}

/** The number of a version. */
export const numberOf = ({ blueprintVersion }: Source): number => Number(blueprintVersion.split('@')[1]);

type Wanted = {
  /** The input that names the site. */
  field: string;
  /** Of a deployment that is repeated; the site's own version unless given. */
  source?: Source | null;
  /** Checked where it is not the site's own. */
  configuration?: object;
};

/**
 * What the site is to be built of. Throws VALIDATION_ERROR at `field` where it cannot be built, at `configuration` for
 * one that the blueprint does not take.
 */
export async function mustBuild(
  tx: TenantTx,
  site: LockedSite,
  { field, source, configuration }: Wanted,
): Promise<Source> {
  if (source && !configuration) return source;
  const number = source ? numberOf(source) : site.blueprint_version;
  const version = await versionOf(tx, site.blueprint, number);
  const found = sourceIn(version, site.cloud_provider);
  if (!found)
    throw invalid(field, `This installation cannot build ${version.title} on ${site.cloud_provider} yet.`);
  if (configuration) checkConfiguration(version, configuration);
  return found;
}

/** What an earlier deployment was built of; of one of before there were versions, what is published. */
export async function sourceOf(
  tx: TenantTx,
  { source, blueprint, cloudProvider }: DeploymentRow,
): Promise<Source | null> {
  if (source) return source;
  const version = await findVersion(tx, blueprint, null);
  return version && sourceIn(version, cloudProvider);
}

/** From now on the site is made of this version. */
export async function pin(tx: TenantTx, site: LockedSite, source: Source): Promise<void> {
  const number = numberOf(source);
  if (site.blueprint_version === number) return;
  await tx.query(`select sites.pin_blueprint($1, $2)`, [site.id, number]);
}
