/** GraphQL over HTTP at /graphql: Apollo Server in front of the guarded supergraph. */
import { ApolloServer, HeaderMap, type GraphQLRequest } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import { AppError, invalid } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import { leftOf } from '@hosterizer/kit/viewer';
import { GraphQLError, type DocumentNode } from 'graphql';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contextOf, currentTrace, type Present, type RequestContext } from '../request.ts';
import { documentLimits, maxTokens } from '../limits/documents.ts';
import { checkInputs } from '../limits/inputs.ts';
import type { CallsOf } from '../limits/fields.ts';
import type { Limits } from '../limits/limits.ts';
import type { Supergraph } from '../supergraph.ts';
import type { Identify } from '../viewer.ts';
import { admit, retryAfterOf } from './admission.ts';
import { statusOf } from './requests.ts';

export type GraphqlParts = {
  supergraph: Supergraph;
  identify: Identify;
  limits: Limits;
  callsOf: CallsOf;
  present: Present;
  log: Log;
};

/** Resolves with the way to end it. */
export async function serveGraphql(
  server: FastifyInstance,
  { supergraph, identify, limits, callsOf, present, log }: GraphqlParts,
): Promise<() => Promise<void>> {
  const apollo = new ApolloServer<RequestContext>({
    gateway: supergraph.gateway,
    introspection: true,
    parseOptions: { maxTokens },
    // Fragments that spread each other are counted out; our own limits are asked about what is valid otherwise.
    maxRecursiveSelections: true,
    validationRules: [...documentLimits],
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
            async didResolveOperation({ operationName, operation, document, source, request, contextValue }) {
              const trace = currentTrace.getStore();
              if (trace) trace.operation = (operationName ?? operation?.operation ?? '').slice(0, 100);
              if (!operation) refuse(unnamed());
              await permit(contextValue, source, document, request).catch(refuse);
            },
          };
        },
      },
    ],
  });
  await apollo.start();

  async function contextFor(request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> {
    const { authorization, cookie, 'hosterizer-portal': portal } = request.headers;
    const credentials = { authorization, portal, cookie, ip: request.ip };
    const identity = await admit({ identify, limits }, credentials, request, reply).catch(refuse);
    return contextOf(identity, {
      ip: request.ip,
      traceId: request.trace.traceId,
      ...(request.headers['user-agent'] && { userAgent: request.headers['user-agent'] }),
      left: leftOf(reply.raw),
      setCookie: (text) => void reply.header('set-cookie', text),
    });
  }

  /** What is asked once an operation is known to be valid, before any of it is executed. */
  async function permit(
    { caller }: RequestContext,
    source: string,
    document: DocumentNode,
    { operationName, variables }: GraphQLRequest,
  ): Promise<void> {
    checkInputs(source, variables);
    const calls = callsOf(document, operationName, variables);
    if (calls.length > 0) await limits.calls(caller, calls);
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
      if (Array.isArray(request.body))
        throw invalid('query', 'send one operation in each request; batches are not taken.');
      return currentTrace.run(request.trace, () => answer.call(server, request, reply));
    },
  });

  return () => apollo.stop();
}

const unnamed = () => invalid('operationName', 'name one of the operations in the document.');

/** Apollo answers 500 to what is wrong before an operation begins, unless it is told otherwise. */
function refuse(error: unknown): never {
  if (!(error instanceof AppError)) throw error;
  const { message, extensions, code } = error;
  const headers = new HeaderMap();
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== null) headers.set('retry-after', String(retryAfter));
  throw new GraphQLError(message, {
    extensions: { ...extensions, http: { status: statusOf(code), headers } },
  });
}
