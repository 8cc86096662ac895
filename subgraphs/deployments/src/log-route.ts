/** A deployment's whole log as a file: `/logs/<deployment>`, as text or as JSON lines. */
import { Readable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { Database } from '@hosterizer/kit/database';
import { AppError, forbidden, invalid, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import type { Route, RouteAnswer, RouteRequest } from '@hosterizer/kit/subgraph';
import { reachOf, type Reach } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { json } from './answers.ts';
import { keptOf, readBatch, type Archive } from './archive.ts';
import { find } from './deployments.ts';
import type { DeploymentEventRow, DeploymentRow } from './entities.ts';
import { jsonLine, pageSize } from './event-document.ts';

const scope = 'deployments:read';

const formats = {
  text: { type: 'text/plain; charset=utf-8', extension: 'log', line: textLine },
  json: { type: 'application/jsonl; charset=utf-8', extension: 'jsonl', line: jsonLine },
};
type Format = (typeof formats)[keyof typeof formats];

export const logRoute = (db: Database, archive: Archive | null): Route => ({
  prefix: '/logs/',
  methods: ['GET'],
  portals: true,
  async answer(request, caller) {
    try {
      return await wholeLog(db, archive, request, caller);
    } catch (error) {
      if (error instanceof AppError) return refused(error, caller);
      throw error;
    }
  },
});

async function wholeLog(
  db: Database,
  archive: Archive | null,
  { rest: id, query }: RouteRequest,
  caller: Caller,
): Promise<RouteAnswer> {
  if (!caller.viewer?.scopes.includes(scope)) throw forbidden(scope);
  const format = formatOf(query);
  if (!isId(id)) throw notFound('Deployment', id);
  const { read } = reachOf(db, caller);
  const { deployment, kept } = await read(async (tx) => ({
    deployment: await find(tx, id),
    kept: await keptOf(tx, id),
  }));
  if (kept.deletedAt) return gone(kept.deletedAt, caller);

  // A log that cannot be read has to be said before the answer has begun.
  const batches = batchesOf(read, archive, id, kept.lastSequence);
  const first = await batches.next();
  return {
    status: 200,
    headers: {
      'content-type': format.type,
      'content-disposition': `attachment; filename="${nameOf(deployment)}.${format.extension}"`,
      'x-content-type-options': 'nosniff',
    },
    body: Readable.from(logged(db, id, text(first.done ? [] : first.value, batches, format)), {
      // A batch is large enough: none is read before the one before it has been taken.
      highWaterMark: 1,
    }),
  };
}

/** Up to what there was when it was asked for, each batch in a transaction of its own: a slow reader holds no connection. */
async function* batchesOf(
  read: Reach['read'],
  archive: Archive | null,
  id: string,
  last: number,
): AsyncGenerator<DeploymentEventRow[]> {
  for (let after = 0; after < last;) {
    const { events } = await readBatch(read, archive, id, after, Math.min(pageSize, last - after));
    if (events.length === 0) return;
    yield events;
    after = events.at(-1)!.sequence;
  }
}

async function* text(
  first: DeploymentEventRow[],
  rest: AsyncIterable<DeploymentEventRow[]>,
  { line }: Format,
): AsyncGenerator<string> {
  yield first.map(line).join('');
  for await (const events of rest) yield events.map(line).join('');
}

/** Once an answer has begun, all that can be said of a failure is that it ends too early. */
async function* logged(db: Database, id: string, parts: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* parts;
  } catch (error) {
    db.log.error({ err: error, deploymentId: id }, 'A log ended early while it was sent.');
    throw error;
  }
}

/** Such as `2026-11-21T02:03:04.567Z INFO APPLYING [module.site] Creating...`; further lines of a message are indented. */
function textLine({ at, level, phase, resource, message }: DeploymentEventRow): string {
  const place = resource === null ? '' : ` [${printable(resource)}]`;
  // Otherwise a message could look like a line that somebody else has said.
  const lines = message.split(/\r\n|[\n\r\u2028\u2029]/).map(printable);
  return `${at.toISOString()} ${level} ${phase}${place} ${lines.join('\n    ')}\n`;
}

/** Without what would move the cursor of the terminal that shows it. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what has to go
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g, '');
}

function formatOf(query: RouteRequest['query']): Format {
  const { format = 'text', ...others } = query;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(unknown, 'This is no setting of a log; there is format.');
  if (format !== 'text' && format !== 'json') throw invalid('format', 'Ask for text or json.');
  return formats[format];
}

/** Such as `deployment-12-2026-11-21-8f3a0c2b1d4e`: the end of the id tells deployments of several sites apart. */
const nameOf = ({ number, createdAt, id }: DeploymentRow) =>
  `deployment-${number}-${createdAt.toISOString().slice(0, 10)}-${id.slice(-12)}`;

const statuses: Partial<Record<AppError['code'], number>> = {
  AUTHORIZATION_ERROR: 403,
  NOT_FOUND: 404,
  VALIDATION_ERROR: 400,
  EXTERNAL_SERVICE_ERROR: 503,
};

/** As the gateway answers errors, since this may be a process behind it. */
const refused = (error: AppError, { traceId }: Caller, status = statuses[error.code] ?? 409): RouteAnswer =>
  json(status, { errors: [{ message: error.message, extensions: { ...error.extensions, traceId } }] });

const gone = (at: Date, caller: Caller): RouteAnswer =>
  refused(
    new AppError(
      'NOT_FOUND',
      `The log of this deployment was removed on ${at.toISOString().slice(0, 10)}, since this platform keeps logs for a limited time.`,
    ),
    caller,
    410,
  );
