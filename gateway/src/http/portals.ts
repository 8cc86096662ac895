/** The pages that people open: the customer portal at `/`, the administrators' at `/admin/`, GraphiQL at `/graphiql/`. */
import { fileURLToPath } from 'node:url';
import type { HostBrand } from '@hosterizer/kit/brand';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { brandPage, type BrandOf } from './brand.ts';
import { makeFiles, type Files } from './files.ts';
import { notFoundError, pathOf } from './requests.ts';

export type Portal = {
  /** Begins and ends with a slash. */
  prefix: string;
  /** Where its build is. */
  folder: string;
  /** Customers see their brand in theirs, on their host name; staff's is not there. */
  audience?: 'staff' | 'customers';
};

const folderOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export const builtPortals: readonly Portal[] = [
  { prefix: '/graphiql/', folder: folderOf('gateway/graphiql/dist') },
  { prefix: '/admin/', folder: folderOf('client-admin/dist'), audience: 'staff' },
  { prefix: '/', folder: folderOf('client-customer/dist'), audience: 'customers' },
];

/**
 * Serves the portals, and answers 404 for everything else. A path without a file extension is a page of the portal,
 * which finds out itself what to show.
 */
export function servePortals(
  server: FastifyInstance,
  { portals, brandOf }: { portals: readonly Portal[]; brandOf: BrandOf },
): void {
  const served = portals.map((portal) => ({ ...portal, files: makeFiles(portal.folder) }));

  server.setNotFoundHandler(async (request, reply) => {
    const path = pathOf(request);
    const asksForPage = request.method === 'GET' || request.method === 'HEAD';
    const portal = served.find(({ prefix }) => path.startsWith(prefix) || `${path}/` === prefix);
    if (!asksForPage || !portal) throw notFoundError(request);
    if (portal.audience === 'staff' && (await brandOf(request))) throw notFoundError(request);
    if (`${path}/` === portal.prefix) return reply.redirect(portal.prefix);

    const rest = decoded(path.slice(portal.prefix.length)).replace(/^index\.html$/, '');
    if (rest !== '' && (await portal.files.send(rest, request, reply))) return reply;
    if (/\.\w+$/.test(rest) || !wantsPage(request)) throw notFoundError(request);
    const brand = portal.audience === 'customers' ? await brandOf(request) : null;
    return sendPage(portal, brand, request, reply);
  });
}

async function sendPage(
  { files }: { files: Files },
  brand: HostBrand | null,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const change = brand ? (html: string) => brandPage(html, brand) : undefined;
  if (await files.send('index.html', request, reply, change)) return reply;
  return reply.code(503).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(notBuilt);
}

/** A program that asks for JSON at a path that does not exist should hear so, and not get a page. */
function wantsPage({ headers: { accept } }: FastifyRequest): boolean {
  return accept === undefined || /text\/html|\*\/\*/.test(accept);
}

/** The path as files are named; what is not decodable is no file. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const notBuilt = `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="color-scheme" content="light dark">
  <title>Not built yet</title>
  <body>
    <h1>This page has not been built yet</h1>
    <p>Build it in the folder of the repository, then load this page again:</p>
    <pre>npm run build</pre>
    <p>The API works without it: see <code>/graphql</code>.</p>
  </body>
</html>
`;
