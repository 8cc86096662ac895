/** The protocols that subgraphs speak besides GraphQL, such as Terraform's state at `/state/`. */
import { hostHeader } from '@hosterizer/kit/brand';
import { AppError, unauthenticated } from '@hosterizer/kit/errors';
import type { Route } from '@hosterizer/kit/subgraph';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from '../request.ts';
import { callerFor } from '../subgraphs/caller.ts';
import { bearerOfBasic, type Identity } from '../viewer.ts';
import type { SubgraphName } from '@hosterizer/kit/sdl';
import { admit, type Door } from './admission.ts';

export type ServedRoute = Route & { subgraph: SubgraphName };

/** A state may be large, and it is not ours to parse. */
const largestBody = 64 * 1024 * 1024;
/** What somebody may send whom nobody knows. */
const strangersBody = 16 * 1024;

const anybody: Identity = { viewer: null, portal: null };

/**
 * Serves a route for callers whose token holds, as a bearer or as the password of HTTP Basic; one for portals also by
 * the cookie of the portal that the request's header names, a public one for everybody.
 */
export async function serveRoute(
  server: FastifyInstance,
  { subgraph, prefix, methods, public: open = false, portals = false, bulk = false, answer }: ServedRoute,
  door: Door,
): Promise<void> {
  for (const method of methods) {
    if (!server.supportedMethods.includes(method)) server.addHttpMethod(method, { hasBody: true });
  }
  const bodyLimit = open ? strangersBody : largestBody;
  // People leave the slash out when they type an address.
  if (open) server.get(prefix.slice(0, -1), (_request, reply) => reply.redirect(prefix));
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) =>
      done(null, body),
    );
    const identities = new WeakMap<FastifyRequest, Identity>();
    // Strangers are sent away before they may send megabytes.
    scope.addHook(
      'onRequest',
      async (request, reply) => void identities.set(request, open ? anybody : await require(request, reply)),
    );

    scope.route({
      method: methods,
      url: `${prefix}*`,
      bodyLimit,
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
            // Not the client's own word: the answer may be cached for everybody on that host.
            headers: { ...request.headers, [hostHeader]: request.hostname },
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

  /** The portal whose page asks, where the route is for pages: without the header another site could ask with our cookie. */
  function pageOf({ headers }: FastifyRequest) {
    return portals ? { portal: headers['hosterizer-portal'], cookie: headers.cookie } : {};
  }

  async function require(request: FastifyRequest, reply: FastifyReply): Promise<Identity> {
    try {
      const authorization = bearerOfBasic(request.headers.authorization);
      const { portal, cookie } = pageOf(request);
      const identity = await admit(door, { authorization, portal, cookie, ip: request.ip }, request, reply);
      if (!identity.viewer)
        throw unauthenticated('Send a token, as a bearer or as the password of HTTP Basic.');
      if (bulk) {
        await door.limits.calls({ ...identity, ip: request.ip }, [{ by: 'BULK', value: null, named: false }]);
      }
      return identity;
    } catch (error) {
      // Asked by a page, a browser would show a dialog of its own.
      const asksPage = pageOf(request).portal !== undefined;
      if (error instanceof AppError && error.code === 'AUTHENTICATION_ERROR' && !asksPage)
        void reply.header('www-authenticate', 'Basic realm="Hosterizer", charset="UTF-8"');
      throw error;
    }
  }
}
