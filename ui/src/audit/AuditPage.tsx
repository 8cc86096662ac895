import { useQuery } from '@apollo/client/react';
import { Button } from '@chakra-ui/react';
import { LuScrollText, LuSearchX } from 'react-icons/lu';
import { useSearchParams } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { DataTable } from '../DataTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import { Page } from '../Page.tsx';
import { useFilters, usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { AuditDrawer } from './AuditDrawer.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { columnsFor } from './columns.tsx';
import { AuditQuery } from './documents.ts';
import { filterKeys, filterOf } from './filter.ts';
import { ExportMenu } from './ExportMenu.tsx';

/** What was done, by whom: in one's customer, or for the platform's staff everywhere. */
export function AuditPage() {
  const everywhere = usePortal().name === 'admin';
  const { filters, change, clear, isFiltered } = useFilters(filterKeys);
  const page = usePage(25);
  const filter = filterOf(filters);
  const variables = { ...page.variables, ...(isFiltered && { filter }) };
  const { data, previousData, error, refetch } = useQuery(AuditQuery, {
    variables,
    fetchPolicy: 'cache-and-network',
  });
  const failed = error && !data;
  const rows = (data ?? previousData)?.auditEntries.edges.map(({ node }) => node);
  const [params, setParams] = useSearchParams();
  const entry = rows?.find(({ id }) => id === params.get('entry'));
  const withEntry = (id: string | null) => {
    const next = new URLSearchParams(params);
    if (id) next.set('entry', id);
    else next.delete('entry');
    return next;
  };

  return (
    <Page
      title="Audit log"
      meta={
        everywhere
          ? 'What was done on the platform, by whom, and for whom.'
          : 'What was done in your account, by whom. Entries are chained, so that a missing or changed one shows.'
      }
      actions={
        !failed && (
          <>
            <CopyAsGraphql document={AuditQuery} variables={variables} />
            <ExportMenu filter={filter} />
          </>
        )
      }
    >
      {!failed && (
        <AuditFilters
          filters={filters}
          rows={rows ?? []}
          isFiltered={isFiltered}
          change={change}
          clear={clear}
        />
      )}
      {failed ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Panel overflow="hidden" opacity={data ? 1 : 0.6} transition="opacity 120ms">
          <DataTable
            label="Audit log"
            columns={columnsFor(everywhere)}
            rows={rows}
            href={({ id }) => `?${withEntry(id)}`}
            paging={page.paging(data?.auditEntries.pageInfo)}
            empty={
              isFiltered ? (
                <EmptyState
                  icon={<LuSearchX />}
                  title="Nothing fits this filter"
                  action={
                    <Button size="sm" variant="outline" onClick={clear}>
                      Clear the filter
                    </Button>
                  }
                >
                  Try a longer time, or fewer conditions.
                </EmptyState>
              ) : (
                <EmptyState icon={<LuScrollText />} title="Nothing has been done yet">
                  Every change that a person or an API key makes is written down here.
                </EmptyState>
              )
            }
          />
        </Panel>
      )}
      <AuditDrawer
        entry={entry}
        onClose={() => setParams(withEntry(null))}
        onFilter={(only) => setParams(new URLSearchParams(only as Record<string, string>))}
      />
    </Page>
  );
}
