import { Box, Field, Flex, Input, Stack } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import { ContentFields } from '@hosterizer/ui/sites/ContentFields.tsx';
import { WebsitePreview } from '@hosterizer/ui/sites/WebsitePreview.tsx';
import type { Draft } from './draft.ts';

type Props = { draft: Draft; onChange: (part: Partial<Draft>) => void; problems: Problems };

export function WhatStep({ draft, onChange, problems }: Props) {
  return (
    <Flex gap="8" direction={{ base: 'column', lg: 'row' }}>
      <Stack gap="5" flex="1" minW="0">
        <Field.Root required invalid={!!problems['name']}>
          <Field.Label>Name of the site</Field.Label>
          <Input
            value={draft.name}
            maxLength={63}
            autoFocus
            placeholder="shop"
            onChange={(event) => onChange({ name: event.target.value })}
          />
          <Field.HelperText>How you and your colleagues call it.</Field.HelperText>
          <Field.ErrorText>{problems['name']}</Field.ErrorText>
        </Field.Root>
        <ContentFields
          content={draft}
          onChange={({ title, body }) => onChange({ title, body })}
          problems={problems}
        />
      </Stack>
      <Box w={{ base: 'full', lg: '46%' }} flexShrink={0} aria-label="Preview" role="region">
        <WebsitePreview content={draft} address={draft.name.trim() || 'your site'} />
      </Box>
    </Flex>
  );
}
