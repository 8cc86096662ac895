import type { Live as Followed } from '@hosterizer/sdk/live';
import { createClient, type Client } from 'graphql-ws';
import type { Session } from '../session/session.ts';
import type { Connection } from './connection.ts';

export type Live = Followed & { socket: Client; session: Session; connection: Connection };

/** At least this long between two attempts, in milliseconds, then doubling up to the second number. */
const retryPace = [500, 8_000] as const;

const pause = (attempt: number): Promise<void> =>
  new Promise((go) =>
    setTimeout(go, Math.min(retryPace[1], retryPace[0] * 2 ** attempt) * (0.8 + Math.random() * 0.4)),
  );

/** How subscriptions of a portal go on: over one socket, as whoever the session's cookie says. */
export function openLive(portal: string, session: Session, connection: Connection): Live {
  const socket = openSocket(portal, connection);
  return {
    ...{ session, connection, socket, pause },
    lost: () => connection.set('lost'),
    async renew(again) {
      const serial = connection.serial();
      // The socket has outlived its cookie, which was renewed meanwhile: a new socket has the new one.
      if (again || session.stale()) await session.recover();
      // A socket stays who it was when it opened; the first to notice sees to another one.
      if (connection.serial() === serial) {
        connection.next();
        socket.terminate();
      }
      return true;
    },
  };
}

/** The portal's one WebSocket; it opens with the first subscription and closes with the last. */
function openSocket(portal: string, connection: Connection): Client {
  const url = new URL('/graphql', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  return createClient({
    url: url.href,
    connectionParams: { portal },
    lazyCloseTimeout: 2_000,
    // A proxy drops a silent connection after a minute or less, and a laptop's sleep leaves a dead one behind.
    keepAlive: 12_000,
    retryAttempts: Infinity,
    shouldRetry: () => true,
    retryWait: pause,
    on: {
      connecting: () => connection.get() !== 'lost' && connection.set('connecting'),
      connected: () => {
        connection.next();
        connection.set('open');
      },
      closed: (event) => connection.set((event as CloseEvent).code === 1000 ? 'idle' : 'lost'),
    },
  });
}
