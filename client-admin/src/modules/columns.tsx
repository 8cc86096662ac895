import { Box, Code, HStack, Text } from '@chakra-ui/react';
import type { Column } from '@hosterizer/ui/DataTable.tsx';
import { RelativeTime } from '@hosterizer/ui/RelativeTime.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import type { ModuleRowFragment } from '../generated/graphql.ts';
import { blueprintsOf, count, deprecated, sourceNames } from './words.ts';

type Row = ModuleRowFragment & { id: string };

export const columns: ReadonlyArray<Column<Row>> = [
  {
    key: 'name',
    header: 'Module',
    cell: ({ name, newest }) => (
      <>
        <Box truncate>{name}</Box>
        <Text as="div" textStyle="xs" color="fg.muted" fontWeight="normal" truncate>
          {newest.description}
        </Text>
      </>
    ),
  },
  {
    key: 'newest',
    header: 'Newest version',
    width: '180px',
    from: 'sm',
    cell: ({ newest }) => (
      <HStack gap="2" minW="0">
        <Code size="sm" variant="plain" px="0" truncate title={newest.version}>
          {newest.version}
        </Code>
        {newest.deprecatedAt != null && <StatusBadge state={deprecated} size="sm" />}
      </HStack>
    ),
  },
  {
    key: 'usedBy',
    header: 'Used by',
    width: '132px',
    from: 'md',
    cell: (row) => {
      const names = blueprintsOf(row);
      return (
        <Box truncate color={names.length === 0 ? 'fg.muted' : undefined} title={names.join(', ')}>
          {names.length === 0 ? 'no blueprint' : count(names.length, 'blueprint')}
        </Box>
      );
    },
  },
  {
    key: 'source',
    header: 'From',
    width: '140px',
    from: 'lg',
    cell: ({ newest }) => <Box truncate>{sourceNames[newest.source]}</Box>,
  },
  {
    key: 'registered',
    header: 'Registered',
    width: '160px',
    from: 'lg',
    cell: ({ newest }) => (
      <Box truncate color="fg.muted">
        <RelativeTime at={newest.createdAt} />
      </Box>
    ),
  },
];
