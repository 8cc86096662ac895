import { useQuery, useSubscription } from '@apollo/client/react';
import { Skeleton } from '@chakra-ui/react';
import { ErrorState } from '../ErrorState.tsx';
import { StateHoldersChanged, StateHoldersQuery } from './documents.ts';
import { LockPanel } from './LockPanel.tsx';
import { PlacePanel } from './PlacePanel.tsx';
import { SetAside } from './SetAside.tsx';

/** The lock, where the state lies, and states that came too late: all change by themselves, so they are followed. */
export function HoldersPanel({ siteId }: { siteId: string }) {
  const variables = { id: siteId };
  const { data, error, refetch } = useQuery(StateHoldersQuery, {
    variables,
    fetchPolicy: 'cache-and-network',
  });
  useSubscription(StateHoldersChanged, { variables, ignoreResults: true });
  const site = data?.site;
  if (error && !site) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!site) return <Skeleton h="24" rounded="lg" aria-busy="true" aria-label="Loading the lock" />;
  return (
    <>
      <LockPanel siteId={siteId} lock={site.stateLock ?? null} />
      {site.stateBackend && (
        <PlacePanel
          siteId={siteId}
          place={site.stateBackend}
          move={site.stateMove ?? null}
          isLocked={!!site.stateLock}
        />
      )}
      {site.stateSetAside.length > 0 && <SetAside states={site.stateSetAside} />}
    </>
  );
}
