import { Box, Button, Center, Heading, Stack, Text } from '@chakra-ui/react';
import { LuCompass } from 'react-icons/lu';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { EmptyState } from './EmptyState.tsx';
import { ErrorState } from './ErrorState.tsx';
import { Logo } from './Logo.tsx';
import { useTitle } from './Page.tsx';

/** For an address that leads nowhere, or to something that is gone or somebody else's. */
export function NotFound() {
  useTitle('Not found');
  return (
    <EmptyState
      icon={<LuCompass />}
      as="h1"
      title="There is nothing here"
      action={
        <Button asChild colorPalette="brand" size="sm">
          <Link to="/">Go to the start page</Link>
        </Button>
      }
    >
      The address may be mistyped, what it led to may have been removed, or it belongs to another account.
      <Box as="span" hideBelow="md" css={{ '@media (pointer: coarse)': { display: 'none' } }}>
        {' '}
        Press Ctrl+K to search.
      </Box>
    </EmptyState>
  );
}

/** For the time before the portal itself is there. */
export function ErrorPage({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <Center minH="100dvh" p="4">
      <Stack gap="6" maxW="520px" w="full" align="center">
        <Logo size={40} />
        <Box w="full">
          <ErrorState error={error} onRetry={onRetry} />
        </Box>
      </Stack>
    </Center>
  );
}

/** Where a route's own code fails, or a part of the portal no longer exists because a new version was installed. */
export function RouteFailure() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  const outdated = error instanceof TypeError && /dynamically imported|module script/i.test(error.message);
  return (
    <Center minH="60dvh" p="6">
      <Stack align="center" gap="4" textAlign="center" maxW="480px">
        <Heading as="h1" size="lg">
          {outdated ? 'A new version is here' : 'This page has failed'}
        </Heading>
        <Text color="fg.muted">
          {outdated
            ? 'The portal was updated while this tab was open. Load it again to go on.'
            : `It met something that it did not expect: ${error instanceof Error ? error.message : 'unknown'}.`}
        </Text>
        <Button colorPalette="brand" size="sm" onClick={() => location.reload()}>
          Load again
        </Button>
      </Stack>
    </Center>
  );
}
