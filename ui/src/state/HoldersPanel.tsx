import { useQuery, useSubscription } from '@apollo/client/react';
import { Skeleton } from '@chakra-ui/react';
import { ErrorState } from '../ErrorState.tsx';
import { StateHoldersChanged, StateHoldersQuery } from './documents.ts';
import { LockPanel } from './LockPanel.tsx';
import { SetAside } from './SetAside.tsx';

/** The lock, and states that came too late: both change by themselves, so they are followed. */
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
      {site.stateSetAside.length > 0 && <SetAside states={site.stateSetAside} />}
    </>
  );
}
