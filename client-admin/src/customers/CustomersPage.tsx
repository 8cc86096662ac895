import { useQuery } from '@apollo/client/react';
import { Box, Button } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { DataTable, type Column } from '@hosterizer/ui/DataTable.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSearch, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { useFilters, usePage } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { LuBuilding2, LuFilterX, LuPlus } from 'react-icons/lu';
import { useSearchParams } from 'react-router';
import type {
  CustomerFilter,
  CustomerRowFragment,
  CustomerStatus,
  CustomerTier,
} from '../generated/graphql.ts';
import { customerState, statusChoices, tierChoices, tierNames } from './customerStatus.ts';
import { CustomersQuery } from './documents.ts';
import { NewCustomer } from './NewCustomer.tsx';

const columns: ReadonlyArray<Column<CustomerRowFragment>> = [
  { key: 'name', header: 'Customer', cell: ({ name }) => <Box truncate>{name}</Box> },
  {
    key: 'status',
    header: 'Status',
    width: '140px',
    cell: ({ status }) => <StatusBadge state={customerState(status)} size="sm" />,
  },
  { key: 'tier', header: 'Tier', width: '120px', from: 'md', cell: ({ tier }) => tierNames[tier] },
  {
    key: 'owner',
    header: 'Owner',
    from: 'lg',
    cell: ({ ownerEmail }) => (
      <Box truncate color="fg.muted">
        {ownerEmail}
      </Box>
    ),
  },
  {
    key: 'created',
    header: 'Created',
    width: '140px',
    from: 'sm',
    cell: ({ createdAt }) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={createdAt} />
      </Box>
    ),
  },
];

export function CustomersPage() {
  const { filters, change, clear, isFiltered } = useFilters(['search', 'status', 'tier']);
  const filter: CustomerFilter = {
    ...(filters.search && { search: filters.search }),
    ...(filters.status && { status: filters.status as CustomerStatus }),
    ...(filters.tier && { tier: filters.tier as CustomerTier }),
  };
  const page = usePage(25);
  const variables = { ...page.variables, filter };
  const { data, error, refetch } = useQuery(CustomersQuery, { variables, fetchPolicy: 'cache-and-network' });
  // In the address, so that the command palette can open it.
  const [params, setParams] = useSearchParams();
  const open = (isOpen: boolean) =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      if (isOpen) next.set('new', '');
      else next.delete('new');
      return next;
    });
  const newCustomer = (
    <PermissionGate scope="customers:create">
      <Button size="sm" colorPalette="brand" onClick={() => open(true)}>
        <LuPlus /> New customer
      </Button>
    </PermissionGate>
  );
  return (
    <Page
      title="Customers"
      actions={
        <>
          <CopyAsGraphql document={CustomersQuery} variables={variables} />
          {newCustomer}
        </>
      }
    >
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
          label="Tier"
          value={filters.tier}
          choices={tierChoices}
          onChange={(tier) => change({ tier })}
        />
      </FilterRow>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <DataTable
            label="Customers"
            columns={columns}
            rows={data?.customers.edges.map(({ node }) => node)}
            href={({ id }) => `/customers/${id}`}
            paging={page.paging(data?.customers.pageInfo)}
            empty={
              isFiltered ? (
                <EmptyState
                  icon={<LuFilterX />}
                  title="No customer matches"
                  action={
                    <Button size="sm" variant="outline" onClick={clear}>
                      Clear the filters
                    </Button>
                  }
                >
                  Others may be there: take the filters away to see them.
                </EmptyState>
              ) : (
                <EmptyState icon={<LuBuilding2 />} title="No customers yet" action={newCustomer}>
                  A customer has people, sites and everything that these are made of, invisible to every other
                  customer.
                </EmptyState>
              )
            }
          />
        </Panel>
      )}
      <NewCustomer open={params.has('new')} onClose={() => open(false)} />
    </Page>
  );
}
