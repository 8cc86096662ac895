import { useQuery } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { CopyAsGraphql } from '@hosterizer/ui/CopyAsGraphql.tsx';
import { DataTable } from '@hosterizer/ui/DataTable.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { FilterRow, FilterSearch, FilterSelect } from '@hosterizer/ui/Filters.tsx';
import { Page } from '@hosterizer/ui/Page.tsx';
import { useFilters, usePage, type PageOrder } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import { LuBlocks, LuFilterX, LuPlus } from 'react-icons/lu';
import { Link } from 'react-router';
import type { CloudProvider, ModuleFilter } from '../generated/graphql.ts';
import { columns } from './columns.tsx';
import { ModulesQuery } from './documents.ts';
import { modulePath } from './words.ts';

const providerChoices = Object.entries(providers).map(([value, { name }]) => ({ value, label: name }));
const byName: PageOrder = { said: 'By name', back: 'Back', on: 'Next' };

/** What sites are built by. */
export function ModulesPage() {
  const { filters, change, clear, isFiltered } = useFilters(['search', 'provider']);
  const filter: ModuleFilter = {
    ...(filters.search && { search: filters.search }),
    ...(filters.provider && { cloudProvider: filters.provider as CloudProvider }),
  };
  const page = usePage(25);
  const variables = { ...page.variables, filter };
  const { data, error, refetch } = useQuery(ModulesQuery, { variables, fetchPolicy: 'cache-and-network' });
  return (
    <Page
      title="Modules"
      meta="Terraform that sites are built by, in versions that never change."
      actions={
        <>
          <CopyAsGraphql document={ModulesQuery} variables={variables} />
          <RegisterButton />
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
          <DataTable
            label="Modules"
            columns={columns}
            rows={data?.modules.edges.map(({ node }) => ({ ...node, id: node.name }))}
            href={({ name }) => modulePath(name)}
            paging={page.paging(data?.modules.pageInfo)}
            order={byName}
            empty={isFiltered ? <NoMatch clear={clear} /> : <NoModules />}
          />
        </Panel>
      )}
    </Page>
  );
}

/** To the page where a version is brought along; of this module when it is named. */
export function RegisterButton({ name }: { name?: string }) {
  return (
    <PermissionGate scope="registry:write">
      <Button size="sm" colorPalette="brand" asChild>
        <Link to={`/modules/register${name === undefined ? '' : `?name=${encodeURIComponent(name)}`}`}>
          <LuPlus /> Register a version
        </Link>
      </Button>
    </PermissionGate>
  );
}

const NoMatch = ({ clear }: { clear: () => void }) => (
  <EmptyState
    icon={<LuFilterX />}
    title="No module matches"
    action={
      <Button size="sm" variant="outline" onClick={clear}>
        Clear the filters
      </Button>
    }
  >
    Others may be there: take the filters away to see them.
  </EmptyState>
);

const NoModules = () => (
  <EmptyState icon={<LuBlocks />} title="No modules yet" action={<RegisterButton />}>
    A module is a folder of Terraform. Blueprints choose one for each provider that a site can stand at.
  </EmptyState>
);
