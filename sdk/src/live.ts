/** Follows a subscription for as long as it is wanted, whatever becomes of the connection. The portals use it too. */
import type { ExecutionResult, GraphQLFormattedError } from 'graphql';
import type { Client } from 'graphql-ws';

export type LiveRequest = {
  query: string;
  operationName?: string;
  /** The socket client sends this very object again after a reconnection: who writes to it goes on elsewhere. */
  variables: Record<string, unknown>;
};

export type LiveSink<T> = {
  next(data: T): void;
  /** It ended by itself; asking again would bring what there is then. */
  complete(): void;
  /** Asking again would only bring the same. */
  error(errors: readonly GraphQLFormattedError[]): void;
};

export type Live = {
  /** It reconnects by itself after an ordinary loss; after what it takes for fatal, this goes on. */
  socket: Pick<Client, 'subscribe'>;
  /**
   * The credentials do not hold; `again` when that is so right after they were renewed. Resolves when others do, on
   * another connection; false when there are none. Rejects when that cannot be found out now.
   */
  renew(again: boolean): Promise<boolean>;
  /** Resolves when it is time for the next attempt, of which there were so many in vain. */
  pause(attempt: number): Promise<void>;
  /** The connection was given up for the moment. */
  lost?(): void;
};

/** The server's closing codes after which the same request would only fail again. */
const refusals = new Map([
  [4400, 'The platform did not understand the request.'],
  [4406, 'The platform does not speak this protocol.'],
  [4409, 'The platform did not understand the request.'],
  [4429, 'The platform takes no more connections from here. Close some, then come again.'],
]);
/** Unauthorized, and forbidden: a server that refuses the credentials says either. */
const signedOut: readonly unknown[] = [4401, 4403];

/** Returns what stops it. Nothing is called after that. */
export function followLive<T>(live: Live, request: LiveRequest, sink: LiveSink<T>): () => void {
  let stopped = false;
  let attempts = 0;
  let renewed = false;
  let unsubscribe = () => {};

  function subscribe(): void {
    if (stopped) return;
    // One end may be told in two ways.
    let ended = false;
    const atEnd = (then: () => void) => {
      if (!ended && !stopped) {
        ended = true;
        then();
      }
    };
    unsubscribe = live.socket.subscribe<T>(request, {
      next(result) {
        attempts = 0;
        renewed = false;
        const { data, errors } = result as ExecutionResult<T>;
        // A field that the viewer may not read is null beside an error; the rest is still news.
        if (data) sink.next(data);
        else if (errors)
          atEnd(() => refused(errors.map(({ message, extensions }) => ({ message, extensions }))));
      },
      error: (reason) => atEnd(() => failed(reason)),
      complete: () => atEnd(() => sink.complete()),
    });
  }

  function failed(reason: unknown): void {
    if (Array.isArray(reason)) return refused(reason as GraphQLFormattedError[]);
    unsubscribe();
    const { code } = (reason ?? {}) as { code?: number };
    if (signedOut.includes(code)) return renew();
    const refusal = code === undefined ? undefined : refusals.get(code);
    if (refusal) return over([{ message: refusal, extensions: { code: 'VALIDATION_ERROR' } }]);
    live.lost?.();
    again();
  }

  function refused(errors: readonly GraphQLFormattedError[]): void {
    unsubscribe();
    const code = errors[0]?.extensions?.['code'];
    // A part of the platform that is away comes back.
    if (code === 'EXTERNAL_SERVICE_ERROR') again();
    else if (code === 'AUTHENTICATION_ERROR') renew(errors);
    else over(errors);
  }

  function renew(errors?: readonly GraphQLFormattedError[]): void {
    const wasRenewed = renewed;
    renewed = true;
    live.renew(wasRenewed).then(
      (holds) => {
        if (stopped) return;
        if (holds) subscribe();
        else over(errors ?? [sessionEnded]);
      },
      () => again(),
    );
  }

  function again(): void {
    if (!stopped) void live.pause(attempts++).then(subscribe);
  }

  function over(errors: readonly GraphQLFormattedError[]): void {
    if (stopped) return;
    stopped = true;
    sink.error(errors);
  }

  subscribe();
  return () => {
    stopped = true;
    unsubscribe();
  };
}

const sessionEnded: GraphQLFormattedError = {
  message: 'The session has ended. Sign in again.',
  extensions: { code: 'AUTHENTICATION_ERROR' },
};
