import { Box, Flex, Text } from '@chakra-ui/react';
import type { WebsiteConfiguration } from './configuration.ts';

type Props = { content: WebsiteConfiguration; address: string };

/** The page as a visitor will roughly see it, in the frame of a browser. */
export function WebsitePreview({ content, address }: Props) {
  return (
    <Box borderWidth="1px" rounded="lg" overflow="hidden" bg="bg.panel">
      <Flex align="center" gap="1.5" px="3" h="9" borderBottomWidth="1px" bg="bg.muted" aria-hidden>
        {[0, 1, 2].map((dot) => (
          <Box key={dot} boxSize="2.5" rounded="full" bg="border.emphasized" />
        ))}
        <Box
          ms="2"
          flex="1"
          minW="0"
          bg="bg.panel"
          borderWidth="1px"
          rounded="sm"
          px="2"
          textStyle="xs"
          color="fg.muted"
          truncate
        >
          {address}
        </Box>
      </Flex>
      <Box bg={{ _light: '#ffffff', _dark: '#f8f8fa' }} color="#16161d" px="8" py="10" minH="280px">
        <Text fontSize="2xl" fontWeight="bold" lineHeight="1.25" overflowWrap="anywhere" dir="auto">
          {content.title || <Ghost>Title</Ghost>}
        </Text>
        <Text mt="3" color="#4a4a57" whiteSpace="pre-wrap" overflowWrap="anywhere" dir="auto">
          {content.body || <Ghost>What you write appears here.</Ghost>}
        </Text>
      </Box>
    </Box>
  );
}

/** The same, so small that it is a picture: the page's upper edge on a desk. */
export function WebsiteThumbnail({ content }: { content: WebsiteConfiguration }) {
  return (
    <Box bg="bg.muted" h="124px" pt="5" px="8" overflow="hidden">
      <Box
        h="full"
        bg={{ _light: '#ffffff', _dark: '#f8f8fa' }}
        color="#16161d"
        roundedTop="md"
        borderWidth="1px"
        borderBottomWidth="0"
        shadow="sm"
        px="4"
        py="3.5"
      >
        <Text fontSize="sm" fontWeight="bold" lineHeight="1.3" lineClamp="1" dir="auto">
          {content.title}
        </Text>
        <Text
          mt="1"
          fontSize="2xs"
          lineHeight="1.5"
          color="#4a4a57"
          whiteSpace="pre-wrap"
          lineClamp="3"
          dir="auto"
        >
          {content.body}
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
