import { Box, Flex, HStack, type BoxProps } from '@chakra-ui/react';
import type { UpgradedSiteStatus } from '../generated/graphql.ts';
import { sayCounts, siteStatuses, sumOf, upgradedState, type Counts } from './words.ts';

const stripes = (angle: number) => ({
  backgroundImage: `repeating-linear-gradient(${angle}deg, currentColor 0 3px, transparent 3px 6px)`,
});

/** Told apart by their pattern as well as by their colour. */
const looks: Record<UpgradedSiteStatus, BoxProps> = {
  COMPLETED: { backgroundColor: 'green.solid' },
  SKIPPED: { backgroundColor: 'bg.muted', color: 'fg.subtle', css: stripes(90) },
  FAILED: { backgroundColor: 'red.solid', color: 'red.300', css: stripes(135) },
  DEPLOYING: { backgroundColor: 'blue.muted', color: 'blue.solid', css: stripes(45) },
  WAITING: { backgroundColor: 'bg.panel', borderWidth: '1px', borderColor: 'border.emphasized' },
};

type Props = { label: string; counts: Counts; height?: string };

/** How many sites are how, as parts of one bar; in words for those who cannot see it. */
export function WaveBar({ label, counts, height = '3' }: Props) {
  const all = sumOf(counts);
  return (
    <Flex
      role="img"
      aria-label={`${label}: ${sayCounts(counts)}`}
      h={height}
      w="full"
      rounded="sm"
      overflow="hidden"
      gap="2px"
      bg={all === 0 ? 'bg.muted' : undefined}
    >
      {siteStatuses
        .filter((status) => counts[status] > 0)
        .map((status) => (
          // A few among thousands are still to be seen.
          <Box key={status} flexGrow={counts[status]} flexBasis="0" minW="6px" {...looks[status]} />
        ))}
    </Flex>
  );
}

/** What the patterns mean, with how many sites are so in all. */
export const Legend = ({ counts }: { counts: Counts }) => (
  <Flex
    as="ul"
    aria-label="Legend"
    listStyleType="none"
    columnGap="4"
    rowGap="1.5"
    wrap="wrap"
    textStyle="xs"
  >
    {siteStatuses.map((status) => (
      <HStack as="li" key={status} gap="1.5" color={counts[status] === 0 ? 'fg.muted' : 'fg'}>
        <Box aria-hidden boxSize="3" rounded="sm" {...looks[status]} />
        <span>{upgradedState(status).label}</span>
        <Box as="span" fontVariantNumeric="tabular-nums" color="fg.muted">
          {counts[status]}
        </Box>
      </HStack>
    ))}
  </Flex>
);
