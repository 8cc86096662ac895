/** Sites that are about to be changed: held until the transaction ends, and refused where nothing may change any more. */
import { conflict, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { Site, type SiteRow } from './entities.ts';

/** Throws NOT_FOUND, and CONFLICT while the site is being deleted or when its customer is not active. */
export async function siteToChange(tx: TenantTx, id: string): Promise<SiteRow> {
  await mustBeActive(tx);
  const site = isId(id)
    ? await tx.findOne(Site, { where: { id }, lock: { mode: 'pessimistic_write' } })
    : null;
  return changeable(site, id);
}

/** As siteToChange, with the site in its other environments, `all` of which are held. */
export async function projectToChange(
  tx: TenantTx,
  id: string,
): Promise<{ site: SiteRow; all: readonly SiteRow[] }> {
  await mustBeActive(tx);
  const found = isId(id) ? await tx.findOneBy(Site, { id }) : null;
  if (!found) throw notFound('Site', id);
  const all = await tx
    .createQueryBuilder(Site, 'site')
    .where('site.project_id = :projectId and site.deleted_at is null', { projectId: found.projectId })
    // In one order, so that two who change environments of one site wait instead of blocking each other.
    .orderBy('site.id')
    .setLock('pessimistic_write')
    .getMany();
  return {
    site: changeable(
      all.find((site) => site.id === found.id),
      id,
    ),
    all,
  };
}

function changeable(site: SiteRow | null | undefined, id: string): SiteRow {
  if (!site || site.deletedAt) throw notFound('Site', id);
  if (site.status === 'DELETING') throw conflict('The site is being deleted and cannot be changed any more.');
  return site;
}
