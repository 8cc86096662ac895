import { Box, Flex, Heading, type BoxProps } from '@chakra-ui/react';
import type { ReactNode } from 'react';

type Props = Omit<BoxProps, 'title'> & { title?: ReactNode; aside?: ReactNode };

/** A bordered surface with an optional title row. */
export function Panel({ title, aside, children, ...box }: Props) {
  return (
    <Box as={title ? 'section' : 'div'} bg="bg.panel" borderWidth="1px" rounded="lg" minW="0" {...box}>
      {title && (
        <Flex align="center" justify="space-between" gap="3" px="4" minH="12" py="2">
          <Heading as="h2" textStyle="sm" fontWeight="semibold">
            {title}
          </Heading>
          {aside}
        </Flex>
      )}
      {children}
    </Box>
  );
}
