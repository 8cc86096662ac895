import { Box, Button, Flex, Heading, Stack, Text } from '@chakra-ui/react';
import { Facts } from '@hosterizer/ui/Facts.tsx';
import { sizes } from '@hosterizer/ui/sites/providers.tsx';
import { WebsitePreview } from '@hosterizer/ui/sites/WebsitePreview.tsx';
import type { ReactNode } from 'react';
import type { Draft, StepName } from './draft.ts';
import type { CloudOfferingsQuery } from './generated/graphql.ts';

type Props = { draft: Draft; offerings: CloudOfferingsQuery | undefined; onEdit: (step: StepName) => void };

/** Everything once more before it is built. */
export function Review({ draft, offerings, onEdit }: Props) {
  const offering = offerings?.cloudOfferings.find(
    ({ cloudProvider }) => cloudProvider === draft.cloudProvider,
  );
  const region = offering?.regions.find(({ name }) => name === draft.region);
  return (
    <Flex gap="8" direction={{ base: 'column', lg: 'row' }}>
      <Stack gap="6" flex="1" minW="0">
        <Heading as="h2" size="md" tabIndex={-1} outline="none">
          Before it is built
        </Heading>
        <Part title="What it is" onEdit={() => onEdit('what')}>
          <Facts
            facts={[
              ['Name', draft.name],
              ['Blueprint', 'Website'],
              ['Title', draft.title],
              [
                'Text',
                <Text key="text" lineClamp="3" dir="auto">
                  {draft.body}
                </Text>,
              ],
            ]}
          />
        </Part>
        <Part title="Where it stands" onEdit={() => onEdit('where')}>
          <Facts
            facts={[
              ['Provider', offering?.title ?? draft.cloudProvider],
              [
                'Region',
                region && region.title !== region.name ? `${region.title} (${region.name})` : draft.region,
              ],
              ['Size', sizes[draft.instanceSize].name],
            ]}
          />
        </Part>
        <Text textStyle="sm" color="fg.muted">
          Terraform builds the site while you watch its log. You can cancel at any time, and change everything
          but the place later.
        </Text>
      </Stack>
      <Box w={{ base: 'full', lg: '46%' }} flexShrink={0}>
        <WebsitePreview content={draft} address={draft.name} />
      </Box>
    </Flex>
  );
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
