import { Button, Heading, Stack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuFilterX, LuRocket } from 'react-icons/lu';
import { Link } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import { FilterRow, FilterSelect, type Choice } from '../Filters.tsx';
import type { DeploymentStatus } from '../generated/graphql.ts';
import { Page } from '../Page.tsx';
import { useFilters, usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { DeploymentsQuery } from './documents.ts';
import { DeploymentTable } from './DeploymentTable.tsx';
import { useDeployments } from './useDeployments.ts';

const statuses: readonly Choice[] = [
  { value: 'QUEUED', label: 'Queued' },
  { value: 'RUNNING', label: 'Running' },
  { value: 'COMPLETED', label: 'Completed' },
  { value: 'FAILED', label: 'Failed' },
  { value: 'CANCELLED', label: 'Cancelled' },
  { value: 'UNRESOLVED', label: 'Being checked' },
];

/** Every deployment, newest first; above it what the portal puts there. */
export function DeploymentsPage({ children }: { children?: ReactNode }) {
  const { paths } = usePortal();
  const { filters, change, clear, isFiltered } = useFilters(['status']);
  const page = usePage(25);
  const variables = {
    ...page.variables,
    ...(filters.status && { filter: { status: filters.status as DeploymentStatus } }),
  };
  const { data, error, refetch } = useDeployments(variables);
  const rows = data?.deployments.edges.map(({ node }) => node);

  return (
    <Page title="Deployments" actions={<CopyAsGraphql document={DeploymentsQuery} variables={variables} />}>
      {children}
      <Stack gap="3">
        {children && (
          <Heading as="h2" textStyle="sm" fontWeight="semibold">
            All deployments
          </Heading>
        )}
        <FilterRow>
          <FilterSelect
            label="Status"
            value={filters.status}
            choices={statuses}
            onChange={(status) => change({ status })}
          />
        </FilterRow>
        {error && !data && <ErrorState error={error} onRetry={() => void refetch()} />}
        {(!error || data) && (
          <Panel overflow="hidden">
            <DeploymentTable
              label="Deployments"
              rows={rows}
              paging={page.paging(data?.deployments.pageInfo)}
              empty={
                isFiltered ? (
                  <EmptyState
                    icon={<LuFilterX />}
                    title="No deployment has this status"
                    action={
                      <Button size="sm" variant="outline" onClick={clear}>
                        Clear the filter
                      </Button>
                    }
                  >
                    Others may be there: take the filter away to see them.
                  </EmptyState>
                ) : (
                  <EmptyState
                    icon={<LuRocket />}
                    title="Nothing has been deployed yet"
                    action={
                      <Button size="sm" colorPalette="brand" asChild>
                        <Link to={paths.sites}>Go to sites</Link>
                      </Button>
                    }
                  >
                    A deployment builds a site or changes it. Open a site and press Deploy; you can watch it
                    happen here.
                  </EmptyState>
                )
              }
            />
          </Panel>
        )}
      </Stack>
    </Page>
  );
}
