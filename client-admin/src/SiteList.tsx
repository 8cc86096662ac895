import { useQuery } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSearch, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { usePage } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { SitesQuery } from '@hosterizer/ui/sites/documents';
import { statusChoices, useSiteFilters } from '@hosterizer/ui/sites/filters';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import { SiteTable } from '@hosterizer/ui/sites/SiteTable.tsx';
import { LuFilterX, LuGlobe } from 'react-icons/lu';

const providerChoices = Object.entries(providers).map(([value, { name }]) => ({ value, label: name }));

/** What the list of sites asks for, as the address says: those of one customer, or of all. */
export function useSiteList(customerId?: string) {
  const filters = useSiteFilters();
  const page = usePage(25);
  const filter = { ...filters.filter, ...(customerId && { customerId }) };
  return { ...filters, page, variables: { ...page.variables, filter } };
}

type Props = {
  label: string;
  list: ReturnType<typeof useSiteList>;
  /** Says in whose list nothing is. */
  empty: string;
  withCustomer: boolean;
};

/** Sites with their filters. */
export function SiteList({ label, list, empty, withCustomer }: Props) {
  const { filters, change, clear, isFiltered, page, variables } = list;
  const { data, error, refetch } = useQuery(SitesQuery, { variables, fetchPolicy: 'cache-and-network' });
  return (
    <>
      <FilterRow>
        <FilterSearch
          label="Search by name"
          value={filters.search}
          onChange={(search) => change({ search })}
        />
        <FilterSelect
          label="Status"
          value={filters.status}
          choices={statusChoices}
          onChange={(status) => change({ status })}
        />
        <FilterSelect
          label="Provider"
          value={filters.provider}
          choices={providerChoices}
          onChange={(provider) => change({ provider })}
        />
        {filters.version && (
          <FilterSelect
            label="Made of"
            value={filters.version}
            choices={[{ value: filters.version, label: filters.version }]}
            onChange={(version) => change({ version })}
          />
        )}
      </FilterRow>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <SiteTable
            label={label}
            rows={data?.sites.edges.map(({ node }) => node)}
            paging={page.paging(data?.sites.pageInfo)}
            withCustomer={withCustomer}
            empty={
              isFiltered ? (
                <EmptyState
                  icon={<LuFilterX />}
                  title="No site matches"
                  action={
                    <Button size="sm" variant="outline" onClick={clear}>
                      Clear the filters
                    </Button>
                  }
                >
                  Others may be there: take the filters away to see them.
                </EmptyState>
              ) : (
                <EmptyState icon={<LuGlobe />} title="No sites yet">
                  {empty}
                </EmptyState>
              )
            }
          />
        </Panel>
      )}
    </>
  );
}
