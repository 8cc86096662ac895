import { Skeleton, Stack } from '@chakra-ui/react';
import { ErrorState } from '@hosterizer/ui/ErrorState.tsx';
import type { Problems } from '@hosterizer/ui/fields';
import { providers, sizes } from '@hosterizer/ui/sites/providers.tsx';
import { useEffect } from 'react';
import { Choices } from './Choices.tsx';
import type { Draft } from './draft.ts';
import type { CloudOfferingsQuery, CloudProvider, InstanceSize } from './generated/graphql.ts';

type Props = {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  problems: Problems;
  offerings: { data?: CloudOfferingsQuery | undefined; error?: unknown; refetch: () => Promise<unknown> };
};

export function WhereStep({ draft, onChange, problems, offerings: { data, error, refetch } }: Props) {
  const offerings = data?.cloudOfferings;
  const regions =
    offerings?.find(({ cloudProvider }) => cloudProvider === draft.cloudProvider)?.regions ?? [];

  // Where there is one answer, it need not be asked for.
  const open = offerings?.filter(({ available }) => available) ?? [];
  const only = open.length === 1 ? open[0]!.cloudProvider : null;
  const onlyRegion = regions.length === 1 ? regions[0]!.name : null;
  useEffect(() => {
    if (!draft.cloudProvider && only) onChange({ cloudProvider: only });
    else if (draft.region === '' && onlyRegion) onChange({ region: onlyRegion });
  });

  if (error && !offerings) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!offerings) return <Skeleton h="320px" />;
  return (
    <Stack gap="7">
      <Choices
        label="Provider"
        name="cloudProvider"
        columns={3}
        value={draft.cloudProvider}
        problem={problems['cloudProvider']}
        onChange={(value) => onChange({ cloudProvider: value as CloudProvider, region: '' })}
        choices={offerings.map(({ cloudProvider, title, available, regions: theirs }) => {
          const { Icon } = providers[cloudProvider];
          const count = theirs.length === 1 ? theirs[0]!.title : `${theirs.length} regions`;
          return {
            value: cloudProvider,
            title,
            icon: <Icon />,
            disabled: !available,
            hint: available ? count : 'Not set up on this installation',
          };
        })}
      />
      {draft.cloudProvider && regions.length > 1 && (
        <Choices
          label="Region"
          name="region"
          columns={4}
          value={draft.region}
          problem={problems['region']}
          onChange={(region) => onChange({ region })}
          choices={regions.map(({ name, title }) => ({ value: name, title, hint: name }))}
        />
      )}
      <Choices
        label="Size"
        name="instanceSize"
        columns={3}
        value={draft.instanceSize}
        problem={problems['instanceSize']}
        onChange={(value) => onChange({ instanceSize: value as InstanceSize })}
        choices={Object.entries(sizes).map(([value, { name, hint }]) => ({ value, title: name, hint }))}
      />
    </Stack>
  );
}
