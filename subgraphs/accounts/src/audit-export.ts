/** The audit log as a file: `/audit/export.csv` and `/audit/export.jsonl`, with the filters of `auditEntries`. */
import { Readable } from 'node:stream';
import type { Database } from '@hosterizer/kit/database';
import { AppError, forbidden, invalid, notFound } from '@hosterizer/kit/errors';
import type { Route, RouteAnswer, RouteRequest } from '@hosterizer/kit/subgraph';
import { reachOf } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { entriesIn, makeAuditLoaders, type AuditEntryRow, type Filter } from './audit-log.ts';

/** More than this is asked for in parts, by `from` and `to`. */
const mostRows = 100_000;
const batch = 1_000;
const scope = 'audit:read';

type Exported = {
  id: string;
  at: string;
  customerId: string | null;
  actorId: string;
  actorKind: string;
  actorName: string | null;
  actingReason: string | null;
  operation: string;
  objectType: string;
  objectId: string;
  before: unknown;
  after: unknown;
  ip: string | null;
  traceId: string;
  sequence: number | null;
};

const columns = [
  ...(['id', 'at', 'customerId', 'actorId', 'actorKind', 'actorName', 'actingReason', 'operation'] as const),
  ...(['objectType', 'objectId', 'before', 'after', 'ip', 'traceId', 'sequence'] as const),
] satisfies Array<keyof Exported>;

type Format = { type: string; head: string; row(entry: Exported): string; note(text: string): string };

const formats: Record<string, Format> = {
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    head: line(columns),
    row: (entry) => line(columns.map((column) => entry[column])),
    note: (text) => line([text]),
  },
  jsonl: {
    type: 'application/jsonl; charset=utf-8',
    head: '',
    row: (entry) => `${JSON.stringify(entry)}\n`,
    note: (text) => `${JSON.stringify({ note: text })}\n`,
  },
};

/** `most` rows at most. */
export function auditRoute(db: Database, most = mostRows): Route {
  return {
    prefix: '/audit/',
    methods: ['GET'],
    portals: true,
    bulk: true,
    async answer(request, caller) {
      try {
        return await exported(db, request, caller, most);
      } catch (error) {
        if (error instanceof AppError) return refused(error, caller);
        throw error;
      }
    },
  };
}

async function exported(
  db: Database,
  request: RouteRequest,
  caller: Caller,
  most: number,
): Promise<RouteAnswer> {
  if (!caller.viewer?.scopes.includes(scope)) throw forbidden(scope);
  const name = /^export\.(csv|jsonl)$/.exec(request.rest)?.[1];
  if (!name) throw notFound('Export', request.rest);
  const format = formats[name]!;
  const rows = entries(db, caller, filterOf(request.query), most);
  // What is wrong with a filter has to be said before the answer has begun.
  const first = await rows.next();
  return {
    status: 200,
    headers: {
      'content-type': format.type,
      'content-disposition': `attachment; filename="audit.${name}"`,
    },
    body: Readable.from(logged(db, text(first.done ? [] : after(first.value, rows), format, most))),
  };
}

async function* after<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Once an answer has begun, all that can be said of a failure is that it ends too early. */
async function* logged(db: Database, parts: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* parts;
  } catch (error) {
    db.log.error({ err: error }, 'An export of the audit log ended early.');
    throw error;
  }
}

async function* text(
  rows: AsyncIterable<Exported[]> | Exported[][],
  { head, row, note }: Format,
  most: number,
): AsyncGenerator<string> {
  if (head) yield head;
  let count = 0;
  for await (const found of rows) {
    const part = found.slice(0, most - count);
    yield part.map(row).join('');
    count += part.length;
    if (part.length < found.length) {
      yield note(`Only the newest ${most} entries are here: ask for older ones in parts, by from and to.`);
      return;
    }
  }
}

/**
 * Newest first, in transactions of their own: a slow reader holds no connection. Entries only come in at the newer end,
 * so nothing moves meanwhile.
 */
async function* entries(
  db: Database,
  caller: Caller,
  filter: Filter,
  most: number,
): AsyncGenerator<Exported[]> {
  const reach = reachOf(db, caller);
  // One row more than is given out tells that there are more.
  for (let left = most + 1, last: string | null = null; left > 0;) {
    const size = Math.min(batch, left);
    const rows: AuditEntryRow[] = await reach.read((tx) => {
      const query = entriesIn(tx, filter).orderBy('entry.id', 'DESC').limit(size);
      if (last !== null) query.andWhere('entry.id < :last', { last });
      return query.getMany();
    });
    if (rows.length > 0) yield await complete(db, caller, rows);
    if (rows.length < size) return;
    left -= rows.length;
    last = rows.at(-1)!.id;
  }
}

async function complete(db: Database, caller: Caller, rows: AuditEntryRow[]): Promise<Exported[]> {
  const { actorName, sequence } = makeAuditLoaders(db, caller);
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      at: row.at.toISOString(),
      actorName: await actorName.load(row),
      sequence: await sequence.load(row.id),
    })),
  );
}

const texts = ['search', 'customerId', 'actorId', 'operation', 'objectType', 'objectId'] as const;
const times = ['from', 'to'] as const;

/** The filter that a query string asks for. Throws VALIDATION_ERROR for a word that is none of it: a slip must not widen it. */
function filterOf(query: RouteRequest['query']): Filter {
  const filter: Filter = {};
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') throw invalid(name, 'Give it once.');
    const field = texts.find((known) => known === name);
    const time = times.find((known) => known === name);
    if (field) filter[field] = value;
    else if (time) filter[time] = timeOf(time, value);
    else throw invalid(name, `This is no filter; there are ${[...texts, ...times].join(', ')}.`);
  }
  return filter;
}

function timeOf(field: string, text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw invalid(field, 'Give a time such as 2026-01-31T00:00:00Z.');
  return time;
}

/** RFC 4180. */
function line(cells: readonly unknown[]): string {
  return `${cells.map(cell).join(',')}\r\n`;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // A spreadsheet would take these for a formula and run it.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const statuses: Partial<Record<AppError['code'], number>> = {
  AUTHORIZATION_ERROR: 403,
  NOT_FOUND: 404,
  VALIDATION_ERROR: 400,
};

/** As the gateway answers errors, since this may be a process behind it. */
const refused = (error: AppError, { traceId }: Caller): RouteAnswer => ({
  status: statuses[error.code] ?? 409,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    errors: [{ message: error.message, extensions: { ...error.extensions, traceId } }],
  }),
});
