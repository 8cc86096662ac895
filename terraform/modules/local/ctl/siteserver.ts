// The web server of one site: `siteserver.ts FOLDER HOST PORT`. Started by process.ts, which finds it again by these
// arguments.
import { fstatSync, ftruncateSync, readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import { flushCompileCache } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { readValues } from './environment.ts';
import { contentPage, noticePage, POLICY } from './page.ts';
import type { Content } from './page.ts';

/** Bytes of log that are kept; a visitor must not be able to fill the disk. */
const LOG_LIMIT = 1_000_000;

/** Milliseconds that a request under way gets to finish when the server is told to end. */
const GRACE = 2_000;

const [folder = '', host = '', port = ''] = process.argv.slice(2);
/** What the page may show of the environment; never a secret. Read once: other ones start another server. */
const variables = readValues({ rootDir: dirname(folder), siteId: basename(folder) }, 'variables') ?? {};
const currentPage = pageOf(join(folder, 'content', 'site.json'));

const server = http.createServer((request, response) => {
  const { status, type, text } = answer(request.method ?? '', (request.url ?? '').split('?')[0]!);
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    // How the starter tells this site from a stranger on its port.
    'hosterizer-site': basename(folder),
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : text);
});

type Answer = { status: number; type: 'text/html' | 'text/plain'; text: string };

function answer(method: string, path: string): Answer {
  if (method !== 'GET' && method !== 'HEAD') return notice(405, 'Not allowed', 'This site can only be read.');
  if (path === '/healthz') return { status: 200, type: 'text/plain', text: 'ok\n' };
  if (path !== '/') return notice(404, 'Not found', 'There is no page at this address.');
  try {
    return { status: 200, type: 'text/html', text: currentPage() };
  } catch (error) {
    log(`The content cannot be read: ${String(error)}`);
    return notice(503, 'Not ready', 'This site has no content yet.');
  }
}

function notice(status: number, title: string, sentence: string): Answer {
  return { status, type: 'text/html', text: noticePage(title, sentence) };
}

/** A function that gives the page of a content file, rendered anew only when the file is another one. */
function pageOf(path: string): () => string {
  let page = '';
  let shown = '';
  return () => {
    // The inode too: two files may be published within one tick of the file system's clock.
    const { ino, mtimeNs } = statSync(path, { bigint: true });
    const version = `${ino}-${mtimeNs}`;
    if (version !== shown) {
      page = contentPage(JSON.parse(readFileSync(path, 'utf8')) as Content, variables);
      shown = version;
    }
    return page;
  };
}

function log(line: string): void {
  // Standard output is the log, opened for appending, so it can be emptied at any moment.
  if (fstatSync(1).size > LOG_LIMIT) ftruncateSync(1);
  console.log(`${new Date().toISOString()} ${line}`);
}

server.requestTimeout = 10_000;
server.on('error', (error: NodeJS.ErrnoException) => {
  log(error.code === 'EADDRINUSE' ? `Port ${port} on ${host} is taken by another program.` : error.message);
  process.exitCode = 1;
});
server.listen(Number(port), host, () => {
  log(`Listening on ${host}:${port}.`);
  // Does nothing unless NODE_COMPILE_CACHE is set; else it would be written at the end of a server's long life.
  flushCompileCache();
});

process.on('SIGTERM', () => {
  log('Ending.');
  server.close();
  setTimeout(() => server.closeAllConnections(), GRACE).unref();
});
