import { useQuery } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSearch, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { usePage } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { SitesQuery } from '@hosterizer/ui/sites/documents';
import { statusChoices, useSiteFilters } from '@hosterizer/ui/sites/filters';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import { SiteTable } from '@hosterizer/ui/sites/SiteTable.tsx';
import { LuFilterX, LuGlobe } from 'react-icons/lu';

const providerChoices = Object.entries(providers).map(([value, { name }]) => ({ value, label: name }));

/** Every site of every customer. */
export function SitesPage() {
  const { filters, filter, change, clear, isFiltered } = useSiteFilters();
  const page = usePage(25);
  const variables = { ...page.variables, filter };
  const { data, error, refetch } = useQuery(SitesQuery, { variables, fetchPolicy: 'cache-and-network' });
  return (
    <Page title="Sites" actions={<CopyAsGraphql document={SitesQuery} variables={variables} />}>
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
      </FilterRow>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <SiteTable
            label="Sites"
            rows={data?.sites.edges.map(({ node }) => node)}
            paging={page.paging(data?.sites.pageInfo)}
            withCustomer
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
                  Customers order sites in their portal; each appears here the moment it does.
                </EmptyState>
              )
            }
          />
        </Panel>
      )}
    </Page>
  );
}
