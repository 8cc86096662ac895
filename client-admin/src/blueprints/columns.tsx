import { Box, HStack, Text } from '@chakra-ui/react';
import type { Column } from '@hosterizer/ui/DataTable.tsx';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import { StatusBadge } from '@hosterizer/ui/StatusBadge.tsx';
import { Tip } from '@hosterizer/ui/Tip.tsx';
import type { BlueprintRowFragment, CloudProvider } from '../generated/graphql.ts';
import { sitesBehind, sitesOf, versionState } from './words.ts';

type Row = BlueprintRowFragment & { id: string };

export const columns: ReadonlyArray<Column<Row>> = [
  {
    key: 'title',
    header: 'Blueprint',
    cell: ({ title, name }) => (
      <>
        <Box truncate>{title}</Box>
        <Text as="div" textStyle="xs" color="fg.muted" fontWeight="normal" truncate>
          {name}
        </Text>
      </>
    ),
  },
  {
    key: 'version',
    header: 'Version',
    width: '184px',
    cell: ({ published, draft }) => (
      <HStack gap="2" wrap="wrap" rowGap="1" py="1">
        <span>{published ? `Version ${published.number}` : 'None yet'}</span>
        {draft && <StatusBadge state={versionState('DRAFT')} size="sm" />}
      </HStack>
    ),
  },
  {
    key: 'where',
    header: 'Where it can stand',
    width: '200px',
    from: 'md',
    cell: ({ published, draft }) => <Providers of={(published ?? draft)?.cloudProviders ?? []} />,
  },
  {
    key: 'sites',
    header: 'Sites',
    width: '96px',
    from: 'sm',
    cell: (row) => <Count number={sitesOf(row.versions)} />,
  },
  {
    key: 'behind',
    header: 'At older versions',
    width: '148px',
    from: 'lg',
    cell: (row) => <Count number={sitesBehind(row)} />,
  },
];

const Count = ({ number }: { number: number }) => (
  <Box fontVariantNumeric="tabular-nums" {...(number === 0 && { color: 'fg.muted' })}>
    {number}
  </Box>
);

/** Marks of the providers, each with its name. */
export function Providers({ of }: { of: readonly CloudProvider[] }) {
  if (of.length === 0) return <Text color="fg.muted">Nowhere yet</Text>;
  return (
    <HStack as="ul" listStyleType="none" gap="2.5" wrap="wrap" position="relative">
      {of.map((provider) => {
        const { Icon, name } = providers[provider];
        return (
          <li key={provider}>
            <Tip text={name}>
              <Box as="span" role="img" aria-label={name} color="fg.muted" fontSize="lg" display="block">
                <Icon aria-hidden />
              </Box>
            </Tip>
          </li>
        );
      })}
    </HStack>
  );
}
