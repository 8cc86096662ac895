/** Watches that those behind open sockets are still who they were, and closes the sockets of those who are not. */
import type { CredentialsChanged } from '@hosterizer/kit/credentials';
import { AppError } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import type { Viewer } from '@hosterizer/kit/viewer';
import { CloseCode } from 'graphql-ws';
import { concerns, trustMilliseconds, type Credentials, type Identify, type Identity } from '../viewer.ts';

/** One open socket. */
export type Standing = {
  /** Finds out who is behind it now. The first time settles who that is; a change closes the socket. */
  identify(): Promise<Identity>;
  /** The socket is closed. */
  end(): void;
};

export type Standings = {
  /** `close` ends the socket with a code and a reason. */
  open(credentials: Credentials, close: (code: number, reason: string) => void): Standing;
  /** Asks again about everybody whom the change may concern. */
  changed(hint: CredentialsChanged): void;
  stop(): void;
};

type Open = {
  credentials: Credentials;
  close: (code: number, reason: string) => void;
  /** Undefined until somebody is known to be behind it. */
  viewer?: Viewer;
};

/** How many credentials are asked about at once. */
const atOnce = 16;
/** At most 123 bytes, or a WebSocket does not take it. */
const ended = 'Your access has ended or changed; come again with new credentials.';

/** `every` milliseconds everybody is asked about, since hints can be lost. */
export function makeStandings(identify: Identify, log: Log, every = trustMilliseconds): Standings {
  const sockets = new Set<Open>();
  let sweeping = false;
  const timer = setInterval(() => void sweep(), every);
  timer.unref();

  function end(socket: Open): void {
    sockets.delete(socket);
    socket.close(CloseCode.Unauthorized, ended);
  }

  function settle(socket: Open, { viewer }: Identity): void {
    if (!socket.viewer) {
      if (viewer) socket.viewer = viewer;
    } else if (sockets.has(socket) && !same(socket.viewer, viewer)) {
      end(socket);
    }
  }

  /** Of sockets that have brought along the same. */
  async function recheck(those: readonly Open[], notBefore: number): Promise<void> {
    try {
      const identity = await identify(those[0]!.credentials, notBefore);
      for (const socket of those) settle(socket, identity);
    } catch (error) {
      const over = error instanceof AppError && error.code === 'AUTHENTICATION_ERROR';
      // Nobody's access ends because nobody can say whether it has; the next sweep asks again.
      if (!over) return log.warn({ err: error }, 'Cannot find out whether somebody still may watch.');
      for (const socket of those) if (sockets.has(socket)) end(socket);
    }
  }

  async function recheckAll(which: readonly Open[]): Promise<void> {
    const notBefore = Date.now();
    const waiting = [...Map.groupBy(which, ({ credentials }) => keyOf(credentials)).values()];
    async function work(): Promise<void> {
      for (let those = waiting.pop(); those; those = waiting.pop()) await recheck(those, notBefore);
    }
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  async function sweep(): Promise<void> {
    if (sweeping) return;
    sweeping = true;
    await recheckAll([...sockets].filter(({ viewer }) => viewer)).finally(() => (sweeping = false));
  }

  return {
    open(credentials, close) {
      const socket: Open = { credentials, close };
      sockets.add(socket);
      return {
        async identify() {
          const identity = await identify(credentials);
          settle(socket, identity);
          return identity;
        },
        end: () => void sockets.delete(socket),
      };
    },
    changed(hint) {
      void recheckAll([...sockets].filter(({ viewer }) => viewer && concerns(hint, viewer)));
    },
    stop: () => clearInterval(timer),
  };
}

/** Equal for those about whom one question is enough. */
const keyOf = ({ authorization, portal, cookie, ip }: Credentials): string =>
  JSON.stringify([authorization, portal, cookie, ip]);

/** Whether somebody may still do and see just what they could. */
function same(was: Viewer, is: Viewer | null): boolean {
  return is !== null && (was === is || told(was) === told(is));
}

/** What there is to compare, remembered since thousands of sockets may share one viewer. */
function told(viewer: Viewer): string {
  const { id, kind, customerId, role, scopes, acting, suspended } = viewer;
  const known =
    texts.get(viewer) ??
    JSON.stringify([id, kind, customerId, role, [...scopes].sort(), acting ?? null, suspended ?? false]);
  texts.set(viewer, known);
  return known;
}

const texts = new WeakMap<Viewer, string>();
