import type { Blueprints } from '@hosterizer/kit/blueprints';
import { containing, isUniqueViolation } from '@hosterizer/kit/database';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { isId, newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { MutationTx, ReadTx } from '@hosterizer/kit/tenancy';
import { IsNull } from 'typeorm';
import { projectToChange } from './changeable.ts';
import { Site, type SiteRow } from './entities.ts';
import type { CreateSiteInput, SiteFilter, UpdateSiteInput } from './generated/resolvers.ts';
import { checkRegion } from './offerings.ts';

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
  if (filter?.search) {
    const pattern = containing(filter.search);
    query.andWhere('site.name ilike :pattern', { pattern });
  }
  return pageOf(query, page);
}

/** In production. Throws VALIDATION_ERROR for what cannot be ordered, CONFLICT for a name that is taken or a customer that is not active. */
export async function createSite(
  tx: MutationTx,
  blueprints: Blueprints,
  input: CreateSiteInput,
): Promise<SiteRow> {
  const name = nameOf(input.name);
  checkRegion(input.cloudProvider, input.region);
  blueprints.get(input.blueprint).check(input.configuration);
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
  blueprints: Blueprints,
  input: UpdateSiteInput,
): Promise<SiteRow> {
  const { site, all } = await projectToChange(tx, input.id);
  const name = input.name == null ? site.name : nameOf(input.name);
  if (input.configuration != null) blueprints.get(site.blueprint).check(input.configuration);
  await tx.update(Site, site.id, {
    instanceSize: input.instanceSize ?? site.instanceSize,
    configuration: (input.configuration ?? site.configuration) as object,
  });
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

/** What the audit log tells of an order; a configuration may hold secrets, so only its fields are named. */
export const orderOf = (site: SiteRow) => {
  const { name, environment, cloudProvider, region, blueprint, instanceSize, configuration } = site;
  return {
    ...{ name, environment, cloudProvider, region, blueprint, instanceSize },
    configured: Object.keys(configuration as object),
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
