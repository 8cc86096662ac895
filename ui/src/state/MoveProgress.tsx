import { Box, Progress, Text } from '@chakra-ui/react';
import type { StateMovePartsFragment } from '../generated/graphql.ts';

/** How many versions are at the other place already. */
export function MoveProgress({ move: { copied, total } }: { move: StateMovePartsFragment }) {
  const said = `${copied} of ${total} versions are copied`;
  return (
    <Box mt="4">
      <Text textStyle="sm" mb="2" role="status" fontVariantNumeric="tabular-nums">
        {said}
      </Text>
      <Progress.Root
        value={total === 0 ? 100 : Math.round((100 * copied) / total)}
        size="sm"
        colorPalette="brand"
      >
        <Progress.Track>
          <Progress.Range />
        </Progress.Track>
        <Progress.Label srOnly>{said}</Progress.Label>
      </Progress.Root>
    </Box>
  );
}
