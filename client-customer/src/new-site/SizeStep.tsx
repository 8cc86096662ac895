import { Link as ChakraLink, Stack, Text } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import { sizes } from '@hosterizer/ui/sites/providers.tsx';
import type { InstanceSize } from '../generated/graphql.ts';
import type { Offering } from './offers.ts';
import { Choices } from './Choices.tsx';
import type { Draft, Order } from './draft.ts';
import { memoryOf, powerOf } from './sizes.ts';

type Props = { order: Order; onChange: (part: Partial<Draft>) => void; problems: Problems };

export function SizeStep({ order, onChange, problems }: Props) {
  const { offering } = order;
  return (
    <Stack gap="5">
      <Choices
        label="Size"
        name="instanceSize"
        columns={3}
        value={order.instanceSize}
        problem={problems['instanceSize']}
        onChange={(value) => onChange({ instanceSize: value as InstanceSize })}
        choices={(offering?.sizes ?? []).map((size) => ({
          value: size.name,
          title: sizes[size.name].name,
          hint: sizes[size.name].hint,
          foot: <Power size={size} />,
        }))}
      />
      {offering && <Source offering={offering} />}
    </Stack>
  );
}

function Power({ size }: { size: Offering['sizes'][number] }) {
  return (
    <Stack gap="0.5" textStyle="xs">
      <Text fontWeight="medium" fontVariantNumeric="tabular-nums">
        {powerOf(size)}
      </Text>
      <Text color="fg.muted" overflowWrap="anywhere">
        {size.compute}
        {size.database && <>, database {size.database}</>}
      </Text>
    </Stack>
  );
}

/** Where that is known from. */
function Source({ offering: { cloudProvider, title, source, date, sizes: all } }: { offering: Offering }) {
  if (cloudProvider === 'LOCAL') {
    return (
      <Text textStyle="xs" color="fg.muted">
        A process on this machine, with up to {memoryOf(all.at(-1)?.memoryGb ?? 0)}.
      </Text>
    );
  }
  if (!source) return null;
  return (
    <Text textStyle="xs" color="fg.muted">
      As {title} says it in{' '}
      <ChakraLink href={source} target="_blank" rel="noreferrer" color="brand.fg" textDecoration="underline">
        its documentation
      </ChakraLink>
      {date && <>, read on {date}</>}.
    </Text>
  );
}
