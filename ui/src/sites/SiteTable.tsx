import { Box, HStack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../DataTable.tsx';
import type { SiteRowFragment } from '../generated/graphql.ts';
import type { Paging } from '../paging.ts';
import { usePortal } from '../portal.tsx';
import { RelativeTime } from '../RelativeTime.tsx';
import { siteState } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { nameIn } from './environments.ts';
import { FollowSites } from './FollowSites.tsx';
import { providers } from './providers.tsx';

type Row = SiteRowFragment;
type Props = {
  label: string;
  rows: readonly Row[] | undefined;
  paging?: Paging;
  empty?: ReactNode;
  withCustomer: boolean;
};

export function SiteTable({ label, rows, paging, empty, withCustomer }: Props) {
  const { paths } = usePortal();
  const columns: Column<Row>[] = [
    { key: 'name', header: 'Site', cell: (row) => <Box truncate>{nameIn(row)}</Box> },
    {
      key: 'status',
      header: 'Status',
      width: '144px',
      cell: (row) => <StatusBadge state={siteState(row.status)} size="sm" />,
    },
    ...(withCustomer
      ? [
          {
            key: 'customer',
            header: 'Customer',
            from: 'md' as const,
            cell: (row: Row) => <Box truncate>{row.customer.name}</Box>,
          },
        ]
      : []),
    { key: 'where', header: 'Where', from: 'lg', cell: (row) => <Where site={row} /> },
    {
      key: 'deployment',
      header: 'Last deployment',
      width: '168px',
      from: 'xl',
      cell: (row) => (
        <Box truncate color="fg.muted">
          {row.latestDeployment ? (
            <>
              #{row.latestDeployment.number}, <RelativeTime at={row.latestDeployment.createdAt} />
            </>
          ) : (
            'none yet'
          )}
        </Box>
      ),
    },
    {
      key: 'changed',
      header: 'Changed',
      width: '132px',
      from: 'sm',
      cell: (row) => (
        <Box truncate color="fg.muted">
          <RelativeTime at={row.updatedAt} />
        </Box>
      ),
    },
  ];
  return (
    <>
      {rows && <FollowSites ids={rows.map(({ id }) => id)} />}
      <DataTable
        label={label}
        columns={columns}
        rows={rows}
        href={(row) => paths.site(row.id)}
        {...(paging && { paging })}
        {...(empty !== undefined && { empty })}
      />
    </>
  );
}

export function Where({ site }: { site: Pick<Row, 'cloudProvider' | 'region'> }) {
  const { Icon, name } = providers[site.cloudProvider];
  return (
    <HStack gap="2" minW="0" color="fg.muted">
      <Icon aria-hidden style={{ flexShrink: 0 }} />
      <Box truncate>
        {name} · {site.region}
      </Box>
    </HStack>
  );
}
