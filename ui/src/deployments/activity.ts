import { useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { useMay } from '../session/SessionContext.tsx';
import { ActivityQuery } from './documents.ts';

/** What runs and what waits, oldest first; asked again every 5 seconds while there is anything, and when one returns to the tab. */
export function useActivity() {
  const may = useMay('deployments:read');
  const { data, startPolling, stopPolling, refetch } = useQuery(ActivityQuery, {
    skip: !may,
    fetchPolicy: 'cache-and-network',
  });
  const running = data?.running.edges.map(({ node }) => node).reverse() ?? [];
  const queued = data?.queued.edges.map(({ node }) => node).reverse() ?? [];
  const busy = running.length + queued.length > 0;

  useEffect(() => {
    if (!busy) return;
    startPolling(5000);
    return stopPolling;
  }, [busy, startPolling, stopPolling]);

  useEffect(() => {
    const look = () => may && document.visibilityState === 'visible' && void refetch();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [may, refetch]);

  return { running, queued, count: running.length + queued.length };
}
