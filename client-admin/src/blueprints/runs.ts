/** Customers and versions, crossed. */
import type { RunsQuery } from '../generated/graphql.ts';

export type RunVersion = RunsQuery['blueprint']['versions'][number];

type Row = { id: string; name: string; all: number; sites: ReadonlyMap<string, number> };

export type Runs = {
  /** Those that a site is made of, the newest first. */
  versions: readonly RunVersion[];
  /** Those with the most sites first. */
  customers: readonly Row[];
  /** Whether a version has sites of more customers than are told. */
  isCut: boolean;
};

export function tableOf(all: readonly RunVersion[]): Runs {
  const versions = all.filter(({ siteCount }) => siteCount > 0);
  const rows = new Map<string, { id: string; name: string; all: number; sites: Map<string, number> }>();
  for (const { id: version, customers } of versions) {
    for (const { customer, sites } of customers) {
      const row = rows.get(customer.id) ?? { ...customer, all: 0, sites: new Map<string, number>() };
      row.sites.set(version, sites);
      rows.set(customer.id, { ...row, all: row.all + sites });
    }
  }
  return {
    versions,
    customers: [...rows.values()].sort(
      (one, other) => other.all - one.all || one.name.localeCompare(other.name),
    ),
    isCut: versions.some(
      ({ siteCount, customers }) => customers.reduce((sum, { sites }) => sum + sites, 0) < siteCount,
    ),
  };
}
