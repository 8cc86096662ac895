import type { ExecutionResult } from 'graphql';
import { isSignedOut } from '../failure.ts';
import { pause, type Live } from './socket.ts';

export type LiveRequest = { query: string; operationName?: string; variables: Record<string, unknown> };

export type LiveSink<T> = { next: (data: T) => void; error: (error: unknown) => void; complete: () => void };

/**
 * Follows a subscription until it ends, whatever happens to the connection. graphql-ws goes on by itself after an
 * ordinary loss, sending the same variables object again, so a caller moves its cursor by writing to
 * `request.variables`. Some close codes it calls fatal (an expired session, a server error): those go on from here.
 * Returns what stops it.
 */
export function follow<T>(live: Live, request: LiveRequest, sink: LiveSink<T>): () => void {
  let stopped = false;
  let attempt = 0;
  let cameAgain = false;
  let unsubscribe = () => {};

  const subscribe = () => {
    if (stopped) return;
    unsubscribe = live.socket.subscribe<T>(request, {
      next: (result) => {
        attempt = 0;
        cameAgain = false;
        const { data, errors } = result as ExecutionResult<T>;
        // A field that the viewer may not read is null beside an error; the rest is still news.
        if (data) sink.next(data);
        else if (errors) failed(errors);
      },
      error: failed,
      complete: () => !stopped && sink.complete(),
    });
  };

  const failed = (error: unknown) => {
    if (stopped) return;
    unsubscribe();
    const code = (error as Partial<CloseEvent> | null)?.code;
    const refused = code === 4401 || code === 4403;
    if (refused && !cameAgain && !live.session.stale()) {
      // The socket has outlived its cookie, which was renewed meanwhile: a new socket has the new one.
      cameAgain = true;
      subscribe();
    } else if (refused || isSignedOut(error)) {
      const serial = live.connection.serial();
      live.session.recover().then(
        () => comeAgain(serial),
        () => pause(attempt++).then(subscribe),
      );
    } else if (Array.isArray(error)) {
      sink.error(error);
    } else {
      live.connection.set('lost');
      void pause(attempt++).then(subscribe);
    }
  };

  /** A socket stays who it was when it opened, so a renewed session needs another; the first to notice sees to it. */
  const comeAgain = (serial: number) => {
    if (live.connection.serial() === serial) {
      live.connection.next();
      live.socket.terminate();
    }
    subscribe();
  };

  subscribe();
  return () => {
    stopped = true;
    unsubscribe();
  };
}
