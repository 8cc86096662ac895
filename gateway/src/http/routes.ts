/** The protocols that subgraphs speak besides GraphQL, such as Terraform's state at `/state/`. */
import { unauthenticated } from '@hosterizer/kit/errors';
import type { Route } from '@hosterizer/kit/subgraph';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from '../request.ts';
import { callerFor } from '../subgraphs/caller.ts';
import { bearerOfBasic, type Identify, type Identity } from '../viewer.ts';
import type { SubgraphName } from '@hosterizer/kit/sdl';

export type ServedRoute = Route & { subgraph: SubgraphName };

/** A state may be large, and it is not ours to parse. */
const largestBody = 64 * 1024 * 1024;

/** Serves a route for callers whose token holds, as a bearer or as the password of HTTP Basic. */
export async function serveRoute(
  server: FastifyInstance,
  { subgraph, prefix, methods, answer }: ServedRoute,
  identify: Identify,
): Promise<void> {
  for (const method of methods) {
    if (!server.supportedMethods.includes(method)) server.addHttpMethod(method, { hasBody: true });
  }
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: largestBody }, (_request, body, done) =>
      done(null, body),
    );
    const identities = new WeakMap<FastifyRequest, Identity>();
    // Strangers are sent away before they may send megabytes.
    scope.addHook(
      'onRequest',
      async (request, reply) => void identities.set(request, await require(request, reply)),
    );

    scope.route({
      method: methods,
      url: `${prefix}*`,
      bodyLimit: largestBody,
      async handler(request, reply) {
        const { caller } = contextOf(identities.get(request)!, {
          ip: request.ip,
          traceId: request.trace.traceId,
        });
        const answered = await answer(
          {
            method: request.method,
            rest: (request.params as { '*': string })['*'],
            query: request.query as Record<string, string | undefined>,
            headers: request.headers,
            body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
          },
          callerFor(subgraph, caller),
        );
        return reply
          .code(answered.status)
          .header('cache-control', 'no-store')
          .headers(answered.headers ?? {})
          .send(answered.body ?? '');
      },
    });
  });

  async function require(request: FastifyRequest, reply: FastifyReply): Promise<Identity> {
    try {
      const authorization = bearerOfBasic(request.headers.authorization);
      const identity = await identify({
        authorization,
        portal: undefined,
        cookie: undefined,
        ip: request.ip,
      });
      if (!identity.viewer)
        throw unauthenticated('Send a token, as a bearer or as the password of HTTP Basic.');
      request.trace.viewerId = identity.viewer.id;
      return identity;
    } catch (error) {
      void reply.header('www-authenticate', 'Basic realm="Hosterizer", charset="UTF-8"');
      throw error;
    }
  }
}
