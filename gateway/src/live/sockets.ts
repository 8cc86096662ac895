/** Subscriptions over graphql-transport-ws at /graphql; graphql-ws speaks the protocol, streams bring the news. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { CredentialsChanged } from '@hosterizer/kit/credentials';
import type { Events } from '@hosterizer/kit/events';
import { AppError, invalid } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import { GraphQLError, parse, type ExecutionResult, type FormattedExecutionResult } from 'graphql';
import { getArgumentValues, getVariableValues } from 'graphql/execution/values.js';
import { CloseCode, type Context as SocketContext, type SubscribePayload } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { contextOf, traceIdOf, type Present } from '../request.ts';
import type { Supergraph } from '../supergraph.ts';
import { checkInputs } from '../limits/inputs.ts';
import type { CallsOf } from '../limits/fields.ts';
import { refusedRequest, type Limits } from '../limits/limits.ts';
import type { Identify, Identity } from '../viewer.ts';
import { checkLiveFields, own } from './continuation.ts';
import { channelOf, liveFields } from './directives.ts';
import { makeReadDocument } from './documents.ts';
import { makeHub } from './hub.ts';
import { makeReader } from './reader.ts';
import { makeStandings, type Standing } from './standing.ts';
import { makeStream, type News } from './stream.ts';

export type Sockets = {
  /** Takes an HTTP upgrade over; the caller has checked path and origin. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, ip: string): void;
  /** How many sockets are open, and how many channels they follow. */
  counts(): { sockets: number; channels: number };
  /** Closes the sockets of those whom the change concerns, if they are not any more who they were. */
  changed(hint: CredentialsChanged): void;
  /** Tells every client to come again (1012) and waits until they have gone, for at most `milliseconds`. */
  close(milliseconds: number): Promise<void>;
};

export type SocketParts = {
  supergraph: Supergraph;
  events: Pick<Events, 'subscribe'>;
  identify: Identify;
  limits: Limits;
  callsOf: CallsOf;
  present: Present;
  log: Log;
  /** See StreamParts. */
  doubtAfter?: number;
};

type Params = { authorization?: unknown; portal?: unknown };
type Kept = { endsAt: number; timer: NodeJS.Timeout; standing: Standing };
type Context = SocketContext<Params, Extra & Partial<Kept>>;
type Stream = AsyncGenerator<News, void, void>;

const keepAlive = 12_000;
const largestMessage = 256 * 1024;
const largestChannel = 200;
const subscriptionsPerSocket = 100;
const longestTimer = 2 ** 31 - 1;

export function makeSockets(parts: SocketParts): Sockets {
  const { supergraph, limits, present, log } = parts;
  const lives = liveFields(supergraph.sdl);
  checkLiveFields(supergraph.apiSchema, lives);
  const read = makeReadDocument(supergraph.apiSchema, lives);
  const hub = makeHub(parts.events, log);
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: largestMessage,
  });
  const addresses = new WeakMap<IncomingMessage, string>();
  const standings = makeStandings(parts.identify, log);

  /** Who is behind a socket, which is followed from the first time on that this is asked. */
  async function identify({ connectionParams, extra }: Context): Promise<Identity> {
    const { request, socket } = extra;
    const { authorization, portal } = connectionParams ?? {};
    const ip = addresses.get(request) ?? '';
    extra.standing ??= standings.open(
      { authorization, portal, cookie: request.headers.cookie, ip },
      (code, reason) => socket.close(code, reason),
    );
    const identity = await extra.standing.identify();
    endWith(extra, identity);
    return identity;
  }

  /** Throws what the watcher did wrong. */
  async function watch(
    context: Context,
    payload: SubscribePayload,
    traceId: string,
  ): Promise<Stream | GraphQLError[]> {
    if (Object.keys(context.subscriptions).length > subscriptionsPerSocket) {
      throw new AppError(
        'RATE_LIMIT_EXCEEDED',
        `A socket carries at most ${subscriptionsPerSocket} subscriptions.`,
      );
    }
    const ip = addresses.get(context.extra.request) ?? '';
    const identity = await identify(context);
    const asker = { ...identity, ip };
    const counted = await limits.request(asker);
    if (counted && !counted.allowed) throw refusedRequest(counted);

    checkInputs(payload.query, payload.variables);
    const document = read(payload.query, payload.operationName);
    if (document.errors) return document.errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'));
    const { continuation } = document;
    const { apiSchema } = supergraph;
    const { coerced, errors } = getVariableValues(
      apiSchema,
      continuation.operation.variableDefinitions ?? [],
      payload.variables ?? {},
    );
    if (errors) return errors.map((error) => coded(error, 'BAD_USER_INPUT'));

    const args = getArgumentValues(continuation.field, continuation.node, coerced);
    const channel = channelOf(continuation.live, args);
    if (channel.length > largestChannel)
      throw invalid('query', 'an argument of the subscription is too long.');
    const { document: query } = continuation;
    await limits.calls(
      asker,
      parts.callsOf(query, payload.operationName, { ...payload.variables, [own.cursor]: 0 }),
    );
    log.info({ traceId, field: continuation.live.name, viewerId: identity.viewer?.id }, 'subscription');

    const ask = (more: Record<string, unknown>): Promise<ExecutionResult> => {
      const asked = supergraph.ask({
        document: continuation.document,
        queryHash: continuation.queryHash,
        ...(payload.operationName && { operationName: payload.operationName }),
        variables: { ...payload.variables, ...more },
        // A context for each reading: loaders remember what they have read.
        context: contextOf(identity, { ip, traceId }),
      });
      return asked.catch((error: Error) => ({
        errors: [new GraphQLError(error.message, { originalError: error })],
      }));
    };
    const reader = makeReader({
      continuation,
      cursor: Number(args[continuation.live.log?.cursor ?? ''] ?? 0),
      ask,
      present: (error, cause) => present(error, cause, traceId),
    });
    const join = (onHint: () => void) => hub.join(channel, onHint);
    return makeStream({ read: reader, join, ...(parts.doubtAfter && { doubtAfter: parts.doubtAfter }) });
  }

  const graphqlWs = useServer<Params, Kept>(
    {
      // Who only listens for a while is followed as well. What is wrong with them they hear when they ask for something.
      onConnect: (context) =>
        identify(context).then(
          () => true,
          () => true,
        ),
      async onSubscribe(context, _id, payload) {
        const traceId = traceIdOf(null);
        const shaped = (error: GraphQLError) => {
          const { message, extensions } = present(error.toJSON(), error.originalError ?? error, traceId);
          return new GraphQLError(message, { extensions: extensions ?? {} });
        };
        // What is thrown here would close the socket with all its subscriptions.
        try {
          const answer = await watch(context, payload, traceId);
          if (Array.isArray(answer)) return answer.map(shaped);
          return { schema: supergraph.apiSchema, document: anySubscription, contextValue: answer };
        } catch (error) {
          return [
            shaped(
              error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error }),
            ),
          ];
        }
      },
      subscribe: (args) => args.contextValue as never,
      // Streams carry errors that are shaped already.
      onNext: (_context, _id, _payload, _args, result) => result as FormattedExecutionResult,
      onClose({ extra }) {
        clearTimeout(extra.timer);
        extra.standing?.end();
      },
    },
    server,
    keepAlive,
  );
  server.on('error', (error) => log.error({ err: error }, 'The WebSocket server failed.'));

  return {
    accept(request, socket, head, ip) {
      addresses.set(request, ip);
      server.handleUpgrade(request, socket, head, (client) => {
        server.emit('connection', client, request);
        // ws itself closes a socket that sends what is no message; graphql-ws would tell the terminal about each.
        client.removeAllListeners('error');
        client.on('error', (error) => log.debug({ err: error }, 'A socket failed.'));
      });
    },
    counts: () => ({ sockets: server.clients.size, channels: hub.channels }),
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

/** All that graphql-ws wants to know of a document that has been read already. */
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

function coded({ message, nodes }: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, extensions: { code } });
}
