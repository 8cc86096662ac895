import { eventually, makeWorld, member, staff, type World } from '../src/testing.ts';
import { connectDatabase, rowsOf, type Database } from '../src/database.ts';
import { acrossTenants, inPlatform, inTenant } from '../src/tenancy.ts';
import { newId } from '../src/ids.ts';

let world: World;
let db: Database;

beforeAll(async () => {
  world = await makeWorld();
  db = await connectDatabase({ ...world.settings, entities: [] }, world);
});
afterAll(async () => {
  await db?.close();
  await world?.close();
});

const names = `select name from customers.customer order by id`;

test('every table of ours forces row-level security and has a policy', async () => {
  const { rows } = await world.owner.query(`
    select n.nspname || '.' || c.relname as table
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname in ('accounts', 'customers', 'registry', 'sites', 'deployments', 'platform')
      and not (c.relrowsecurity and c.relforcerowsecurity
        -- A partition is reached through its parent, and granted to nobody by itself.
        and (c.relispartition or exists (select from pg_policy where polrelid = c.oid)))`);
  expect(rows).toEqual([]);
});

test('nobody is granted a partition of the events by itself', async () => {
  const { rows } = await world.owner.query(`
    select c.relname, has_table_privilege('hosterizer_app', c.oid, 'select') as app,
      has_table_privilege('hosterizer_platform', c.oid, 'select') as platform
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'deployments' and c.relispartition and c.relkind = 'r'`);
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter(({ app, platform }) => app || platform)).toEqual([]);
});

test('every foreign key and unique index of a tenant table begins with the customer', async () => {
  const { rows } = await world.owner.query(`
    select i.indexrelid::regclass::text as index
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute tenant on tenant.attrelid = c.oid and tenant.attname = 'customer_id' and tenant.attnotnull
    where n.nspname in ('accounts', 'sites', 'deployments') and i.indisunique and i.indkey[0] <> tenant.attnum`);
  // Ids are unique everywhere: by these staff list across customers, and credentials are found before their customer is.
  expect(rows.map(({ index }) => index).sort()).toEqual([
    'accounts.api_key_id_key',
    'accounts.invitation_id_key',
    'accounts.membership_id_key',
    'deployments.deployment_id',
    'deployments.drift_check_id',
    'sites.site_id',
  ]);
});

test('a transaction sees the rows of its own customer only', async () => {
  const [mine, other] = [await world.customer('Mine'), await world.customer('Other')];
  expect(await inTenant(db, mine, (tx) => rowsOf(tx, names))).toEqual([{ name: 'Mine' }]);
  expect(await inTenant(db, other, (tx) => rowsOf(tx, names))).toEqual([{ name: 'Other' }]);
  expect(await inPlatform(db, (tx) => rowsOf(tx, names))).toEqual([]);
});

test('sixty transactions at once on few connections never see each other’s rows', async () => {
  const customers = await Promise.all(Array.from({ length: 6 }, (_, n) => world.customer(`Crowd ${n}`)));
  const seen = await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      inTenant(db, customers[n % 6]!, (tx) => rowsOf<{ name: string }>(tx, names)).then(
        (rows) => [n, rows] as const,
      ),
    ),
  );
  for (const [n, rows] of seen) expect(rows).toEqual([{ name: `Crowd ${n % 6}` }]);
});

test('a tenant cannot write a row of another one', async () => {
  const [mine, other] = [await world.customer(), await world.customer()];
  await inTenant(db, mine, (tx) =>
    tx.query(`update customers.customer set name = 'Stolen' where id = $1`, [other]),
  );
  expect((await world.owner.query(`select from customers.customer where name = 'Stolen'`)).rowCount).toBe(0);
  const insert = `insert into sites.site (customer_id, id, name, cloud_provider, region, blueprint, instance_size, configuration)
    values ($1, $2, 'x', 'LOCAL', 'local', 'website', 'SMALL', '{}')`;
  await expect(inTenant(db, mine, (tx) => tx.query(insert, [other, newId()]))).rejects.toThrow(
    'row-level security',
  );
});

test('reading across tenants is for staff, and only reading', async () => {
  await world.customer('Anybody');
  const read = (tx: Parameters<Parameters<typeof acrossTenants>[3]>[0]) =>
    rowsOf<{ name: string }>(tx, names);
  await expect(acrossTenants(db, member(newId()), 'a try', read)).rejects.toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
  expect(await acrossTenants(db, staff(), 'a test', read)).toContainEqual({ name: 'Anybody' });
  await expect(
    acrossTenants(db, 'platform', 'a try', (tx) => tx.query(`update customers.customer set name = 'x'`)),
  ).rejects.toThrow('read-only transaction');
});

test('hints go out after the commit, and not at all when it fails', async () => {
  const customer = await world.customer();
  const heard: unknown[] = [];
  const leave = await world.events.subscribe('room', (hint) => heard.push(hint));
  await expect(
    inTenant(db, customer, async (tx) => {
      tx.announce('room', { said: 'never' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await inTenant(db, customer, async (tx) => tx.announce('room', { said: 'once' }));
  await eventually(() => heard.length > 0);
  expect(heard).toEqual([{ said: 'once' }]);
  leave();
});
