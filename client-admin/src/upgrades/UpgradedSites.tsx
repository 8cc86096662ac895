import { useQuery } from '@apollo/client/react';
import { Box, Button, Link as ChakraLink, Text } from '@chakra-ui/react';
import { DataTable, type Column } from '@hosterizer/ui/DataTable.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { useFilters, usePage, type PageInfo, type PageOrder, type Paging } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { nameIn } from '@hosterizer/ui/sites/environments';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { useEffect } from 'react';
import { LuFilterX } from 'react-icons/lu';
import { Link } from 'react-router';
import type { UpgradedSiteRowFragment, UpgradedSiteStatus } from '../generated/graphql.ts';
import { UpgradedSitesQuery } from './documents.ts';
import { siteStatuses, upgradedState } from './words.ts';

type Row = UpgradedSiteRowFragment & { id: string };

const statusChoices = siteStatuses.map((value) => ({ value, label: upgradedState(value).label }));
const inTurn: PageOrder = { said: 'In the order of their turns', back: 'Back', on: 'Next' };

const columns: ReadonlyArray<Column<Row>> = [
  {
    key: 'site',
    header: 'Site',
    cell: ({ site, reason }) => (
      <Box py="1">
        <Box truncate>{nameIn(site)}</Box>
        {reason != null && (
          <Text as="div" textStyle="xs" color="fg.muted" fontWeight="normal" overflowWrap="anywhere">
            {reason}
          </Text>
        )}
      </Box>
    ),
  },
  {
    key: 'status',
    header: 'Status',
    width: '132px',
    cell: ({ status }) => <StatusBadge state={upgradedState(status)} size="sm" />,
  },
  {
    key: 'customer',
    header: 'Customer',
    width: '20%',
    from: 'md',
    cell: ({ customer }) => <Box truncate>{customer.name}</Box>,
  },
  { key: 'wave', header: 'Wave', width: '80px', from: 'sm', cell: ({ wave }) => wave },
  {
    key: 'from',
    header: 'From',
    width: '112px',
    from: 'lg',
    cell: ({ fromVersion }) => (
      <Box truncate color="fg.muted">
        {fromVersion == null ? 'none' : `version ${fromVersion}`}
      </Box>
    ),
  },
  {
    key: 'deployment',
    header: 'Deployment',
    width: '120px',
    from: 'sm',
    // Above the link that covers the row.
    cell: ({ deployment, site }) =>
      deployment && (
        <ChakraLink asChild color="brand.fg" position="relative">
          <Link
            to={`/deployments/${deployment.id}`}
            aria-label={`Deployment ${deployment.number} of ${site.name}`}
          >
            #{deployment.number}
          </Link>
        </ChakraLink>
      ),
  },
];

/** The sites of an upgrade, in the order of their turns; asked for anew whenever it has moved. */
export function UpgradedSites({ id, moves }: { id: string; moves: number }) {
  const { filters, change, clear } = useFilters(['status']);
  const page = usePage(25);
  const variables = {
    ...{ id, ...inTurns(page.variables) },
    ...(filters.status && { status: filters.status as UpgradedSiteStatus }),
  };
  const { data, error, refetch } = useQuery(UpgradedSitesQuery, {
    variables,
    fetchPolicy: 'cache-and-network',
  });
  useEffect(() => {
    if (moves > 0) void refetch();
  }, [moves, refetch]);
  const sites = data?.upgrade?.sites;
  const rows = sites?.edges.map(({ node }) => ({ ...node, id: node.site.id })).reverse();
  return (
    <>
      <FilterRow>
        <FilterSelect
          label="Status"
          value={filters.status}
          choices={statusChoices}
          onChange={(status) => change({ status })}
        />
      </FilterRow>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <DataTable
            label="Sites"
            columns={columns}
            rows={rows}
            href={({ site }) => `/sites/${site.id}`}
            paging={turned(page.paging(sites?.pageInfo as PageInfo | undefined))}
            order={inTurn}
            empty={
              <EmptyState
                icon={<LuFilterX />}
                title="No site is so"
                action={
                  <Button size="sm" variant="outline" onClick={clear}>
                    Clear the filter
                  </Button>
                }
              >
                Others may be otherwise: take the filter away to see them.
              </EmptyState>
            }
          />
        </Panel>
      )}
    </>
  );
}

/** The API tells the last turn first, as it tells the newest of everything first. */
const inTurns = (page: ReturnType<typeof usePage>['variables']) =>
  page.after === undefined && page.before === undefined ? { last: page.first! } : page;

const turned = ({ isMoved, next, previous }: Paging): Paging => ({
  isMoved,
  ...(previous && { next: previous }),
  ...(next && { previous: next }),
});
