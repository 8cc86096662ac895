import { Box, Heading, Stack, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';

type Props = { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode; as?: 'h1' | 'h2' };

/** What would stand here, why it does not, and the one step that changes it. */
export function EmptyState({ icon, title, children, action, as = 'h2' }: Props) {
  return (
    <Stack align="center" textAlign="center" gap="4" py={{ base: '10', md: '14' }} px="6">
      <Box color="brand.fg" bg="brand.subtle" rounded="xl" p="3.5" fontSize="2xl" aria-hidden>
        {icon}
      </Box>
      <Stack gap="1.5" maxW="440px">
        <Heading as={as} size="md">
          {title}
        </Heading>
        <Text color="fg.muted" textStyle="sm">
          {children}
        </Text>
      </Stack>
      {action}
    </Stack>
  );
}
