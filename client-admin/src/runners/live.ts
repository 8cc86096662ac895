import { useQuery, useSubscription } from '@apollo/client/react';
import { QueueChanged, QueueQuery, RunnersChanged, RunnersQuery } from './documents.ts';

/** The queue as it is. `onMove` is called whenever it has moved. */
export function useQueue(onMove: () => void) {
  const result = useQuery(QueueQuery, { fetchPolicy: 'cache-and-network' });
  useSubscription(QueueChanged, {
    ignoreResults: true,
    onData({ client, data: { data } }) {
      if (!data) return;
      client.writeQuery({ query: QueueQuery, data: { queue: data.queueChanged } });
      onMove();
    },
  });
  return result;
}

/** That a runner is still here changes nothing that is announced, so it is asked from time to time. */
const askMilliseconds = 10_000;

/** The runners as they are. */
export function useRunners() {
  const result = useQuery(RunnersQuery, {
    fetchPolicy: 'cache-and-network',
    pollInterval: askMilliseconds,
    skipPollAttempt: () => document.visibilityState === 'hidden',
  });
  useSubscription(RunnersChanged, {
    ignoreResults: true,
    onData({ client, data: { data } }) {
      if (data) client.writeQuery({ query: RunnersQuery, data: { runners: data.runnersChanged } });
    },
  });
  return result;
}
