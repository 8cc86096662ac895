import { Alert, Button, Code, HStack, Text } from '@chakra-ui/react';
import { LuRotateCw } from 'react-icons/lu';
import { CopyButton } from './CopyField.tsx';
import { readFailure } from './failure.ts';

/** Says what failed in its own words, with the trace id to quote and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const failure = readFailure(error);
  const forbidden = failure.code === 'AUTHORIZATION_ERROR';
  return (
    <Alert.Root
      status={forbidden ? 'warning' : 'error'}
      alignItems="flex-start"
      borderWidth="1px"
      rounded="lg"
    >
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="2">
        <Alert.Title>{forbidden ? 'You may not see this' : 'This could not be loaded'}</Alert.Title>
        <Alert.Description>{failure.message}</Alert.Description>
        <HStack gap="3" wrap="wrap">
          {failure.traceId && <TraceId id={failure.traceId} />}
          {onRetry && !forbidden && (
            <Button size="xs" variant="outline" onClick={onRetry} bg="bg.panel">
              <LuRotateCw /> Try again
            </Button>
          )}
        </HStack>
      </Alert.Content>
    </Alert.Root>
  );
}

export function TraceId({ id }: { id: string }) {
  return (
    <HStack gap="1.5" textStyle="xs">
      <Text>Trace id</Text>
      <Code size="sm" variant="outline">
        {id}
      </Code>
      <CopyButton text={id} label="Copy trace id" />
    </HStack>
  );
}
