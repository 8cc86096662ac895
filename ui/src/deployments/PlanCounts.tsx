import { Badge, chakra, HStack } from '@chakra-ui/react';

type Counted = { add: number; change: number; destroy: number };

/** `+2 ~1 −1`, with words for those who cannot see it. */
export function PlanCounts({ plan }: { plan: Counted }) {
  const counts = [
    ['green', '+', plan.add, 'to create'],
    ['orange', '~', plan.change, 'to change'],
    ['red', '−', plan.destroy, 'to destroy'],
  ] as const;
  return (
    <HStack gap="1.5" flexShrink={0}>
      {counts.map(([tone, sign, count, words]) => (
        <Badge
          key={sign}
          colorPalette={count > 0 ? tone : 'gray'}
          color={count > 0 ? 'colorPalette.fg' : 'fg.muted'}
          fontVariantNumeric="tabular-nums"
          fontWeight="semibold"
        >
          {sign}
          {count}
          <chakra.span srOnly> {words}</chakra.span>
        </Badge>
      ))}
    </HStack>
  );
}

/** The same in a sentence: `2 resources to create, 1 to destroy`. */
export function sayPlan({ add, change, destroy }: Counted): string {
  const parts = [
    [add, 'to create'],
    [change, 'to change'],
    [destroy, 'to destroy'],
  ] as const;
  const said = parts.filter(([count]) => count > 0);
  if (said.length === 0) return 'Nothing has to change.';
  const words = said.map(([count, what], index) =>
    index === 0 ? `${count} ${count === 1 ? 'resource' : 'resources'} ${what}` : `${count} ${what}`,
  );
  return `${words.join(', ')}.`;
}
