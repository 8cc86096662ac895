import { Alert, Link as ChakraLink } from '@chakra-ui/react';
import { Link } from 'react-router';

type Props = { title: string; lack: string | null };

/** Says that a site can be ordered and not yet be built, and where that is put right. */
export function NotConnected({ title, lack }: Props) {
  if (!lack) return null;
  return (
    <Alert.Root status="warning" size="sm" role="note" aria-label="Connection">
      <Alert.Indicator />
      <Alert.Title>
        {title}: {lack.toLowerCase()}. The site can be ordered; to deploy it,{' '}
        <ChakraLink asChild textDecoration="underline" fontWeight="medium" color="inherit">
          <Link to="/clouds">connect the cloud</Link>
        </ChakraLink>{' '}
        first. What you have typed is kept.
      </Alert.Title>
    </Alert.Root>
  );
}
