import { followLog } from '@hosterizer/sdk/log';
import { print } from 'graphql';
import { useEffect, useMemo } from 'react';
import type { FollowLogSubscription } from '../generated/graphql.ts';
import type { Live } from '../live/socket.ts';
import { useBackend } from '../session/SessionContext.tsx';
import { FollowLog } from './documents.ts';
import { createLogStore, type LogStore } from './store.ts';

/** Feeds a deployment's events into the store, from where the store ends until the deployment has ended. */
export function feedLog(live: Live, deploymentId: string, store: LogStore): () => void {
  return followLog(
    live,
    {
      ...{ query: print(FollowLog), operationName: 'FollowLog' },
      variables: { deploymentId, after: store.lastSequence() },
    },
    ({ deploymentEvents }: FollowLogSubscription) => deploymentEvents,
    {
      batch(batch) {
        store.append(batch);
        store.setState(batch.ended ? 'ended' : 'streaming');
      },
      error: (errors) => store.setState('failed', errors),
    },
  );
}

/** The log of a deployment, followed while the component is on the page. */
export function useLog(deploymentId: string): LogStore {
  const backend = useBackend();
  const store = useMemo(() => createLogStore(), [deploymentId]);
  useEffect(
    () => (store.state() === 'ended' ? undefined : feedLog(backend, deploymentId, store)),
    [backend, deploymentId, store],
  );
  return store;
}
