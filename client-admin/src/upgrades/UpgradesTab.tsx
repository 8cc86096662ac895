import { useQuery, useSubscription } from '@apollo/client/react';
import { Box, Button, HStack, Text } from '@chakra-ui/react';
import { DataTable, type Column } from '@hosterizer/ui/DataTable.tsx';
import { EmptyState } from '@hosterizer/ui/EmptyState.tsx';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import { useAddressFlag, usePage } from '@hosterizer/ui/paging';
import { Panel } from '@hosterizer/ui/Panel.tsx';
import { PermissionGate } from '@hosterizer/ui/PermissionGate.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { LuLayers } from 'react-icons/lu';
import { useBlueprint } from '../blueprints/BlueprintPage.tsx';
import type { UpgradeFieldsFragment } from '../generated/graphql.ts';
import { UpgradeChanged, UpgradesQuery } from './documents.ts';
import { WaveBar } from './WaveBar.tsx';
import { isUnderWay, sayEnvironments, sumOf, totalOf, upgradePath, upgradeState } from './words.ts';

type Upgrade = UpgradeFieldsFragment;

const columns: ReadonlyArray<Column<Upgrade>> = [
  {
    key: 'to',
    header: 'Upgrade',
    cell: ({ toVersion, environments, customer }) => (
      <>
        <Box truncate>To version {toVersion.number}</Box>
        <Text as="div" textStyle="xs" color="fg.muted" fontWeight="normal" truncate>
          {customer ? `${customer.name}, ` : ''}
          {sayEnvironments(environments)}
        </Text>
      </>
    ),
  },
  {
    key: 'status',
    header: 'Status',
    width: '132px',
    cell: ({ status }) => <StatusBadge state={upgradeState(status)} size="sm" />,
  },
  {
    key: 'progress',
    header: 'Sites',
    width: '220px',
    from: 'sm',
    cell: ({ waves }) => <Progress waves={waves} />,
  },
  {
    key: 'by',
    header: 'Asked for by',
    from: 'lg',
    cell: ({ requestedBy }) => (
      <Box truncate color="fg.muted">
        {requestedBy?.email ?? 'an API key'}
      </Box>
    ),
  },
  {
    key: 'when',
    header: 'When',
    width: '132px',
    from: 'md',
    cell: ({ createdAt }) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={createdAt} />
      </Box>
    ),
  },
];

function Progress({ waves }: Pick<Upgrade, 'waves'>) {
  const counts = totalOf(waves);
  const all = sumOf(counts);
  if (all === 0) return <Text color="fg.muted">None</Text>;
  return (
    <HStack gap="3">
      <WaveBar label="All waves" counts={counts} height="2" />
      <Box fontVariantNumeric="tabular-nums" whiteSpace="nowrap" textStyle="xs" color="fg.muted">
        {counts.COMPLETED} of {all}
      </Box>
    </HStack>
  );
}

/** Every upgrade of the blueprint's sites, the newest first. */
export function UpgradesTab() {
  const { name, published } = useBlueprint();
  const page = usePage(25);
  const { data, error, refetch } = useQuery(UpgradesQuery, {
    variables: { blueprint: name, ...page.variables },
    fetchPolicy: 'cache-and-network',
  });
  const dialog = useAddressFlag('upgrade');
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  const rows = data?.upgrades.edges.map(({ node }) => node);
  return (
    <Panel overflow="hidden">
      {rows
        ?.filter(({ status }) => isUnderWay(status))
        .map(({ id }) => (
          <Follow key={id} id={id} />
        ))}
      <DataTable
        label="Upgrades"
        columns={columns}
        rows={rows}
        href={({ id }) => upgradePath(id)}
        paging={page.paging(data?.upgrades.pageInfo)}
        empty={
          <EmptyState
            icon={<LuLayers />}
            title="No upgrade yet"
            action={
              published && (
                <PermissionGate scope="registry:write">
                  <Button size="sm" variant="outline" onClick={dialog.open}>
                    Upgrade sites
                  </Button>
                </PermissionGate>
              )
            }
          >
            An upgrade brings sites to a newer version, wave by wave: a few first, the others when these
            stand.
          </EmptyState>
        }
      />
    </Panel>
  );
}

function Follow({ id }: { id: string }) {
  useSubscription(UpgradeChanged, { variables: { id }, ignoreResults: true });
  return null;
}
