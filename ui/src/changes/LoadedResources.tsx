import { Box, Skeleton, Stack } from '@chakra-ui/react';
import type { ComponentProps } from 'react';
import { ErrorState } from '../ErrorState.tsx';
import { ResourceList } from './ResourceList.tsx';

type Resources = ComponentProps<typeof ResourceList>['resources'];

type Props = Omit<ComponentProps<typeof ResourceList>, 'resources'> & {
  /** Undefined until they are there. */
  resources: Resources | undefined;
  error: unknown;
  onRetry: () => void;
  /** What is said to who cannot see that something is on its way. */
  loading: string;
};

/** Resources that a panel or drawer asks for when it is opened: on their way, failed, or there. */
export function LoadedResources({ resources, error, onRetry, loading, ...list }: Props) {
  if (resources) return <ResourceList {...list} resources={resources} />;
  if (error) {
    return (
      <Box p="4">
        <ErrorState error={error} onRetry={onRetry} />
      </Box>
    );
  }
  return (
    <Stack p="4" gap="3" aria-busy="true" aria-label={loading}>
      <Skeleton h="4" w="50%" />
      <Skeleton h="4" w="70%" />
    </Stack>
  );
}
