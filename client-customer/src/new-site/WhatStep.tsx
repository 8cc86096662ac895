import { HStack } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import { providers } from '@hosterizer/ui/sites/providers.tsx';
import type { Blueprint } from './offers.ts';
import { Choices } from './Choices.tsx';
import type { Draft, Order } from './draft.ts';

type Props = {
  order: Order;
  blueprints: readonly Blueprint[];
  onChange: (part: Partial<Draft>) => void;
  problems: Problems;
};

export function WhatStep({ order, blueprints, onChange, problems }: Props) {
  return (
    <Choices
      label="What should it be?"
      name="blueprint"
      columns={3}
      value={order.chosen.name}
      problem={problems['blueprint']}
      onChange={(blueprint) => onChange({ blueprint })}
      choices={blueprints.map(({ name, version }) => ({
        value: name,
        title: version.title,
        hint: version.description,
        foot: <Stands version={version} />,
      }))}
    />
  );
}

/** Where it can stand, as pictures. */
function Stands({ version }: { version: Blueprint['version'] }) {
  const names = version.cloudProviders.map((provider) => providers[provider].name).join(', ');
  return (
    <HStack gap="2.5" color="fg.muted" role="img" aria-label={`Can stand at: ${names}`}>
      {version.cloudProviders.map((provider) => {
        const { Icon, name } = providers[provider];
        return <Icon key={provider} aria-hidden title={name} />;
      })}
    </HStack>
  );
}
