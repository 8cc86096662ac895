import { useSubscription } from '@apollo/client/react';
import { Box, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { DataTable, type Column } from '../DataTable.tsx';
import type { DeploymentRowFragment } from '../generated/graphql.ts';
import type { Paging } from '../paging.ts';
import { usePortal } from '../portal.tsx';
import { Duration, RelativeTime } from '../RelativeTime.tsx';
import { deploymentState, isOver } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { DeploymentChanged } from './documents.ts';

type Row = DeploymentRowFragment;

type Props = {
  label: string;
  rows: readonly Row[] | undefined;
  paging?: Paging;
  empty?: ReactNode;
  /** Columns that the page's subject already says. */
  without?: ReadonlyArray<'site' | 'customer'>;
};

const types = { CREATE: 'First build', UPDATE: 'Update', DELETE: 'Removal' } as const;

export function DeploymentTable({ label, rows, paging, empty, without = [] }: Props) {
  const { paths, name } = usePortal();
  const hidden = new Set<string>(name === 'admin' ? without : [...without, 'customer']);
  const columns: Column<Row>[] = [
    {
      key: 'name',
      header: 'Deployment',
      ...(hidden.has('site') && { width: '112px' }),
      cell: (row) => (
        <Box truncate>
          {!hidden.has('site') && `${row.site.name} `}
          <Text
            as="span"
            color={hidden.has('site') ? 'fg' : 'fg.muted'}
            fontWeight={hidden.has('site') ? 'medium' : 'normal'}
          >
            #{row.number}
          </Text>
        </Box>
      ),
    },
    {
      key: 'status',
      header: 'Status',
      width: '168px',
      cell: (row) => <StatusBadge state={deploymentState(row)} size="sm" />,
    },
    {
      key: 'customer',
      header: 'Customer',
      from: 'lg',
      cell: (row) => <Box truncate>{row.customer.name}</Box>,
    },
    { key: 'type', header: 'Type', width: '100px', from: 'md', cell: (row) => types[row.type] },
    {
      key: 'by',
      header: 'Asked for by',
      from: 'xl',
      cell: (row) => (
        <Box truncate color="fg.muted">
          {row.requestedBy?.email ?? 'the platform'}
        </Box>
      ),
    },
    {
      key: 'duration',
      header: 'Duration',
      width: '88px',
      from: 'md',
      cell: (row) => <Duration from={row.createdAt} to={row.completedAt} />,
    },
    {
      key: 'when',
      header: 'When',
      width: '132px',
      from: 'sm',
      cell: (row) => (
        <Box color="fg.muted" truncate>
          <RelativeTime at={row.createdAt} />
        </Box>
      ),
    },
  ];
  return (
    <>
      {rows
        ?.filter((row) => !isOver(row.status))
        .map((row) => (
          <Follow key={row.id} id={row.id} />
        ))}
      <DataTable
        label={label}
        columns={columns.filter(({ key }) => !hidden.has(key))}
        rows={rows}
        href={paths.deployment}
        {...(paging && { paging })}
        {...(empty !== undefined && { empty })}
      />
    </>
  );
}

/** Keeps one row of a list as it is now. */
function Follow({ id }: { id: string }) {
  useSubscription(DeploymentChanged, { variables: { id }, ignoreResults: true });
  return null;
}
