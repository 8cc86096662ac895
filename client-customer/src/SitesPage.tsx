import { useQuery } from '@apollo/client/react';
import { Button, Grid, Skeleton, Stack } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { Pages } from '@hosterizer/ui/DataTable.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSearch, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { usePage } from '@hosterizer/ui/paging';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { SitesQuery } from '@hosterizer/ui/sites/documents';
import { statusChoices, useSiteFilters } from '@hosterizer/ui/sites/filters';
import { FollowSites } from '@hosterizer/ui/sites/FollowSites.tsx';
import { LuFilterX, LuGlobe, LuPlus } from 'react-icons/lu';
import { Link } from 'react-router';
import { RunningStrip } from './RunningStrip.tsx';
import { SiteCard } from './SiteCard.tsx';

const columns = {
  base: '1fr',
  sm: 'repeat(2, minmax(0, 1fr))',
  xl: 'repeat(3, minmax(0, 1fr))',
  '2xl': 'repeat(4, minmax(0, 1fr))',
};

/** The customer's home: what is being deployed right now, then every site. */
export function SitesPage() {
  const { filters, filter, change, clear, isFiltered } = useSiteFilters();
  const page = usePage(24);
  const variables = { ...page.variables, filter };
  const { data, error, refetch } = useQuery(SitesQuery, { variables, fetchPolicy: 'cache-and-network' });
  const sites = data?.sites.edges.map(({ node }) => node).filter(({ status }) => status !== 'DELETED');
  const paging = page.paging(data?.sites.pageInfo);
  const nothingYet = sites?.length === 0 && !isFiltered && !paging.isMoved;

  return (
    <Page
      title="Sites"
      actions={
        <>
          <CopyAsGraphql document={SitesQuery} variables={variables} />
          <NewSite />
        </>
      }
    >
      <RunningStrip />
      {!nothingYet && (
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
        </FilterRow>
      )}
      {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
      {nothingYet && (
        <EmptyState icon={<LuGlobe />} title="Your first site" action={<NewSite />}>
          Say what it should show and where it should stand. It is built while you watch, and has an address a
          moment later.
        </EmptyState>
      )}
      {sites?.length === 0 && isFiltered && (
        <EmptyState
          icon={<LuFilterX />}
          title="No site matches"
          action={
            <Button size="sm" variant="outline" onClick={clear}>
              Clear the filters
            </Button>
          }
        >
          Your other sites are still there.
        </EmptyState>
      )}
      <Grid
        as="ul"
        listStyleType="none"
        templateColumns={columns}
        gap="4"
        aria-busy={!sites}
        aria-label="Sites"
      >
        {sites?.map((site) => (
          <SiteCard key={site.id} site={site} />
        ))}
        {!sites && !error && [0, 1, 2].map((n) => <Skeleton as="li" key={n} h="248px" rounded="lg" />)}
      </Grid>
      {(paging.next || paging.previous) && (
        <Stack>
          <Pages paging={paging} />
        </Stack>
      )}
      {sites && <FollowSites ids={sites.map(({ id }) => id)} />}
    </Page>
  );
}

function NewSite() {
  return (
    <PermissionGate scope="sites:write">
      <Button size="sm" colorPalette="brand" asChild>
        <Link to="/sites/new">
          <LuPlus /> New site
        </Link>
      </Button>
    </PermissionGate>
  );
}
