import { Box, Flex, Heading, HStack, Link, Stack, Text } from '@chakra-ui/react';
import { Logo } from '../Logo.tsx';
import { useOtherPortal, usePortal } from '../portal.tsx';
import { useTitle } from '../Page.tsx';
import { SignInForm } from './SignInForm.tsx';

export function SignInPage({ onDone }: { onDone: () => void }) {
  const portal = usePortal();
  const other = useOtherPortal();
  const admin = portal.name === 'admin';
  useTitle('Sign in');
  return (
    <Flex as="main" minH="100dvh" align="center" justify="center" p="4" position="relative" overflow="hidden">
      <Backdrop />
      <Stack gap="6" w="full" maxW="400px" position="relative">
        <HStack gap="3" justify="center">
          <Logo size={36} />
          <Text fontWeight="semibold" textStyle="xl" letterSpacing="-0.02em">
            Hosterizer
          </Text>
        </HStack>
        <Box bg="bg.panel" borderWidth="1px" rounded="xl" p={{ base: '6', md: '8' }} shadow="sm">
          <Stack gap="1" mb="6">
            <Heading as="h1" size="lg">
              {admin ? 'Administration' : 'Welcome back'}
            </Heading>
            <Text color="fg.muted" textStyle="sm">
              {admin
                ? 'For the staff of the platform.'
                : 'Sign in to see your sites and what is happening to them.'}
            </Text>
          </Stack>
          <SignInForm onDone={onDone} />
        </Box>
        <Text textAlign="center" textStyle="sm" color="fg.muted">
          {admin ? 'Looking for your sites? ' : 'Running the platform? '}
          <Link variant="underline" color="fg" href={other.home}>
            {other.title}
          </Link>
        </Text>
      </Stack>
    </Flex>
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
