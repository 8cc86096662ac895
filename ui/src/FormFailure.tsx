import { Alert } from '@chakra-ui/react';
import { TraceId } from './ErrorState.tsx';
import type { Failure } from './failure.ts';

/** A rejection that belongs to no single field. */
export function FormFailure({ failure }: { failure: Failure | null }) {
  if (!failure) return null;
  return (
    <Alert.Root status="error" size="sm" alignItems="flex-start">
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="1.5">
        <Alert.Title>{failure.message}</Alert.Title>
        {failure.traceId && <TraceId id={failure.traceId} />}
      </Alert.Content>
    </Alert.Root>
  );
}
