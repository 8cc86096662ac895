import type { Choice } from '../Filters.tsx';
import type { CloudProvider, SiteFilter, SiteStatus } from '../generated/graphql.ts';
import { useFilters } from '../paging.ts';
import { siteState } from '../status.ts';

const shown: readonly SiteStatus[] = ['ACTIVE', 'PROVISIONING', 'UPDATING', 'FAILED', 'PENDING', 'DELETING'];

export const statusChoices: readonly Choice[] = shown.map((status) => ({
  value: status,
  label: siteState(status).label,
}));

/** The filters of a list of sites, out of the address and as the API takes them. */
export function useSiteFilters() {
  const { filters, ...rest } = useFilters(['search', 'status', 'provider', 'version']);
  const filter: SiteFilter = {
    ...(filters.search && { search: filters.search }),
    ...(filters.status && { status: filters.status as SiteStatus }),
    ...(filters.provider && { cloudProvider: filters.provider as CloudProvider }),
    ...(filters.version && { blueprintVersion: filters.version }),
  };
  return { filters, filter, ...rest };
}
