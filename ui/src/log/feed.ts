import { print } from 'graphql';
import { useEffect, useMemo } from 'react';
import type { FollowLogSubscription } from '../generated/graphql.ts';
import { follow } from '../live/follow.ts';
import { pause, type Live } from '../live/socket.ts';
import { useBackend } from '../session/SessionContext.tsx';
import { FollowLog } from './documents.ts';
import { createLogStore, type LogStore } from './store.ts';

/** Feeds a deployment's events into the store, from where the store ends until the deployment has ended. */
export function feedLog(live: Live, deploymentId: string, store: LogStore): () => void {
  let stop = () => {};
  let stopped = false;

  const start = () => {
    // The socket sends this very object again after a loss, so the cursor moves with every batch.
    const variables = { deploymentId, after: store.lastSequence() };
    stop = follow<FollowLogSubscription>(
      live,
      { query: print(FollowLog), operationName: 'FollowLog', variables },
      {
        next: ({ deploymentEvents: batch }) => {
          store.append(batch);
          variables.after = store.lastSequence();
          store.setState(batch.ended ? 'ended' : 'streaming');
        },
        error: (errors) => store.setState('failed', errors),
        complete: () => {
          // Without its last batch a log is not over, whatever ended the subscription.
          if (store.state() !== 'ended' && !stopped) void pause(1).then(() => !stopped && start());
        },
      },
    );
  };

  start();
  return () => {
    stopped = true;
    stop();
  };
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
