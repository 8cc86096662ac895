import { print } from 'graphql';
import { fromAnswer } from './errors.ts';
import { FollowDeploymentDocument, type FollowDeploymentSubscription } from './generated/graphql.ts';
import type { Live } from './live.ts';
import { followLog } from './log.ts';

/** A run of events without a gap. */
export type DeploymentEventBatch = FollowDeploymentSubscription['deploymentEvents'];

export type FollowOptions = {
  /** Sequence number of the last event that is known already. */
  after?: number;
  /** Ends the iteration; what is waiting then is left out. */
  signal?: AbortSignal;
};

const query = print(FollowDeploymentDocument);

/**
 * Follows a deployment from a cursor to its end: every event once, in order, whatever happens to the connection.
 * The last batch has `ended: true`. Throws RequestError when the platform refuses. Batches that are not taken wait
 * in memory.
 *
 * Written by hand, because an async generator that waits cannot be cancelled: its `return()` queues behind the wait.
 */
export function follow(
  live: Live,
  deploymentId: string,
  { after = 0, signal }: FollowOptions,
): AsyncIterableIterator<DeploymentEventBatch> {
  type Result = IteratorResult<DeploymentEventBatch>;
  const arrived: DeploymentEventBatch[] = [];
  const waiting: Array<{ resolve: (result: Result) => void; reject: (error: unknown) => void }> = [];
  let unfollow = () => {};
  let begun = false;
  let over = false;
  let failure: unknown;

  function give(batch: DeploymentEventBatch): void {
    const next = waiting.shift();
    if (next) next.resolve({ done: false, value: batch });
    else arrived.push(batch);
    if (batch.ended) end();
  }

  function end(error?: unknown): void {
    if (over) return;
    over = true;
    signal?.removeEventListener('abort', stop);
    unfollow();
    const first = error === undefined ? undefined : waiting.shift();
    if (first) first.reject(error);
    else failure = error;
    for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
  }

  function stop(): void {
    arrived.length = 0;
    end();
  }

  function begin(): void {
    begun = true;
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    unfollow = followLog(
      live,
      { query, variables: { deploymentId, after } },
      ({ deploymentEvents }: FollowDeploymentSubscription) => deploymentEvents,
      { batch: give, error: (errors) => end(fromAnswer(errors)) },
    );
  }

  return {
    next() {
      if (!begun) begin();
      const batch = arrived.shift();
      if (batch) return Promise.resolve({ done: false, value: batch });
      if (failure !== undefined) {
        const error = failure;
        failure = undefined;
        return Promise.reject(error);
      }
      if (over) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    return() {
      stop();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
