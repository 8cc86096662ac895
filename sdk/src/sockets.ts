import { createClient, type Client } from 'graphql-ws';

export type Sockets = Client;

/** A silent connection is asked for a sign of life after this long, and given up when none comes. Milliseconds. */
const patience = { silence: 10_000, pong: 5_000, retry: 5_000 };

/** The pause before the next attempt, of which there were so many in vain. */
export const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.min(patience.retry, 50 * 2 ** attempt)));

/**
 * One shared WebSocket that is open while something is followed. It reconnects for ever, with growing, jittered
 * pauses, and asks `token` for a bearer token at each connection.
 */
export function openSockets(
  url: string,
  token: () => Promise<string | undefined>,
  WebSocket?: unknown,
): Sockets {
  let missing: ReturnType<typeof setTimeout> | undefined;
  const sockets = createClient({
    url,
    ...(WebSocket !== undefined && { webSocketImpl: WebSocket }),
    connectionParams: async () => {
      const bearer = await token();
      return bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    },
    keepAlive: patience.silence,
    retryAttempts: Infinity,
    // Node reports a refused connection as an error event, not as a close: both are worth another try. A refusal of
    // the token (4403) is not, though the socket client hopes for a change of mind.
    shouldRetry: (event) => (event as { code?: number }).code !== 4403,
    retryWait: (retries) => {
      const pause = Math.min(patience.retry, 50 * 2 ** retries);
      return new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
    },
    on: {
      ping(received) {
        if (!received) missing = setTimeout(() => sockets.terminate(), patience.pong);
      },
      pong(received) {
        if (received) clearTimeout(missing);
      },
      closed: () => clearTimeout(missing),
    },
  });
  return sockets;
}
