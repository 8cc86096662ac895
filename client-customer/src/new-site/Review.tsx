import { Box, Button, Flex, Heading, Stack, Text } from '@chakra-ui/react';
import { Facts } from '@hosterizer/ui/Facts.tsx';
import { asSchema } from '@hosterizer/ui/schema-form/schema';
import { linesOf } from '@hosterizer/ui/schema-form/summary';
import { readWebsite } from '@hosterizer/ui/sites/configuration';
import { sizes } from '@hosterizer/ui/sites/providers.tsx';
import { WebsitePreview } from '@hosterizer/ui/sites/WebsitePreview.tsx';
import type { ReactNode } from 'react';
import type { Order, StepName } from './draft.ts';
import { NotConnected } from './NotConnected.tsx';
import { powerOf } from './sizes.ts';

type Props = { order: Order; lack: string | null; onEdit: (step: StepName) => void };

/** Everything once more before it is built. */
export function Review({ order, lack, onEdit }: Props) {
  const { chosen, configuration, name } = order;
  return (
    <Flex gap="8" direction={{ base: 'column', lg: 'row' }}>
      <Stack gap="6" flex="1" minW="0" maxW={{ lg: '720px' }}>
        <Heading as="h2" size="md" tabIndex={-1} outline="none">
          Before it is built
        </Heading>
        <Part title="What it is" onEdit={() => onEdit('contents')}>
          <Facts
            facts={[
              ['Name', name],
              ['Blueprint', `${chosen.version.title}, version ${chosen.version.number}`],
              ...linesOf(asSchema(chosen.version.configuration), configuration).map(
                ({ name: label, text }) => [label, <Given key={label} text={text} />] as const,
              ),
            ]}
          />
        </Part>
        <Part title="Where it stands" onEdit={() => onEdit('where')}>
          <Facts facts={placeOf(order)} />
        </Part>
        <NotConnected title={order.offering?.title ?? ''} lack={lack} />
        <Part title="Size" onEdit={() => onEdit('size')}>
          <Facts facts={sizeOf(order)} />
        </Part>
        <Text textStyle="sm" color="fg.muted">
          Terraform builds the site while you watch its log. You can cancel at any time, and change everything
          but the place later. What is only ordered is kept, and built when you deploy it.
        </Text>
      </Stack>
      {chosen.name === 'website' && (
        <Box w={{ base: 'full', lg: '46%' }} flexShrink={0}>
          <WebsitePreview content={readWebsite(configuration)} address={name} />
        </Box>
      )}
    </Flex>
  );
}

const Given = ({ text }: { text: string }) => (
  <Text lineClamp="3" dir="auto" whiteSpace="pre-wrap">
    {text}
  </Text>
);

function placeOf({ offering, region: name }: Order): Array<[string, ReactNode]> {
  const region = offering?.regions.find((one) => one.name === name);
  return [
    ['Provider', offering?.title],
    ['Region', region && region.title !== region.name ? `${region.title} (${region.name})` : name],
  ];
}

function sizeOf({ offering, instanceSize }: Order): Array<[string, ReactNode]> {
  const size = offering?.sizes.find(({ name }) => name === instanceSize);
  return [
    ['Size', sizes[instanceSize].name],
    ...(size ? ([['Has', powerOf(size)]] as Array<[string, ReactNode]>) : []),
    ...(size && offering?.source
      ? ([['There it is called', size.compute]] as Array<[string, ReactNode]>)
      : []),
  ];
}

function Part({ title, onEdit, children }: { title: string; onEdit: () => void; children: ReactNode }) {
  return (
    <Box>
      <Flex justify="space-between" align="center" borderBottomWidth="1px" pb="1.5" mb="3">
        <Heading as="h3" textStyle="sm" fontWeight="semibold">
          {title}
        </Heading>
        <Button size="xs" variant="ghost" onClick={onEdit} aria-label={`Edit: ${title}`}>
          Edit
        </Button>
      </Flex>
      {children}
    </Box>
  );
}
