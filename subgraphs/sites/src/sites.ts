import { checkConfiguration, versionOf, type BlueprintVersion } from '@hosterizer/kit/blueprints';
import { containing, isUniqueViolation } from '@hosterizer/kit/database';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { MutationTx, ReadTx } from '@hosterizer/kit/tenancy';
import { IsNull } from 'typeorm';
import { ofVersion, partsOf } from './blueprint-sites.ts';
import { checkPlace, type Offering } from './catalogue.ts';
import { projectToChange } from './changeable.ts';
import { Site, type SiteRow } from './entities.ts';
import type { CloudProvider, CreateSiteInput, SiteFilter, UpdateSiteInput } from './generated/resolvers.ts';

export const channelOf = (id: string) => `site:${id}`;

/** Newest first, deleted ones left out unless the filter asks for them. */
export function listSites(
  tx: ReadTx,
  page: PageArguments,
  filter?: SiteFilter | null,
): Promise<Page<SiteRow>> {
  const query = tx.createQueryBuilder(Site, 'site');
  if (filter?.status) query.andWhere('site.status = :status', { status: filter.status });
  if (filter?.status !== 'DELETED') query.andWhere('site.deleted_at is null');
  if (filter?.cloudProvider)
    query.andWhere('site.cloud_provider = :cloudProvider', { cloudProvider: filter.cloudProvider });
  if (filter?.environment)
    query.andWhere('site.environment = :environment', { environment: filter.environment });
  if (filter?.customerId) {
    query.andWhere('site.customer_id = :customerId', {
      customerId: idOf('filter.customerId', filter.customerId),
    });
  }
  if (filter?.blueprintVersion) query.andWhere(ofVersion, partsOf(filter.blueprintVersion));
  if (filter?.search) {
    const pattern = containing(filter.search);
    query.andWhere('site.name ilike :pattern', { pattern });
  }
  return pageOf(query, page);
}

/** In production, of the newest version of its blueprint. Throws VALIDATION_ERROR for what cannot be ordered, CONFLICT for a name that is taken or a customer that is not active. */
export async function createSite(
  tx: MutationTx,
  catalogue: readonly Offering[],
  input: CreateSiteInput,
): Promise<SiteRow> {
  const name = nameOf(input.name);
  checkPlace(catalogue, input);
  const version = await versionOf(tx, input.blueprint, null);
  mustStandAt(version, input.cloudProvider, 'cloudProvider');
  checkConfiguration(version, input.configuration);
  await mustBeActive(tx);

  const id = newId();
  await named(name, () =>
    tx.insert(Site, {
      id,
      customerId: tx.customerId,
      projectId: id,
      name,
      cloudProvider: input.cloudProvider,
      region: input.region,
      blueprint: input.blueprint,
      blueprintVersion: version.number,
      instanceSize: input.instanceSize,
      configuration: input.configuration as object,
    }),
  );
  const site = await tx.findOneByOrFail(Site, { id });
  await tx.audit({ operation: 'createSite', object: { type: 'Site', id }, after: orderOf(site) });
  return site;
}

/**
 * Changes the order; what has been built stays as it is until the next deployment. A name is of all environments of
 * the site. Throws as createSite and siteToChange.
 */
export async function updateSite(
  tx: MutationTx,
  catalogue: readonly Offering[],
  input: UpdateSiteInput,
): Promise<SiteRow> {
  const { site, all } = await projectToChange(tx, input.id);
  const name = input.name == null ? site.name : nameOf(input.name);
  const instanceSize = input.instanceSize ?? site.instanceSize;
  if (input.instanceSize != null) checkPlace(catalogue, { ...site, instanceSize });
  const configuration = (input.configuration ?? site.configuration) as object;
  const blueprintVersion = await checkedVersion(tx, site, input, configuration);
  await tx.update(Site, site.id, { instanceSize, configuration, blueprintVersion });
  const renamed = name === site.name ? [] : all;
  if (renamed.length > 0) {
    const { projectId } = site;
    await named(name, () => tx.update(Site, { projectId, deletedAt: IsNull() }, { name }));
  }
  for (const id of new Set([site.id, ...renamed.map(({ id }) => id)])) tx.announce(channelOf(id));
  const changed = await tx.findOneByOrFail(Site, { id: site.id });
  await tx.audit({
    operation: 'updateSite',
    object: { type: 'Site', id: site.id },
    before: orderOf(site),
    after: orderOf(changed),
  });
  return changed;
}

/** The number of the version that the order is of, which has been checked against it where either is new. */
async function checkedVersion(
  tx: MutationTx,
  { blueprint, blueprintVersion, cloudProvider }: SiteRow,
  input: UpdateSiteInput,
  configuration: object,
): Promise<number | null> {
  if (input.configuration == null && input.blueprintVersion == null) return blueprintVersion;
  const number = input.blueprintVersion ?? blueprintVersion;
  const version = await versionOf(tx, blueprint, number, 'blueprintVersion');
  if (input.blueprintVersion != null) {
    mustStandAt(version, cloudProvider, 'blueprintVersion');
    if (version.status === 'DEPRECATED' && number !== blueprintVersion)
      throw invalid('blueprintVersion', `${version.id} is not offered any more; choose a newer one.`);
  }
  checkConfiguration(version, configuration);
  return number;
}

/** Throws VALIDATION_ERROR at `field`. */
function mustStandAt({ title, roots }: BlueprintVersion, cloudProvider: CloudProvider, field: string): void {
  if (Object.hasOwn(roots, cloudProvider)) return;
  const others = Object.keys(roots).join(', ');
  throw invalid(field, `${title} cannot stand at ${cloudProvider}; it can at ${others}.`);
}

/** What the audit log tells of an order; a configuration may hold secrets, so only its fields are named. */
export const orderOf = (site: SiteRow) => {
  const { name, environment, cloudProvider, region, blueprint, blueprintVersion, instanceSize } = site;
  return {
    ...{ name, environment, cloudProvider, region, blueprint, blueprintVersion, instanceSize },
    configured: Object.keys(site.configuration as object),
  };
};

/** Whose site it is, for staff who act on it. Throws NOT_FOUND. */
export async function ownerOf(tx: ReadTx, id: string): Promise<string> {
  const site = isId(id) ? await tx.findOneBy(Site, { id }) : null;
  if (!site) throw notFound('Site', id);
  return site.customerId;
}

function nameOf(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > 63) throw invalid('name', 'Give a name of 1 to 63 characters.');
  return trimmed;
}

function idOf(field: string, id: string): string {
  if (!isId(id)) throw invalid(field, 'This is no id.');
  return id;
}

/** Writes a name, or throws CONFLICT where another site of the customer has it. */
export async function named<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'site_name')) throw conflict(`There is a site named ${name} already.`);
    throw error;
  }
}
