/** Real graphql-ws clients for tests, and what their subscriptions bring. */
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ids } from './world.ts';

export const EventsAfter = `subscription ($id: ID!, $after: Int!) {
  deploymentEvents(deploymentId: $id, after: $after) { events { sequence message } lastSequence ended }
}`;
export const everything = { id: ids.deployment, after: 0 };

/** Collects what a subscription brings, until it ends: by an error, by the close of its socket, or 'complete'. */
export type Watch = { got: any[]; end: Promise<any>; ended: boolean; stop(): void };

export function connectTo(
  url: string,
  connectionParams: Record<string, unknown>,
  headers: Record<string, string> = {},
): Client {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: Socket,
    connectionParams,
    retryAttempts: 0,
  });
}

export function watch(
  client: Client,
  query: string = EventsAfter,
  variables: Record<string, unknown> = everything,
): Watch {
  const watching: Watch = { got: [], end: Promise.resolve(), ended: false, stop: () => {} };
  watching.end = new Promise<unknown>((resolve) => {
    watching.stop = client.subscribe(
      { query, variables },
      {
        next: (value) => watching.got.push(value),
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  }).finally(() => (watching.ended = true));
  return watching;
}
