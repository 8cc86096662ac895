import { Badge, Box, HStack, Text } from '@chakra-ui/react';
import { LuKeyRound } from 'react-icons/lu';
import type { Column } from '../DataTable.tsx';
import type { AuditRowFragment } from '../generated/graphql.ts';
import { RelativeTime } from '../RelativeTime.tsx';
import { sayObject, sayOperation } from './words.ts';

type Row = AuditRowFragment;

/** The columns of one customer's log, or of everybody's. */
export const columnsFor = (everywhere: boolean): ReadonlyArray<Column<Row>> =>
  everywhere ? [...columns.slice(0, 2), customerColumn, ...columns.slice(2)] : columns;

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
