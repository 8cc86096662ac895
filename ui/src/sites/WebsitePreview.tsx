import { Box, Flex, Text } from '@chakra-ui/react';
import type { WebsiteConfiguration } from './configuration.ts';

type Props = { content: WebsiteConfiguration; address: string; small?: boolean };

/** The page as a visitor will roughly see it, in the frame of a browser. */
export function WebsitePreview({ content, address, small = false }: Props) {
  return (
    <Box borderWidth={small ? '0' : '1px'} rounded={small ? 'none' : 'lg'} overflow="hidden" bg="bg.panel">
      {!small && (
        <Flex align="center" gap="1.5" px="3" h="9" borderBottomWidth="1px" bg="bg.muted" aria-hidden>
          {[0, 1, 2].map((dot) => (
            <Box key={dot} boxSize="2.5" rounded="full" bg="border.emphasized" />
          ))}
          <Box ms="2" flex="1" minW="0" bg="bg.panel" borderWidth="1px" rounded="sm" px="2" textStyle="xs" color="fg.muted" truncate>
            {address}
          </Box>
        </Flex>
      )}
      <Box
        bg={{ _light: '#ffffff', _dark: '#f8f8fa' }}
        color="#16161d"
        px={small ? '4' : '8'}
        py={small ? '4' : '10'}
        h={small ? '108px' : undefined}
        minH={small ? undefined : '280px'}
        overflow="hidden"
        position="relative"
      >
        <Text fontSize={small ? 'sm' : '2xl'} fontWeight="bold" lineHeight="1.25" overflowWrap="anywhere" lineClamp={small ? 2 : undefined}>
          {content.title || <Ghost>Title</Ghost>}
        </Text>
        <Text
          mt={small ? '1.5' : '3'}
          fontSize={small ? '2xs' : 'md'}
          color="#4a4a57"
          whiteSpace="pre-wrap"
          overflowWrap="anywhere"
          lineClamp={small ? 3 : undefined}
        >
          {content.body || <Ghost>What you write appears here.</Ghost>}
        </Text>
      </Box>
    </Box>
  );
}

const Ghost = ({ children }: { children: string }) => (
  <Text as="span" color="#6b6b78" fontWeight="normal">
    {children}
  </Text>
);
