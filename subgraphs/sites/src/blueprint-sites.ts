/** Which sites are made of a version of a blueprint, and whose they are. */
import DataLoader from 'dataloader';
import { rowsOf } from '@hosterizer/kit/database';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import type { Reach, ReadTx } from '@hosterizer/kit/tenancy';
import { Site, type SiteRow } from './entities.ts';

/** An id such as `website@3`, in its parts. */
export function partsOf(id: string): { blueprint: string; number: number } {
  const [blueprint = '', number = ''] = id.split('@');
  return { blueprint, number: /^\d{1,9}$/.test(number) ? Number(number) : 0 };
}

/** Of a site, with the parts as parameters. */
export const ofVersion = 'site.blueprint = :blueprint and site.blueprint_version = :number';

export const idOfVersion = ({ blueprint, blueprintVersion }: SiteRow): string | null =>
  blueprintVersion === null ? null : `${blueprint}@${blueprintVersion}`;

/** Newest first, deleted ones left out. */
export function sitesOfVersion(tx: ReadTx, id: string, page: PageArguments): Promise<Page<SiteRow>> {
  const query = tx
    .createQueryBuilder(Site, 'site')
    .where(ofVersion, partsOf(id))
    .andWhere('site.deleted_at is null');
  return pageOf(query, page);
}

/** How many sites versions have, all that are asked for together in one query. */
export const siteCounts = ({ read }: Pick<Reach, 'read'>) =>
  new DataLoader<string, number>(async (ids) => {
    const found = await read((tx) =>
      rowsOf<{ id: string; sites: number }>(
        tx,
        `select blueprint || '@' || blueprint_version as id, count(*)::int as sites from sites.site
         where deleted_at is null and (blueprint, blueprint_version) in (
           select * from unnest($1::text[], $2::int[])
         )
         group by blueprint, blueprint_version`,
        [ids.map((id) => partsOf(id).blueprint), ids.map((id) => partsOf(id).number)],
      ),
    );
    const counts = new Map(found.map(({ id, sites }) => [id, sites]));
    return ids.map((id) => counts.get(id) ?? 0);
  });

const mostCustomers = 100;

/** Those with the most sites first. */
export function customersOfVersion(
  tx: ReadTx,
  id: string,
): Promise<Array<{ customerId: string; sites: number }>> {
  const { blueprint, number } = partsOf(id);
  return rowsOf(
    tx,
    `select customer_id as "customerId", count(*)::int as sites from sites.site
     where blueprint = $1 and blueprint_version = $2 and deleted_at is null
     group by customer_id order by count(*) desc, customer_id limit ${mostCustomers}`,
    [blueprint, number],
  );
}
