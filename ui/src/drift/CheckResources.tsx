import { useQuery } from '@apollo/client/react';
import { LoadedResources } from '../changes/LoadedResources.tsx';
import { driftLooks } from '../changes/words.ts';
import { DriftCheckQuery } from './documents.ts';

/** What one check found, resource by resource. */
export function CheckResources({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(DriftCheckQuery, { variables: { id }, fetchPolicy: 'no-cache' });
  return (
    <LoadedResources
      label="What has drifted"
      resources={data?.driftCheck?.resources}
      looks={driftLooks}
      empty="This check found nothing."
      error={error}
      onRetry={() => void refetch()}
      loading="Loading what has drifted"
    />
  );
}
