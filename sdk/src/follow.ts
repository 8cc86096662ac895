import { print } from 'graphql';
import { fromAnswer, RequestError } from './errors.ts';
import { FollowDeploymentDocument, type FollowDeploymentSubscription } from './generated/graphql.ts';
import type { Sockets } from './sockets.ts';

/** A run of events without a gap. */
export type DeploymentEventBatch = FollowDeploymentSubscription['deploymentEvents'];

export type FollowOptions = {
  /** Sequence number of the last event that is known already. */
  after?: number;
  /** Ends the iteration; what is waiting then is left out. */
  signal?: AbortSignal;
};

/** The server's closing codes after which the same request would only fail again. */
const refusals = new Map([
  [4400, 'The platform did not understand the request.'],
  [4406, 'The platform does not speak this protocol.'],
  [4409, 'The platform did not understand the request.'],
  [4429, 'The platform did not understand the request.'],
]);
/** Unauthorized, and forbidden: a server that refuses the token says either. */
const signedOut = [4401, 4403];

const query = print(FollowDeploymentDocument);

/**
 * Follows a deployment from a cursor to its end: every event once, in order, whatever happens to the connection.
 * The last batch has `ended: true`. Throws RequestError when the platform refuses. Batches that are not taken wait
 * in memory.
 *
 * Written by hand, because an async generator that waits cannot be cancelled: its `return()` queues behind the wait.
 */
export function follow(
  { sockets, renew }: { sockets: Sockets; renew: () => Promise<boolean> },
  deploymentId: string,
  { after = 0, signal }: FollowOptions,
): AsyncIterableIterator<DeploymentEventBatch> {
  type Result = IteratorResult<DeploymentEventBatch>;
  // The socket client sends this very object again after a reconnection: moving `after` resumes there.
  const variables = { deploymentId, after };
  const arrived: DeploymentEventBatch[] = [];
  const waiting: Array<{ resolve: (result: Result) => void; reject: (error: unknown) => void }> = [];
  let unsubscribe: (() => void) | undefined;
  let over = false;
  let failure: unknown;
  let quietEnds = 0;
  let retrying: ReturnType<typeof setTimeout> | undefined;

  function take(batch: DeploymentEventBatch): void {
    const fresh = batch.events.filter(({ sequence }) => sequence > variables.after);
    quietEnds = 0;
    variables.after = Math.max(variables.after, batch.lastSequence);
    if (fresh.length > 0 || batch.ended) give({ ...batch, events: fresh });
    if (batch.ended) end();
  }

  function give(batch: DeploymentEventBatch): void {
    const next = waiting.shift();
    if (next) next.resolve({ done: false, value: batch });
    else arrived.push(batch);
  }

  function end(error?: unknown): void {
    if (over) return;
    over = true;
    failure = error;
    clearTimeout(retrying);
    signal?.removeEventListener('abort', stop);
    unsubscribe?.();
    const first = error === undefined ? undefined : waiting.shift();
    if (first) {
      failure = undefined;
      first.reject(error);
    }
    for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
  }

  function stop(): void {
    arrived.length = 0;
    end();
  }

  function subscribe(): void {
    if (over) return;
    unsubscribe = sockets.subscribe<FollowDeploymentSubscription>(
      { query, variables },
      {
        next({ data, errors }) {
          if (errors?.length)
            fail(fromAnswer(errors.map(({ message, extensions = {} }) => ({ message, extensions }))));
          else if (data) take(data.deploymentEvents);
        },
        error: (reason) => void recover(reason).catch(end),
        complete: again,
      },
    );
  }

  /** A part of the platform that is away comes back; anything else would only be said again. */
  function fail(error: RequestError): void {
    if (error.code !== 'EXTERNAL_SERVICE_ERROR') return end(error);
    unsubscribe?.();
    again();
  }

  /** A stream that ended before its deployment did is taken up again at the cursor, more slowly each time. */
  function again(): void {
    if (over) return;
    // One end may be told in two ways.
    clearTimeout(retrying);
    retrying = setTimeout(subscribe, Math.min(5_000, 50 * 2 ** quietEnds++));
  }

  async function recover(reason: unknown): Promise<void> {
    if (Array.isArray(reason)) return fail(fromAnswer(reason));
    const { code } = reason as { code?: number };
    if (code !== undefined && signedOut.includes(code)) {
      // A token that ended while the socket was open looks like a revoked one until it has been renewed.
      if (quietEnds === 0 && (await renew())) return again();
      return end(new RequestError('AUTHENTICATION_ERROR', 'The session has ended. Sign in again.'));
    }
    const refusal = code === undefined ? undefined : refusals.get(code);
    if (refusal) return end(new RequestError('VALIDATION_ERROR', refusal));
    again();
  }

  let begun = false;
  function begin(): void {
    begun = true;
    if (signal?.aborted) return stop();
    signal?.addEventListener('abort', stop, { once: true });
    subscribe();
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
