/** GraphQL over HTTP at /graphql: Apollo Server in front of the guarded supergraph. */
import { ApolloServer } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { AppError } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import { GraphQLError } from 'graphql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contextOf, currentTrace, type Present, type RequestContext } from '../request.ts';
import { maxTokens, type Supergraph } from '../supergraph.ts';
import type { Identify } from '../viewer.ts';

export type GraphqlParts = { supergraph: Supergraph; identify: Identify; present: Present; log: Log };

/** Resolves with the way to end it. */
export async function serveGraphql(
  server: FastifyInstance,
  { supergraph, identify, present, log }: GraphqlParts,
): Promise<() => Promise<void>> {
  const apollo = new ApolloServer<RequestContext>({
    gateway: supergraph.gateway,
    introspection: true,
    parseOptions: { maxTokens },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: {
      requestHeaders: ['hosterizer-portal', 'apollo-require-preflight', 'x-apollo-operation-name'],
    },
    formatError: (formatted, error) =>
      present(formatted, unwrapResolverError(error), currentTrace.getStore()?.traceId ?? 'none'),
    logger: log,
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      {
        async requestDidStart() {
          return {
            async didResolveOperation({ operationName, operation }) {
              const trace = currentTrace.getStore();
              if (trace) trace.operation = (operationName ?? operation?.operation ?? '').slice(0, 100);
            },
          };
        },
      },
    ],
  });
  await apollo.start();

  async function contextFor(request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> {
    const { authorization, cookie, 'hosterizer-portal': portal } = request.headers;
    const identity = await identify({ authorization, portal, cookie, ip: request.ip }).catch(refuse);
    if (identity.viewer) request.trace.viewerId = identity.viewer.id;
    return contextOf(identity, {
      ip: request.ip,
      traceId: request.trace.traceId,
      ...(request.headers['user-agent'] && { userAgent: request.headers['user-agent'] }),
      setCookie: (text) => void reply.header('set-cookie', text),
    });
  }

  const answer = fastifyApolloHandler(apollo, { context: contextFor });
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    async handler(request, reply) {
      // A person who opens the address wants to see something.
      if (
        request.method === 'GET' &&
        !request.url.includes('?') &&
        request.headers.accept?.includes('text/html')
      ) {
        return reply.redirect('/graphiql/');
      }
      void reply.header('cache-control', 'no-store');
      return currentTrace.run(request.trace, () => answer.call(server, request, reply));
    },
  });

  return () => apollo.stop();
}

/** Apollo answers 500 to what is wrong before an operation begins, unless it is told otherwise. */
function refuse(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  throw new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: 401 } } });
}
