import { useQuery } from '@apollo/client/react';
import { Box, CloseButton, Drawer, Portal, Text } from '@chakra-ui/react';
import { useState } from 'react';
import { DataTable, type Column } from '../DataTable.tsx';
import { ErrorState } from '../ErrorState.tsx';
import type { DriftRowFragment } from '../generated/graphql.ts';
import { usePage } from '../paging.ts';
import { Panel } from '../Panel.tsx';
import { Duration, RelativeTime } from '../RelativeTime.tsx';
import { RowMenu } from '../RowMenu.tsx';
import { StatusBadge } from '../StatusBadge.tsx';
import { CheckResources } from './CheckResources.tsx';
import { DriftChecksQuery } from './documents.ts';
import { checkState, isChecking } from './words.ts';

type Row = DriftRowFragment;

/** Every check of the site; what one found opens beside the list. */
export function ChecksTable({ siteId, name }: { siteId: string; name: string }) {
  const page = usePage(10);
  const [opened, setOpened] = useState<Row | null>(null);
  const { data, error, refetch } = useQuery(DriftChecksQuery, {
    variables: { id: siteId, ...page.variables },
    fetchPolicy: 'cache-and-network',
  });
  const rows = data?.site?.driftChecks.edges.map(({ node }) => node);
  // The panel above says that there was none, and offers the first.
  if (rows?.length === 0) return null;
  return (
    <Panel title="History of checks" overflow="hidden">
      {error && !data ? (
        <Box p="4">
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Box>
      ) : (
        <DataTable
          label={`Drift checks of ${name}`}
          columns={columns(setOpened)}
          rows={rows}
          paging={page.paging(data?.site?.driftChecks.pageInfo)}
        />
      )}
      <CheckDrawer check={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}

const columns = (open: (row: Row) => void): Array<Column<Row>> => [
  {
    key: 'status',
    header: 'Outcome',
    width: '168px',
    cell: (row) => <StatusBadge state={checkState(row)} size="sm" />,
  },
  {
    key: 'when',
    header: 'When',
    cell: (row) => (
      <Box truncate>
        <RelativeTime at={row.createdAt} />
      </Box>
    ),
  },
  {
    key: 'who',
    header: 'Asked for by',
    from: 'md',
    cell: (row) => (
      <Box truncate color="fg.muted">
        {row.trigger === 'SCHEDULE' ? 'the schedule' : (row.requestedBy?.email ?? 'somebody who left')}
      </Box>
    ),
  },
  {
    key: 'duration',
    header: 'Took',
    width: '96px',
    from: 'sm',
    cell: (row) => <Duration from={row.createdAt} to={row.completedAt} />,
  },
  {
    key: 'menu',
    header: 'Actions',
    hiddenHeader: true,
    width: '56px',
    cell: (row) => (
      <Box display="flex" justifyContent="flex-end">
        <RowMenu
          label="Actions for this check"
          actions={[
            {
              label: 'What it found',
              onSelect: () => open(row),
              refused: isChecking(row) ? 'It has not ended yet.' : undefined,
            },
          ]}
        />
      </Box>
    ),
  },
];

function CheckDrawer({ check, onClose }: { check: Row | null; onClose: () => void }) {
  return (
    <Drawer.Root
      open={!!check}
      onOpenChange={({ open }) => !open && onClose()}
      placement="end"
      size="lg"
      lazyMount
      unmountOnExit
    >
      <Portal>
        <Drawer.Backdrop />
        <Drawer.Positioner>
          <Drawer.Content>
            {check && (
              <>
                <Drawer.Header flexDirection="column" alignItems="flex-start" gap="1.5" pe="12">
                  <Drawer.Title>What the check found</Drawer.Title>
                  <Text as="div" textStyle="sm" color="fg.muted">
                    <StatusBadge state={checkState(check)} size="sm" /> <RelativeTime at={check.createdAt} />
                  </Text>
                </Drawer.Header>
                <Drawer.Body px="0" borderTopWidth="1px">
                  {check.errorMessage && (
                    <Text px="4" py="3" textStyle="sm" color="fg.error" overflowWrap="anywhere">
                      {check.errorMessage}
                    </Text>
                  )}
                  <CheckResources id={check.id} />
                </Drawer.Body>
                <Drawer.CloseTrigger asChild>
                  <CloseButton size="sm" />
                </Drawer.CloseTrigger>
              </>
            )}
          </Drawer.Content>
        </Drawer.Positioner>
      </Portal>
    </Drawer.Root>
  );
}
