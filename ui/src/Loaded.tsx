import { Stack } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { ErrorState } from './ErrorState.tsx';
import { NotFound } from './ErrorPage.tsx';
import { readFailure } from './failure.ts';

type Result<T> = { data?: T | undefined; error?: unknown; refetch: () => Promise<unknown> };

type Props<T, V> = {
  result: Result<T>;
  /** Picks what the page is about out of the answer; null when it does not exist. */
  pick: (data: T) => V | null | undefined;
  skeleton: ReactNode;
  children: (value: V) => ReactNode;
};

/** The one place that decides what waiting, failing and not finding look like. What has been loaded stays visible. */
export function Loaded<T, V>({ result, pick, skeleton, children }: Props<T, V>) {
  const { data, error } = result;
  const value = data == null ? undefined : pick(data);
  if (value !== undefined && value !== null) return children(value);
  if (error) {
    if (readFailure(error).code === 'NOT_FOUND') return <NotFound />;
    return (
      <Stack maxW="720px" mx="auto" pt="8" w="full">
        <ErrorState error={error} onRetry={() => void result.refetch()} />
      </Stack>
    );
  }
  return value === null ? <NotFound /> : skeleton;
}
