import { Box, Flex, Text } from '@chakra-ui/react';
import type { WebsiteConfiguration } from './configuration.ts';

// The looks of the `website` blueprint's page, which follows the theme of whoever visits it.
const paper = {
  bg: { _light: '#fbfbf9', _dark: '#14171c' },
  color: { _light: '#1b1f27', _dark: '#e9ebee' },
  borderTopColor: { _light: '#2f6f5e', _dark: '#7fcab4' },
} as const;
const soft = { _light: '#5b6472', _dark: '#a3abb8' };
const serif = 'ui-serif, Georgia, Cambria, serif';
const titled = {
  fontFamily: 'ui-sans-serif, system-ui, sans-serif',
  fontWeight: 'bold',
  letterSpacing: '-0.02em',
  overflowWrap: 'anywhere',
  dir: 'auto',
} as const;

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
      <Box {...paper} borderTopWidth="4px" px="8" py="10" minH="280px">
        <Text {...titled} fontSize="3xl" lineHeight="1.12" textWrap="balance">
          {content.title || <Ghost>Title</Ghost>}
        </Text>
        <Text
          mt="6"
          fontFamily={serif}
          fontSize="md"
          lineHeight="1.65"
          whiteSpace="pre-wrap"
          overflowWrap="anywhere"
          dir="auto"
        >
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
        {...paper}
        roundedTop="md"
        borderWidth="1px"
        borderTopWidth="3px"
        borderBottomWidth="0"
        shadow="sm"
        px="4"
        py="3.5"
      >
        <Text {...titled} fontSize="sm" lineHeight="1.3" lineClamp="1">
          {content.title}
        </Text>
        <Text
          mt="1"
          fontFamily={serif}
          fontSize="2xs"
          lineHeight="1.5"
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
  <Text as="span" color={soft} fontWeight="normal">
    {children}
  </Text>
);
