/** A subgraph's own HTTP door: only for callers whom a gateway has signed, and guarded by the same rules as the gateway. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { unwrapResolverError } from '@apollo/server/errors';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { subgraphRuleTree, type Guarded } from './access.ts';
import { presentError, unauthenticated } from './errors.ts';
import { serveHealth } from './health.ts';
import type { Log } from './log.ts';
import { makeMetrics, serveMetrics } from './metrics.ts';
import { subgraphSdl } from './sdl.ts';
import { applyMiddleware, deny, shield } from './shield.ts';
import type { Subgraph } from './subgraph.ts';
import type { Tokens } from './tokens.ts';
import { callerHeader, leftOf, verifyCaller, type Caller } from './viewer.ts';

export type Served = { url: string; close(): Promise<void> };

type Traced = Guarded & { traceId: string };

const mebibyte = 1024 * 1024;

/** An error is formatted without its request's context, so it takes the trace id along. */
const traceErrors: ApolloServerPlugin<Traced> = {
  requestDidStart: async () => ({
    async didEncounterErrors({ errors, contextValue }) {
      for (const error of errors) error.extensions['traceId'] = contextValue.traceId;
    },
  }),
};

/** Serves a subgraph at /graphql, its routes, its health and its metrics. Throws when the port is taken. */
export async function serveSubgraph(
  subgraph: Subgraph,
  { host, port, tokens, log }: { host: string; port: number; tokens: Tokens; log: Log },
): Promise<Served> {
  const server: FastifyInstance = fastify({ bodyLimit: 8 * mebibyte, forceCloseConnections: true });
  const guarded = applyMiddleware(
    subgraph.schema,
    shield(subgraphRuleTree(subgraphSdl(subgraph.name)), { fallbackRule: deny, allowExternalErrors: true }),
  );

  const apollo = new ApolloServer<Traced>({
    schema: guarded,
    introspection: true,
    // The process that this is part of ends it.
    stopOnTerminationSignals: false,
    csrfPrevention: false, // Nobody but a gateway gets past the signature, and browsers cannot make one.
    formatError: (formatted, thrown) => {
      const cause = unwrapResolverError(thrown);
      return presentError(formatted, cause, {
        traceId: String(formatted.extensions?.['traceId']),
        report: (bug) =>
          log.error({ err: bug, traceId: formatted.extensions?.['traceId'] }, 'A resolver failed.'),
      });
    },
    plugins: [fastifyApolloDrainPlugin(server), ApolloServerPluginInlineTraceDisabled(), traceErrors],
  });
  await apollo.start();

  await server.register(fastifyApollo(apollo), {
    path: '/graphql',
    method: ['POST'],
    context: async (request, reply) => {
      const caller = callerOf(request.headers[callerHeader]);
      const withCookies = {
        ...caller,
        left: leftOf(reply.raw),
        setCookie: (cookie: string) => void reply.header('set-cookie', cookie),
      };
      return { ...subgraph.context(withCookies), viewer: caller.viewer, traceId: caller.traceId };
    },
  });

  // Before the routes: each of them takes the handler that it finds.
  server.setErrorHandler((error: Error & { statusCode?: number; code?: string }, _request, reply) => {
    const refused = error.code === 'AUTHENTICATION_ERROR';
    if (!refused && !error.statusCode) log.error({ err: error }, 'A request failed.');
    return reply
      .code(refused ? 401 : (error.statusCode ?? 500))
      .send({ error: refused ? error.message : 'Failed.' });
  });

  for (const { methods, prefix, answer } of subgraph.routes) {
    for (const method of methods.filter((name) => !server.supportedMethods.includes(name))) {
      server.addHttpMethod(method, { hasBody: true });
    }
    await server.register(async (scope) => {
      // Terraform posts states of many megabytes, and they are not ours to parse.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        '*',
        { parseAs: 'buffer', bodyLimit: 64 * mebibyte },
        (_request, body, done) => done(null, body),
      );
      scope.route({
        method: methods,
        url: `${prefix}*`,
        bodyLimit: 64 * mebibyte,
        handler: async (request, reply) => {
          const caller = callerOf(request.headers[callerHeader]);
          const answered = await answer(
            {
              method: request.method,
              rest: (request.params as { '*': string })['*'],
              query: request.query as Record<string, string | undefined>,
              headers: request.headers,
              body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
            },
            caller,
          );
          return reply
            .code(answered.status)
            .headers(answered.headers ?? {})
            .send(answered.body ?? '');
        },
      });
    });
  }

  serveHealth(server, subgraph.checks, () => true);
  serveMetrics(server, makeMetrics());
  const url = await server.listen({ host, port });
  log.info({ url, subgraph: subgraph.name }, 'Listening.');
  return {
    url,
    async close() {
      await apollo.stop();
      await server.close();
    },
  };

  function callerOf(header: unknown): Caller {
    const caller = verifyCaller(tokens, header);
    if (!caller) throw unauthenticated('Only a gateway may call a subgraph.');
    return caller;
  }
}
