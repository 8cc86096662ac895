import { connectDatabase, rowsOf, type Database } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { eventually, makeWorld, type World } from '@hosterizer/kit/testing';
import { asUserAs, inTenant, inTenantAs, type TenantTx } from '@hosterizer/kit/tenancy';
import { noHead, platformChain, sealAfter, sealEntries } from '../src/audit-seal.ts';
import { makeSubgraph } from '../src/subgraph.ts';

let world: World;
let db: Database;
let customer: string;

beforeAll(async () => {
  world = await makeWorld();
  db = await connectDatabase({ ...world.settings, entities: [] }, world);
});
beforeEach(async () => {
  customer = await world.customer();
});
afterAll(async () => {
  await db?.close();
  await world?.close();
});

const actor = () => ({ id: newId(), kind: 'USER' as const, ip: '::1', traceId: 't' });
const deed = { operation: 'test', object: { type: 'Test', id: 'x' } };
const doFor = (id: string) => inTenantAs(db, id, actor(), (tx) => tx.audit(deed));

async function sealsOf(chain: string) {
  const { rows } = await world.owner.query(
    `select sequence, hash, platform.audit_content(e) as content from platform.audit_seal
     join platform.audit_entry e on e.id = entry_id where audit_seal.chain = $1 order by sequence`,
    [chain],
  );
  return rows as Array<{ sequence: string; hash: Buffer; content: string }>;
}
const waiting = async (chain: string) =>
  (await world.owner.query(`select from platform.audit_unsealed where chain = $1`, [chain])).rowCount;

test('entries wait until they are sealed, each over the one before', async () => {
  for (let n = 0; n < 3; n += 1) await doFor(customer);
  expect(await waiting(customer)).toBe(3);
  await sealEntries(db);
  await doFor(customer);
  await sealEntries(db);
  expect(await waiting(customer)).toBe(0);

  const seals = await sealsOf(customer);
  expect(seals.map(({ sequence }) => sequence)).toEqual(['1', '2', '3', '4']);
  let head = noHead;
  for (const { hash, content } of seals) {
    head = sealAfter(world.sealer, head, content);
    expect(hash).toEqual(head.hash);
  }
});

test('thousands of entries are sealed at once, every one in one place', async () => {
  await world.owner.query(
    `insert into platform.audit_entry (id, customer_id, actor_id, actor_kind, operation, object_type, object_id, trace_id)
     select gen_random_uuid(), $1, $1, 'USER', 'many', 'Test', n::text, 't' from generate_series(1, 2500) n`,
    [customer],
  );
  await Promise.all([sealEntries(db), sealEntries(db), sealEntries(db)]);
  const seals = await sealsOf(customer);
  expect(seals.map(({ sequence }) => Number(sequence))).toEqual(
    Array.from({ length: 2500 }, (_, n) => n + 1),
  );
  expect(await waiting(customer)).toBe(0);
});

test('the accounts subgraph seals by itself, and each customer has a chain of its own', async () => {
  const other = await world.customer();
  const person = actor();
  await doFor(customer);
  await doFor(other);
  await world.owner.query(`insert into accounts."user" (id, email, email_hash) values ($1, '\\x00', $2)`, [
    person.id,
    Buffer.from(person.id),
  ]);
  await asUserAs(db, person, null, (tx) => tx.audit(deed));
  const subgraph = await makeSubgraph(world.settings);
  try {
    await eventually(async () => (await sealsOf(platformChain)).length > 0 && (await waiting(other)) === 0);
  } finally {
    await subgraph.stop();
  }
  expect((await sealsOf(customer)).map(({ sequence }) => sequence)).toEqual(['1']);
  expect((await sealsOf(other)).map(({ sequence }) => sequence)).toEqual(['1']);
});

test('the text that is sealed is the same in every session, and holds every column', async () => {
  await inTenantAs(db, customer, { ...actor(), actingReason: 'Because.' }, (tx) =>
    tx.audit({ ...deed, before: { a: 1.5 }, after: { ü: [null, '"'] } }),
  );
  await sealEntries(db);
  const contentAfter = async (sql: string, before = '') => {
    const client = await world.owner.connect();
    try {
      await client.query(`begin; ${before}`);
      const { rows } = await client.query(sql, [customer]);
      return rows[0].content as string;
    } finally {
      await client.query('rollback');
      client.release();
    }
  };
  const read = `select platform.audit_content(e) as content from platform.audit_entry e where customer_id = $1`;
  const usual = await contentAfter(read);
  const settings = `set local timezone = 'Asia/Kolkata'; set local datestyle = 'german';
    set local intervalstyle = 'iso_8601'; set local bytea_output = 'escape'; set local extra_float_digits = 0`;
  expect(await contentAfter(read, settings)).toBe(usual);

  const { rows: columns } = await world.owner.query(
    `select attname as name, format_type(atttypid, null) as type from pg_attribute
     where attrelid = 'platform.audit_entry'::regclass and attnum > 0 and attgenerated = ''`,
  );
  const another: Record<string, string> = {
    uuid: `gen_random_uuid()`,
    'timestamp with time zone': `at + interval '1 microsecond'`,
    text: `'API_KEY'`,
    jsonb: `'{"a": 2}'`,
    inet: `'::2'`,
  };
  for (const { name, type } of columns as Array<{ name: string; type: string }>) {
    const changed = await contentAfter(
      `update platform.audit_entry e set ${name} = ${another[type]} where customer_id = $1
       returning platform.audit_content(e) as content`,
    );
    expect({ name, isSame: changed === usual }).toEqual({ name, isSame: false });
  }
  expect(columns).toHaveLength(13);
});

describe('the role that serves', () => {
  const insert = (tx: TenantTx, customerId: string) =>
    tx.query(
      `insert into platform.audit_entry (id, customer_id, actor_id, actor_kind, operation, object_type, object_id, trace_id)
       values ($1, $2, $3, 'USER', 'x', 'x', 'x', 't')`,
      [newId(), customerId, newId()],
    );
  const entryOf = async (id: string): Promise<string> => {
    await doFor(id);
    const { rows } = await world.owner.query(
      `select id from platform.audit_entry where customer_id = $1 limit 1`,
      [id],
    );
    return rows[0].id;
  };

  test('sees entries, seals and what waits of its own customer only', async () => {
    const other = await world.customer();
    await doFor(other);
    await sealEntries(db);
    await doFor(other);
    const seen = (id: string) =>
      inTenant(db, id, (tx) =>
        rowsOf(
          tx,
          `select (select count(*)::int from platform.audit_entry) as entries,
             (select count(*)::int from platform.audit_seal) as seals,
             (select count(*)::int from platform.audit_unsealed) as waiting`,
        ),
      );
    expect(await seen(other)).toEqual([{ entries: 2, seals: 1, waiting: 1 }]);
    expect(await seen(customer)).toEqual([{ entries: 0, seals: 0, waiting: 0 }]);
  });

  test('cannot write an entry for another customer', async () => {
    const other = await world.customer();
    await expect(inTenant(db, customer, (tx) => insert(tx, other))).rejects.toThrow('row-level security');
  });

  test('cannot seal another customer’s entry', async () => {
    const entry = await entryOf(await world.customer());
    await expect(
      inTenant(db, customer, (tx) =>
        tx.query(
          `insert into platform.audit_seal (chain, sequence, entry_id, hash) values ($1, 1, $2, '\\x00')`,
          [customer, entry],
        ),
      ),
    ).rejects.toThrow('row-level security');
  });

  test.each([
    ['change an entry', `update platform.audit_entry set operation = 'y'`],
    ['remove an entry', `delete from platform.audit_entry`],
    [
      'say when it was written',
      `insert into platform.audit_entry (id, actor_id, actor_kind, operation, object_type, object_id, trace_id, at)
       values (gen_random_uuid(), gen_random_uuid(), 'USER', 'x', 'x', 'x', 't', '2020-01-01')`,
    ],
    ['change a seal', `update platform.audit_seal set hash = '\\x00'`],
    ['remove a seal', `delete from platform.audit_seal`],
    ['keep an entry from its seal', `delete from platform.audit_unsealed`],
    [
      'let something else wait',
      `insert into platform.audit_unsealed values (gen_random_uuid(), gen_random_uuid())`,
    ],
    ['empty the log', `truncate platform.audit_entry cascade`],
  ])('cannot %s', async (_what, sql) => {
    await expect(inTenant(db, customer, (tx) => tx.query(sql))).rejects.toThrow('permission denied');
  });
});
