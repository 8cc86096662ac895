import { Box, Flex, Heading, HStack, Stack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { BrandLogo } from '../BrandLogo.tsx';
import { useTitle } from '../Page.tsx';
import { hostBrand } from './hostBrand.ts';

type Props = {
  title: string;
  /** What the browser's tab says when that differs from the heading. */
  tab?: string;
  lead?: ReactNode;
  footer?: ReactNode;
  children?: ReactNode;
};

/** The frame of the pages for somebody who is not signed in: whose house it is, one card, one thing to do. */
export function OpenPage({ title, tab = title, lead, footer, children }: Props) {
  useTitle(tab);
  return (
    <Flex as="main" minH="100dvh" align="center" justify="center" p="4" position="relative" overflow="hidden">
      <Backdrop />
      <Stack gap="6" w="full" maxW="400px" position="relative">
        <Brand />
        <Box bg="bg.panel" borderWidth="1px" rounded="xl" p={{ base: '6', md: '8' }} shadow="sm">
          <Stack gap="1" mb={children ? '6' : '0'}>
            <Heading as="h1" size="lg" overflowWrap="anywhere">
              {title}
            </Heading>
            {lead && (
              <Text as="div" color="fg.muted" textStyle="sm">
                {lead}
              </Text>
            )}
          </Stack>
          {children}
        </Box>
        {footer && (
          <Text as="div" textAlign="center" textStyle="sm" color="fg.muted">
            {footer}
          </Text>
        )}
      </Stack>
    </Flex>
  );
}

function Brand() {
  return (
    <HStack gap="3" justify="center">
      <BrandLogo size={36} />
      {/* A logo says the name itself. */}
      {!hostBrand?.logoUrl && (
        <Text fontWeight="semibold" textStyle="xl" letterSpacing="-0.02em" truncate>
          {hostBrand?.name ?? 'Hosterizer'}
        </Text>
      )}
    </HStack>
  );
}

/** A faint grid under a wash of the brand colour. */
function Backdrop() {
  return (
    <Box
      aria-hidden
      position="absolute"
      inset="0"
      css={{
        backgroundImage:
          'linear-gradient(var(--chakra-colors-border-muted) 1px, transparent 1px), linear-gradient(90deg, var(--chakra-colors-border-muted) 1px, transparent 1px)',
        backgroundSize: '40px 40px',
        maskImage: 'radial-gradient(ellipse 60% 55% at 50% 45%, black, transparent)',
        _after: {
          content: '""',
          position: 'absolute',
          inset: '0',
          background:
            'radial-gradient(ellipse 45% 40% at 50% 42%, var(--chakra-colors-brand-subtle), transparent)',
        },
      }}
    />
  );
}
