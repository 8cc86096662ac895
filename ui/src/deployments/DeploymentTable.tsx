import { useSubscription } from '@apollo/client/react';
import { Box, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { DataTable, type Column } from '../DataTable.tsx';
import type { DeploymentRowFragment } from '../generated/graphql.ts';
import type { Paging } from '../paging.ts';
import { usePortal } from '../portal.tsx';
import { RowMenu } from '../RowMenu.tsx';
import { Duration, RelativeTime } from '../RelativeTime.tsx';
import { deploymentState, isOver } from '../status.ts';
import { StatusBadge } from '../StatusBadge.tsx';
import { nameIn } from '../sites/environments.ts';
import { causeNames } from './Cause.tsx';
import { DeploymentChanged } from './documents.ts';
import { typeNames } from './typeNames.ts';

type Row = DeploymentRowFragment;

type Props = {
  label: string;
  rows: readonly Row[] | undefined;
  paging?: Paging;
  empty?: ReactNode;
  /** Columns that the page's subject already says. */
  without?: ReadonlyArray<'site' | 'customer' | 'by'>;
};

export function DeploymentTable({ label, rows, paging, empty, without = [] }: Props) {
  const { paths, name } = usePortal();
  const navigate = useNavigate();
  const hidden = new Set<string>(name === 'admin' ? without : [...without, 'customer']);
  const columns: Column<Row>[] = [
    {
      key: 'name',
      header: 'Deployment',
      ...(hidden.has('site') && { width: '112px' }),
      cell: (row) => (
        <Box truncate>
          {!hidden.has('site') && `${nameIn(row.site)} `}
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
    {
      key: 'type',
      header: 'What for',
      width: '148px',
      from: 'md',
      cell: (row) => <Box truncate>{causeNames[row.cause] ?? typeNames[row.type]}</Box>,
    },
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
    {
      key: 'menu',
      header: 'Actions',
      hiddenHeader: true,
      width: '56px',
      // Above the link that covers the row.
      cell: (row) => (
        <Box position="relative" display="flex" justifyContent="flex-end">
          <RowMenu
            label={`Actions for #${row.number} of ${nameIn(row.site)}`}
            actions={[
              {
                label: 'Compare with previous',
                onSelect: () =>
                  void navigate(`${paths.site(row.site.id)}/compare?to=${encodeURIComponent(row.id)}`),
                refused: row.number === 1 ? 'It is the first one of this site.' : undefined,
              },
              {
                label: 'See its plan',
                onSelect: () => void navigate(`${paths.deployment(row)}?view=plan`),
              },
            ]}
          />
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
