import { Box, Flex, Grid, Stack, Text } from '@chakra-ui/react';
import type { Palette } from '@hosterizer/kit/palette';
import { Panel } from '../Panel.tsx';
import type { Draft } from './draft.ts';
import { remarksOn } from './look.ts';
import { PreviewPage } from './PreviewPage.tsx';
import { Ratios } from './Ratios.tsx';

type Props = { draft: Draft; palette: Palette; name: string };

/** What the choices make of the portal, in light and in dark, and whether it can be read. */
export function Preview({ draft, palette, name }: Props) {
  const remarks = remarksOn(palette);
  return (
    <Box w={{ base: 'full', xl: '520px' }} flexShrink={0} position={{ xl: 'sticky' }} top={{ xl: '72px' }}>
      <Panel title="Preview">
        <Stack borderTopWidth="1px" p="4" gap="4">
          <Grid
            gap="4"
            templateColumns={{
              base: 'minmax(0, 1fr)',
              lg: 'repeat(2, minmax(0, 1fr))',
              xl: 'minmax(0, 1fr)',
            }}
          >
            {(['light', 'dark'] as const).map((mode) => (
              <PreviewPage key={mode} mode={mode} draft={draft} palette={palette} name={name} />
            ))}
          </Grid>
          <Flex gap="5" direction={{ base: 'column', sm: 'row' }}>
            <Ratios mode="light" palette={palette} />
            <Ratios mode="dark" palette={palette} />
          </Flex>
          <Stack gap="1" role="status">
            {remarks.map((remark) => (
              <Text key={remark} textStyle="xs" color="fg.muted">
                {remark}
              </Text>
            ))}
          </Stack>
        </Stack>
      </Panel>
    </Box>
  );
}
