/** A built single-page application, served from its folder: compressed once, kept in memory, safe from wandering paths. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, extname } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const compress = promisify(gzip);

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

const compressible = /^text|json|svg|wasm|ttf/;
/** Vite puts a hash of the content into the name of everything in this folder. */
const hashed = /^assets\//;

type File = { body: Buffer; gzipped: Buffer | null; type: string; etag: string };

export type Files = {
  /**
   * Answers with the file at `path` below the folder, or returns false when there is none. `change` makes another text
   * of it, for this host name only.
   */
  send(
    path: string,
    request: FastifyRequest,
    reply: FastifyReply,
    change?: (text: string) => string,
  ): Promise<boolean>;
};

/** `folder` may be missing, and may be built anew while it is being served. */
export function makeFiles(folder: string): Files {
  let files = new Map<string, () => Promise<File>>();
  let builtAt: number | undefined;

  /** Only what has been listed can be asked for, so no path leads out of the folder. */
  async function list(): Promise<void> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    files = new Map(
      entries
        .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(folder.length).replace(/^\/+/, ''), once(() => load(path))]),
    );
  }

  async function refresh(): Promise<void> {
    const index = await stat(join(folder, 'index.html')).catch(() => null);
    const modified = index?.mtimeMs;
    // While a build changes the folder, what was there before is served on.
    if (!index || modified === builtAt) return;
    await list();
    builtAt = modified;
  }

  return {
    async send(path, request, reply, change) {
      // A new build shows in index.html, which browsers ask for each time.
      if (path === 'index.html' || files.size === 0) await refresh();
      const built = await files.get(path)?.();
      if (!built) return false;
      const file = change ? await fileOf(Buffer.from(change(built.body.toString())), built.type) : built;

      const gzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) ? file.gzipped : null;
      void reply
        .type(file.type)
        .header('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
        .header('etag', file.etag);
      const vary = [...(file.gzipped ? ['accept-encoding'] : []), ...(change ? ['host'] : [])];
      if (vary.length > 0) void reply.header('vary', vary.join(', '));
      if (request.headers['if-none-match'] === file.etag) {
        await reply.code(304).send();
        return true;
      }
      if (gzipped) void reply.header('content-encoding', 'gzip');
      await reply.send(gzipped ?? file.body);
      return true;
    },
  };
}

const load = async (path: string): Promise<File> =>
  fileOf(await readFile(path), types[extname(path)] ?? 'application/octet-stream');

async function fileOf(body: Buffer, type: string): Promise<File> {
  const gzipped = compressible.test(type) && body.length > 1_000 ? await compress(body, { level: 9 }) : null;
  return {
    body,
    gzipped,
    type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
