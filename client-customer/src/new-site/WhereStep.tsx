import { Stack } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import { useEffect } from 'react';
import { whyNot, type Offering } from './offers.ts';
import { Choices } from './Choices.tsx';
import { lackAt, type Connections } from './connections.ts';
import type { Draft, Order } from './draft.ts';
import { NotConnected } from './NotConnected.tsx';
import { RegionPicker } from './RegionPicker.tsx';

type Props = {
  order: Order;
  offerings: readonly Offering[];
  connections: Connections;
  onChange: (part: Partial<Draft>) => void;
  problems: Problems;
};

export function WhereStep({ order, offerings, connections, onChange, problems }: Props) {
  const { chosen, offering } = order;
  const open = offerings.filter((one) => whyNot(chosen, one) === null);
  const regions = offering && open.includes(offering) ? offering.regions : [];

  // Where there is one answer, it need not be asked for.
  const only = open.length === 1 ? open[0]! : null;
  const onlyRegion = onlyRegionOf(regions);
  useEffect(() => {
    if (only && order.cloudProvider !== only.cloudProvider) onChange(placeAt(only));
    else if (onlyRegion && order.region !== onlyRegion) onChange({ region: onlyRegion });
  });

  return (
    <Stack gap="7">
      <Choices
        label="Provider"
        name="cloudProvider"
        columns={3}
        value={regions.length > 0 ? order.cloudProvider : null}
        problem={problems['cloudProvider']}
        onChange={(value) => onChange(placeAt(open.find((one) => one.cloudProvider === value)!))}
        choices={offerings.map((one) => {
          const { Icon } = providers[one.cloudProvider];
          const reason = whyNot(chosen, one);
          return {
            value: one.cloudProvider,
            title: one.title,
            icon: <Icon />,
            disabled: reason !== null,
            hint: reason ?? hintOf(one, lackAt(connections, one.cloudProvider)),
          };
        })}
      />
      {regions.length > 0 && offering && (
        <NotConnected title={offering.title} lack={lackAt(connections, offering.cloudProvider)} />
      )}
      {regions.length > 1 && (
        <RegionPicker
          key={order.cloudProvider}
          regions={regions}
          value={order.region}
          problem={problems['region']}
          onChange={(region) => onChange({ region })}
        />
      )}
    </Stack>
  );
}

const onlyRegionOf = (regions: Offering['regions']): string => (regions.length === 1 ? regions[0]!.name : '');

/** Provider and region at once: somebody quick presses Enter before an effect has chosen the region. */
const placeAt = ({ cloudProvider, regions }: Offering) => ({ cloudProvider, region: onlyRegionOf(regions) });

function hintOf({ regions }: Offering, lack: string | null): string {
  const count = regions.length === 1 ? regions[0]!.title : `${regions.length} regions`;
  return lack ? `${lack}, ${count}` : count;
}
