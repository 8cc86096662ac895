import { useQuery } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { DataTable } from '@hosterizer/ui/DataTable.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSearch } from '@hosterizer/ui/Filters.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { useAddressFlag, useFilters } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { LuFilterX, LuLayoutTemplate, LuPlus } from 'react-icons/lu';
import type { BlueprintRowFragment } from '../generated/graphql.ts';
import { columns } from './columns.tsx';
import { BlueprintsQuery } from './documents.ts';
import { NewBlueprint } from './NewBlueprint.tsx';
import { blueprintPath } from './words.ts';

/** What customers can order, and what is being written. */
export function BlueprintsPage() {
  const { filters, change, clear } = useFilters(['search']);
  const { data, error, refetch } = useQuery(BlueprintsQuery, { fetchPolicy: 'cache-and-network' });
  const dialog = useAddressFlag('new');
  const add = (
    <PermissionGate scope="registry:write">
      <Button size="sm" colorPalette="brand" onClick={dialog.open}>
        <LuPlus /> New blueprint
      </Button>
    </PermissionGate>
  );
  const rows = data?.blueprints.filter((row) => matches(row, filters.search ?? ''));
  return (
    <Page
      title="Blueprints"
      meta="What customers can order, and which modules build it."
      actions={
        <>
          <CopyAsGraphql document={BlueprintsQuery} variables={{}} />
          {add}
        </>
      }
    >
      <FilterRow>
        <FilterSearch
          label="Search by name"
          value={filters.search}
          onChange={(search) => change({ search })}
        />
      </FilterRow>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden">
          <DataTable
            label="Blueprints"
            columns={columns}
            rows={rows?.map((row) => ({ ...row, id: row.name }))}
            href={({ name }) => blueprintPath(name)}
            empty={
              filters.search ? (
                <EmptyState
                  icon={<LuFilterX />}
                  title="No blueprint matches"
                  action={
                    <Button size="sm" variant="outline" onClick={clear}>
                      Clear the filter
                    </Button>
                  }
                >
                  Others may be there: take the filter away to see them.
                </EmptyState>
              ) : (
                <EmptyState icon={<LuLayoutTemplate />} title="No blueprints yet" action={add}>
                  A blueprint says what customers fill in, and which module builds it at each provider.
                </EmptyState>
              )
            }
          />
        </Panel>
      )}
      <NewBlueprint open={dialog.isOpen} onClose={dialog.close} />
    </Page>
  );
}

const matches = ({ name, title }: BlueprintRowFragment, search: string) =>
  `${name} ${title}`.toLowerCase().includes(search.trim().toLowerCase());
