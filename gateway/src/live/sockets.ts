/** Subscriptions over graphql-transport-ws at /graphql: graphql-ws speaks the protocol, the hub writes what is new. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CredentialsChanged } from '@hosterizer/kit/credentials';
import type { Log } from '@hosterizer/kit/log';
import { buildSchema, GraphQLError, parse } from 'graphql';
import { CloseCode, type Context as SocketContext } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { traceIdOf, type Present } from '../request.ts';
import type { Identify, Identity } from '../viewer.ts';
import type { Crowd } from './crowd.ts';
import { makeStandings, type Standing } from './standing.ts';
import type { Subscribe } from './subscribe.ts';

export type Sockets = {
  /** Takes an HTTP upgrade over; the caller has checked path and origin. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, ip: string): void;
  /** How many are open. */
  count(): number;
  /** Closes the sockets of those whom the change concerns, if they are not any more who they were. */
  changed(hint: CredentialsChanged): void;
  /** Tells every client to come again (1012) and waits until they have gone, for at most `milliseconds`. */
  close(milliseconds: number): Promise<void>;
};

export type SocketParts = {
  subscribe: Subscribe;
  identify: Identify;
  crowd: Crowd;
  present: Present;
  log: Log;
};

type Params = { authorization?: unknown; portal?: unknown };
type Kept = { endsAt: number; timer: NodeJS.Timeout; standing: Standing; viewerId: string };
type Context = SocketContext<Params, Extra & Partial<Kept>>;

const keepAlive = 12_000;
const largestMessage = 256 * 1024;
const longestTimer = 2 ** 31 - 1;

export function makeSockets({ subscribe, identify: ask, crowd, present, log }: SocketParts): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: largestMessage,
  });
  const wires = new WeakMap<IncomingMessage, { wire: Duplex; ip: string }>();
  const standings = makeStandings(ask, log);

  /** Who is behind a socket, which is followed from the first time on that this is asked. */
  async function identify({ connectionParams, extra }: Context): Promise<Identity> {
    const { request, socket } = extra;
    const { authorization, portal } = connectionParams ?? {};
    const { ip } = wires.get(request)!;
    extra.standing ??= standings.open(
      { authorization, portal, cookie: request.headers.cookie, ip },
      (code, reason) => socket.close(code, reason),
    );
    const identity = await extra.standing.identify();
    endWith(extra, identity);
    settle(extra, identity);
    return identity;
  }

  /** One viewer may not have every place. */
  function settle(extra: Context['extra'], { viewer }: Identity): void {
    if (!viewer || extra.viewerId !== undefined || extra.socket.readyState !== extra.socket.OPEN) return;
    if (crowd.settle(viewer.id)) extra.viewerId = viewer.id;
    else extra.socket.close(tooMany, 'You have too many connections open: close some, or share one.');
  }

  const graphqlWs = useServer<Params, Kept>(
    {
      // Who only listens for a while is followed as well. What is wrong with them they hear when they ask for something.
      onConnect: (context) =>
        identify(context).then(
          () => true,
          () => true,
        ),
      async onSubscribe(context, id, payload) {
        const traceId = traceIdOf(null);
        const shaped = (error: GraphQLError) => {
          const { message, extensions } = present(error.toJSON(), error.originalError ?? error, traceId);
          return new GraphQLError(message, { extensions: extensions ?? {} });
        };
        const { socket, request } = context.extra;
        const { wire, ip } = wires.get(request)!;
        // What is thrown here would close the socket with all its subscriptions.
        try {
          const watching = await subscribe({
            ...{ id, payload, traceId, ip, on: { socket, wire } },
            others: Object.keys(context.subscriptions).length - 1,
            identify: () => identify(context),
          });
          if (Array.isArray(watching)) return watching.map(shaped);
          return { schema: noSchema, document: anySubscription, contextValue: watching };
        } catch (error) {
          return [
            shaped(
              error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error }),
            ),
          ];
        }
      },
      subscribe: (args) => args.contextValue as never,
      onClose({ extra }) {
        clearTimeout(extra.timer);
        extra.standing?.end();
        crowd.leave(wires.get(extra.request)!.ip, extra.viewerId);
      },
    },
    server,
    keepAlive,
  );
  server.on('error', (error) => log.error({ err: error }, 'The WebSocket server failed.'));

  return {
    accept(request, wire, head, ip) {
      wires.set(request, { wire, ip });
      server.handleUpgrade(request, wire, head, (client) => {
        // Only an open socket can be told why; a page is not told the status of an answer to its upgrade.
        if (!crowd.enter(ip))
          return client.close(tooMany, 'There are too many connections from your address.');
        server.emit('connection', client, request);
        // ws itself closes a socket that sends what is no message; graphql-ws would tell the terminal about each.
        client.removeAllListeners('error');
        client.on('error', (error) => log.debug({ err: error }, 'A socket failed.'));
      });
    },
    count: () => server.clients.size,
    changed: (hint) => standings.changed(hint),
    async close(milliseconds) {
      standings.stop();
      for (const client of server.clients) client.close(1012, 'The platform is restarting; come again.');
      const deadline = setTimeout(() => server.clients.forEach((client) => client.terminate()), milliseconds);
      await graphqlWs.dispose();
      clearTimeout(deadline);
    },
  };
}

/** Clients of graphql-ws do not come again after it, as they would after any code that is not fatal to them. */
const tooMany = CloseCode.TooManyInitialisationRequests;

/** All that graphql-ws wants to know of a document that has been read already. */
const noSchema = buildSchema('type Query { nothing: Boolean }');
const anySubscription = parse('subscription { watched }');

/** A socket ends with the first of its tokens: 4401, upon which clients renew theirs and come again. */
function endWith(extra: Context['extra'], { endsAt }: Identity): void {
  if (endsAt === undefined || endsAt >= (extra.endsAt ?? Infinity)) return;
  clearTimeout(extra.timer);
  extra.endsAt = endsAt;
  const end = () =>
    extra.socket.close(CloseCode.Unauthorized, 'The session has ended; come again with a new token.');
  extra.timer = setTimeout(end, Math.min(Math.max(0, endsAt - Date.now()), longestTimer));
  extra.timer.unref();
}
