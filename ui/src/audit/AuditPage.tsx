import { useQuery } from '@apollo/client/react';
import { Badge, Box, Button, HStack, Menu, Portal, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { LuChevronDown, LuDownload, LuKeyRound, LuScrollText, LuSearchX } from 'react-icons/lu';
import { useSearchParams } from 'react-router';
import { CopyAsGraphql } from '../CopyAsGraphql.tsx';
import { DataTable, type Column } from '../DataTable.tsx';
import { EmptyState } from '../EmptyState.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { AuditRowFragment } from '../generated/graphql.ts';
import { Page } from '../Page.tsx';
import { useFilters, usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { say as tell, sayFailure } from '../Toaster.tsx';
import { AuditDrawer } from './AuditDrawer.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { AuditQuery } from './documents.ts';
import { exportAudit } from './exportAudit.ts';
import { filterKeys, filterOf } from './filter.ts';
import { sayObject, sayOperation } from './words.ts';

type Row = AuditRowFragment;

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
            <Export filter={filter} />
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
            columns={everywhere ? [...columns.slice(0, 2), customerColumn, ...columns.slice(2)] : columns}
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

function Export({ filter }: { filter: ReturnType<typeof filterOf> }) {
  const { name } = usePortal();
  const [busy, setBusy] = useState(false);
  async function save(format: 'csv' | 'jsonl') {
    setBusy(true);
    try {
      await exportAudit(name, format, filter);
      tell('The export is saved');
    } catch (error) {
      sayFailure('The export failed', error);
    }
    setBusy(false);
  }
  return (
    <Menu.Root positioning={{ placement: 'bottom-end' }} lazyMount unmountOnExit>
      <Menu.Trigger asChild>
        <Button size="sm" variant="outline" loading={busy} loadingText="Exporting">
          <LuDownload /> Export <LuChevronDown />
        </Button>
      </Menu.Trigger>
      <Portal>
        <Menu.Positioner>
          <Menu.Content>
            <Menu.Item value="csv" onClick={() => void save('csv')}>
              CSV, for a spreadsheet
            </Menu.Item>
            <Menu.Item value="jsonl" onClick={() => void save('jsonl')}>
              JSON lines, for a program
            </Menu.Item>
          </Menu.Content>
        </Menu.Positioner>
      </Portal>
    </Menu.Root>
  );
}

const columns: ReadonlyArray<Column<Row>> = [
  {
    key: 'at',
    header: 'When',
    width: '136px',
    cell: ({ at }) => (
      <Box truncate>
        <RelativeTime at={at} />
      </Box>
    ),
  },
  { key: 'who', header: 'Who', from: 'sm', cell: (row) => <Who row={row} /> },
  {
    key: 'what',
    header: 'What',
    cell: (row) => (
      <Box minW="0">
        <Text truncate title={row.operation}>
          {sayOperation(row.operation)}
        </Text>
        {/* Where there is no room for their column. */}
        <Box hideFrom="sm" textStyle="xs" color="fg.muted">
          <Who row={row} />
        </Box>
      </Box>
    ),
  },
  {
    key: 'object',
    header: 'Object',
    from: 'md',
    cell: ({ objectType, objectId }) => (
      <Text truncate color="fg.muted" title={objectId}>
        {sayObject(objectType)}{' '}
        <Text as="span" fontFamily="mono" textStyle="xs">
          {objectId.slice(0, 13)}
        </Text>
      </Text>
    ),
  },
  {
    key: 'ip',
    header: 'From',
    width: '136px',
    from: 'lg',
    cell: ({ ip }) => (
      <Box truncate color="fg.muted">
        {ip ?? '–'}
      </Box>
    ),
  },
  {
    key: 'seal',
    header: 'Seal',
    width: '128px',
    from: 'lg',
    cell: ({ sequence }) => (
      <Box truncate color="fg.muted" fontVariantNumeric="tabular-nums">
        {sequence === null || sequence === undefined ? 'not sealed yet' : `No. ${sequence}`}
      </Box>
    ),
  },
];

const customerColumn: Column<Row> = {
  key: 'customer',
  header: 'Customer',
  from: 'md',
  cell: ({ customer }) => (
    <Box truncate color="fg.muted">
      {customer?.name ?? 'the platform'}
    </Box>
  ),
};

function Who({ row: { actor, actingReason } }: { row: Row }) {
  return (
    <HStack gap="2" minW="0">
      {actor.kind === 'API_KEY' && <LuKeyRound aria-label="API key" style={{ flexShrink: 0 }} />}
      <Text truncate>{actor.name ?? 'somebody who left'}</Text>
      {actingReason && (
        <Badge size="sm" colorPalette="red" title={actingReason} flexShrink={0}>
          Acting
        </Badge>
      )}
    </HStack>
  );
}
