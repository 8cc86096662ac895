import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { serveSubgraph, type Served } from '@hosterizer/kit/serve';
import { makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { inTenantAs } from '@hosterizer/kit/tenancy';
import { callerHeader, signCaller, type Caller, type Viewer } from '@hosterizer/kit/viewer';
import { auditRoute } from '../src/audit-export.ts';
import { AuditEntry } from '../src/audit-log.ts';
import { sealEntries } from '../src/audit-seal.ts';
import { entities } from '../src/entities.ts';
import { makeSubgraph } from '../src/subgraph.ts';
import { makePerson } from '../src/testing.ts';

let world: World;
let subgraph: Subgraph;
let served: Served;
let db: Database;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  served = await serveSubgraph(subgraph, { host: '127.0.0.1', port: 0, ...world.settings });
  db = await connectDatabase({ ...world.settings, entities: [...entities, AuditEntry] }, world);
});
afterAll(async () => {
  await db?.close();
  await served?.close();
  await subgraph?.stop();
  await world?.close();
});

const callerOf = (viewer: Viewer): Caller => ({ viewer, portal: null, ip: '127.0.0.1', traceId: 'trace' });
const get = async (viewer: Viewer, path: string) =>
  fetch(`${served.url}/audit/${path}`, {
    headers: { [callerHeader]: signCaller(world.settings.tokens, callerOf(viewer)) },
  });
const doFor = (customerId: string, operation: string, more: { id?: string; after?: object } = {}) =>
  inTenantAs(
    db,
    customerId,
    { id: more.id ?? newId(), kind: 'USER', ip: '203.0.113.7', traceId: 't' },
    (tx) =>
      tx.audit({
        operation,
        object: { type: 'Site', id: 'x' },
        ...(more.after && { after: more.after }),
      }),
  );

/** Cells as RFC 4180 says. */
function parseCsv(csv: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') lines.push([]);
  }
  expect(lines.pop()).toEqual([]);
  return lines;
}

test('a customer’s log as CSV has a line for each entry, the newest first, with every column', async () => {
  const customer = await world.customer();
  const { id, email } = await makePerson(world, [[customer, 'owner']]);
  await doFor(customer, 'first', { id, after: { title: 'He said "no", twice\r\nor so' } });
  await doFor(customer, 'second');
  await doFor(await world.customer(), 'foreign');
  await sealEntries(db);

  const answer = await get(member(customer), 'export.csv');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"');
  const [head, ...rows] = parseCsv(await answer.text());
  const found = rows.map((row) => Object.fromEntries(row.map((value, n) => [head![n], value])));
  expect(found.map(({ operation }) => operation)).toEqual(['second', 'first']);
  expect(found[1]).toMatchObject({
    customerId: customer,
    actorId: id,
    actorKind: 'USER',
    actorName: email,
    actingReason: '',
    objectType: 'Site',
    before: '',
    after: JSON.stringify({ title: 'He said "no", twice\r\nor so' }),
    ip: '203.0.113.7',
    sequence: '1',
  });
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1'])(
  'a cell that a spreadsheet would run does not begin so: %j',
  async (operation) => {
    const customer = await world.customer();
    await doFor(customer, operation);
    const [head, row] = parseCsv(await (await get(member(customer), 'export.csv')).text());
    expect(row![head!.indexOf('operation')]).toBe(`'${operation}`);
  },
);

test('as JSON Lines every line is an entry, and the filters are those of the list', async () => {
  const [mine, other] = [await world.customer(), await world.customer()];
  for (const customer of [mine, other]) {
    await doFor(customer, 'createSite', { after: { size: 'L' } });
    await doFor(customer, 'deleteSite');
  }
  const read = async (viewer: Viewer, query: string) =>
    (await (await get(viewer, `export.jsonl?${query}`)).text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  expect(await read(member(mine), 'search=CREATE')).toMatchObject([
    { customerId: mine, operation: 'createSite', after: { size: 'L' }, before: null },
  ]);
  expect(await read(member(mine), `customerId=${other}`)).toEqual([]);
  expect(await read(member(mine), 'to=2020-01-01T00:00:00Z')).toEqual([]);
  expect(await read(staff(), `customerId=${other}&operation=deleteSite`)).toMatchObject([
    { customerId: other, operation: 'deleteSite' },
  ]);
});

test('more than the most is cut, and the last line says so; exactly as many are not', async () => {
  const customer = await world.customer();
  for (let n = 0; n < 4; n += 1) await doFor(customer, `n${n}`);
  const lines = async (most: number) => {
    const { body } = await auditRoute(db, most).answer(
      { method: 'GET', rest: 'export.jsonl', query: {}, headers: {}, body: Buffer.alloc(0) },
      callerOf(member(customer)),
    );
    const parsed = (await text(body as Readable)).trimEnd().split('\n');
    return parsed.map((line) => JSON.parse(line) as { operation?: string; note?: string });
  };
  expect((await lines(4)).map(({ operation }) => operation)).toEqual(['n3', 'n2', 'n1', 'n0']);
  const cut = await lines(3);
  expect(cut.map(({ operation }) => operation)).toEqual(['n3', 'n2', 'n1', undefined]);
  expect(cut.at(-1)!.note).toContain('Only the newest 3 entries');
});

test('thousands of entries come in parts, each once', async () => {
  const customer = await world.customer();
  await world.owner.query(
    `insert into platform.audit_entry (id, customer_id, actor_id, actor_kind, operation, object_type, object_id, trace_id)
     select gen_random_uuid(), $1, $1, 'USER', 'many', 'Test', n::text, 't' from generate_series(1, 2345) n`,
    [customer],
  );
  const answer = await get(member(customer), 'export.csv');
  expect(answer.headers.get('content-length')).toBeNull();
  const [head, ...rows] = parseCsv(await answer.text());
  const ids = rows.map((row) => row[head!.indexOf('id')]);
  expect([ids.length, new Set(ids).size]).toEqual([2345, 2345]);
});

test.each([
  ['without the permission', () => member(newId(), 'admin'), 'export.csv', 403, 'AUTHORIZATION_ERROR'],
  ['of something else', () => staff(), 'export.xlsx', 404, 'NOT_FOUND'],
  ['with a filter that is none', () => staff(), 'export.csv?customer=x', 400, 'VALIDATION_ERROR'],
  ['with an id that is none', () => staff(), 'export.csv?actorId=x', 400, 'VALIDATION_ERROR'],
  ['with a time that is none', () => staff(), 'export.csv?from=soon', 400, 'VALIDATION_ERROR'],
  ['with a filter twice', () => staff(), 'export.csv?from=2020&from=2021', 400, 'VALIDATION_ERROR'],
])('an export %s is refused', async (_what, viewer, path, status, code) => {
  const answer = await get(viewer(), path);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code, traceId: 'trace' } }] });
});
