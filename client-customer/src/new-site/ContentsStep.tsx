import { Box, Field, Flex, Input, Stack } from '@chakra-ui/react';
import type { Problems } from '@hosterizer/ui/fields';
import { asSchema } from '@hosterizer/ui/schema-form/schema';
import { SchemaForm } from '@hosterizer/ui/schema-form/SchemaForm.tsx';
import { readWebsite } from '@hosterizer/ui/sites/configuration';
import { WebsitePreview } from '@hosterizer/ui/sites/WebsitePreview.tsx';
import type { Draft, Order } from './draft.ts';

type Props = { order: Order; onChange: (part: Partial<Draft>) => void; problems: Problems };

export function ContentsStep({ order, onChange, problems }: Props) {
  const { chosen, configuration, configurations, name } = order;
  return (
    <Flex gap="8" direction={{ base: 'column', lg: 'row' }}>
      <Stack gap="5" flex="1" minW="0" maxW={{ lg: '720px' }}>
        <Field.Root required invalid={!!problems['name']}>
          <Field.Label>
            Name of the site
            <Field.RequiredIndicator />
          </Field.Label>
          <Input
            value={name}
            maxLength={63}
            autoFocus
            placeholder="shop"
            onChange={(event) => onChange({ name: event.target.value })}
          />
          <Field.HelperText>How you and your colleagues call it.</Field.HelperText>
          <Field.ErrorText>{problems['name']}</Field.ErrorText>
        </Field.Root>
        <SchemaForm
          key={chosen.name}
          schema={asSchema(chosen.version.configuration)}
          value={configuration}
          onChange={(changed) => onChange({ configurations: { ...configurations, [chosen.name]: changed } })}
          problems={problems}
        />
      </Stack>
      {chosen.name === 'website' && (
        <Box w={{ base: 'full', lg: '46%' }} flexShrink={0} aria-label="Preview" role="region">
          <WebsitePreview content={readWebsite(configuration)} address={name.trim() || 'your site'} />
        </Box>
      )}
    </Flex>
  );
}
