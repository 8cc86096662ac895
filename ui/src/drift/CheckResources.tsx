import { useQuery } from '@apollo/client/react';
import { Box, Skeleton, Stack } from '@chakra-ui/react';
import { ResourceList } from '../changes/ResourceList.tsx';
import { driftLooks } from '../changes/words.ts';
import { ErrorState } from '../ErrorState.tsx';
import { DriftCheckQuery } from './documents.ts';

/** What one check found, resource by resource. */
export function CheckResources({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(DriftCheckQuery, { variables: { id }, fetchPolicy: 'no-cache' });
  const check = data?.driftCheck;
  if (error && !check) {
    return (
      <Box p="4">
        <ErrorState error={error} onRetry={() => void refetch()} />
      </Box>
    );
  }
  if (!check) {
    return (
      <Stack p="4" gap="3" aria-busy="true" aria-label="Loading what has drifted">
        <Skeleton h="4" w="50%" />
        <Skeleton h="4" w="70%" />
      </Stack>
    );
  }
  return (
    <ResourceList
      label="What has drifted"
      resources={check.resources}
      looks={driftLooks}
      empty="This check found nothing."
    />
  );
}
