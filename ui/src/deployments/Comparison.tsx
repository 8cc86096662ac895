import { Box, Flex, Skeleton, Stack, Text } from '@chakra-ui/react';
import { AttributeChanges } from '../changes/AttributeChanges.tsx';
import { ResourceList } from '../changes/ResourceList.tsx';
import { stateLooks } from '../changes/words.ts';
import type { ComparisonQuery } from '../generated/graphql.ts';
import { Panel } from '../Panel.tsx';

type Comparison = ComparisonQuery['deploymentComparison'];

/** What was ordered and what existed, side by side where there is room. */
export function Comparison({ comparison }: { comparison: Comparison }) {
  const { from, to, order, state } = comparison;
  return (
    <Flex gap="4" align="flex-start" direction={{ base: 'column', lg: 'row' }}>
      <Panel title="What was ordered" flex="1" w="full" overflow="hidden">
        <Box borderTopWidth="1px" px="4" py="3">
          <OrderChanges changes={order} />
        </Box>
      </Panel>
      <Panel title="What existed at the end of each" flex="1.4" w="full" overflow="hidden">
        <Box borderTopWidth="1px">
          {state ? (
            <ResourceList
              label="Differences of the state"
              resources={state.resources}
              looks={stateLooks}
              empty="Both left the same behind."
            />
          ) : (
            <Text p="4" textStyle="sm" color="fg.muted">
              {`#${from.number} or #${to.number} has no state of its own: it ended before anything was built, or has not ended.`}
            </Text>
          )}
        </Box>
      </Panel>
    </Flex>
  );
}

export function OrderChanges({ changes }: { changes: Comparison['order'] }) {
  if (changes.length === 0) {
    return (
      <Text textStyle="sm" color="fg.muted">
        Nothing: configuration, size and variables are the same.
      </Text>
    );
  }
  return <AttributeChanges changes={changes} label="Differences of the order" />;
}

export const ComparisonGhost = () => (
  <Stack gap="3" aria-busy="true" aria-label="Comparing">
    <Skeleton h="4" w="50%" />
    <Skeleton h="4" w="70%" />
    <Skeleton h="4" w="60%" />
  </Stack>
);
