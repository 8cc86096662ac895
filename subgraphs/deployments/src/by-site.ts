import DataLoader from 'dataloader';
import type { Reach, ReadTx } from '@hosterizer/kit/tenancy';

/** Loads for one request the rows that belong to sites, those of all sites that are asked for together in one query. */
export const bySite = <Row extends { siteId: string }>(
  { read }: Pick<Reach, 'read'>,
  load: (tx: ReadTx, siteIds: readonly string[]) => Promise<Row[]>,
): DataLoader<string, Row[]> =>
  new DataLoader(async (siteIds) => {
    const rows = Map.groupBy(await read((tx) => load(tx, siteIds)), ({ siteId }) => siteId);
    return siteIds.map((id) => rows.get(id) ?? []);
  });
