import { Badge, Box, Flex, HStack, Text } from '@chakra-ui/react';
import { useNow } from '../clock.ts';
import type { Column } from '../DataTable.tsx';
import type { ApiKeyRowFragment } from '../generated/graphql.ts';
import { nameOf } from '../members/names.ts';
import { RelativeTime } from '../RelativeTime.tsx';
import { Tip } from '../Tip.tsx';
import { standingOf } from './expiry.ts';
import type { Issued } from './IssuedKeyDialog.tsx';
import { KeyMenu } from './KeyMenu.tsx';

type Row = ApiKeyRowFragment;

export const columnsOf = (onMade: (key: Issued) => void): ReadonlyArray<Column<Row>> => [
  { key: 'name', header: 'Key', cell: (row) => <Name row={row} /> },
  { key: 'scopes', header: 'May', from: 'md', cell: ({ scopes }) => <Scopes scopes={scopes} /> },
  { key: 'expires', header: 'Ends', width: '136px', cell: ({ expiresAt }) => <Ends at={expiresAt} /> },
  { key: 'used', header: 'Last used', width: '148px', from: 'sm', cell: (row) => <Used row={row} /> },
  {
    key: 'networks',
    header: 'From',
    width: '160px',
    from: 'lg',
    cell: ({ allowedNetworks }) => <Networks networks={allowedNetworks} />,
  },
  {
    key: 'by',
    header: 'Made by',
    width: '140px',
    from: 'xl',
    cell: ({ createdBy }) => (
      <Box truncate color="fg.muted">
        {createdBy ? nameOf(createdBy) : 'somebody who left'}
      </Box>
    ),
  },
  {
    key: 'actions',
    header: 'Actions',
    hiddenHeader: true,
    width: '56px',
    cell: (row) => <KeyMenu apiKey={row} onMade={onMade} />,
  },
];

function Name({ row: { name, prefix, scopes, previousSecretUntil } }: { row: Row }) {
  return (
    <Box minW="0">
      <Text fontWeight="medium" truncate>
        {name}
      </Text>
      <HStack gap="2" textStyle="xs" color="fg.muted" minW="0">
        <Text fontFamily="mono" truncate>
          {prefix}…
        </Text>
        {previousSecretUntil && (
          <Text truncate flexShrink={0} hideBelow="sm">
            old secret ends <RelativeTime at={previousSecretUntil} />
          </Text>
        )}
      </HStack>
      {/* Where there is no room for their column. */}
      <Text hideFrom="md" textStyle="xs" color="fg.muted" truncate title={scopes.join(', ')}>
        may {scopes.join(', ') || 'do nothing any more'}
      </Text>
    </Box>
  );
}

const shown = 3;

function Scopes({ scopes }: { scopes: readonly string[] }) {
  if (scopes.length === 0) return <Text color="fg.muted">nothing any more</Text>;
  const rest = scopes.slice(shown);
  return (
    <Flex gap="1" wrap="wrap">
      {scopes.slice(0, shown).map((scope) => (
        <Badge key={scope} size="sm" fontFamily="mono" fontWeight="normal">
          {scope}
        </Badge>
      ))}
      {rest.length > 0 && (
        <Tip text={rest.join(', ')}>
          <Badge size="sm" tabIndex={0} role="note" aria-label={`and ${rest.join(', ')}`}>
            +{rest.length}
          </Badge>
        </Tip>
      )}
    </Flex>
  );
}

function Ends({ at }: { at: string }) {
  const standing = standingOf(at, useNow('slow'));
  return (
    <Box truncate color={standing === 'over' ? 'fg.error' : standing === 'soon' ? 'orange.fg' : 'fg.muted'}>
      {standing === 'over' ? 'ended ' : ''}
      <RelativeTime at={at} />
    </Box>
  );
}

const Used = ({ row: { lastUsedAt, lastUsedIp } }: { row: Row }) => (
  <Box color="fg.muted" minW="0">
    <Text as="div" truncate>
      {lastUsedAt ? <RelativeTime at={lastUsedAt} /> : 'never'}
    </Text>
    {lastUsedIp && (
      <Text textStyle="xs" truncate>
        {lastUsedIp}
      </Text>
    )}
  </Box>
);

const Networks = ({ networks }: { networks: readonly string[] }) => (
  <Box truncate color="fg.muted" title={networks.join(', ')}>
    {networks.length === 0 ? 'everywhere' : networks.join(', ')}
  </Box>
);
