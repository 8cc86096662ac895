import { connectDatabase, type Database } from '@hosterizer/kit/database';
import type { Deed } from '@hosterizer/kit/audit';
import { newId } from '@hosterizer/kit/ids';
import { asker, makeWorld, member, staff, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { inTenantAs } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { sealEntries } from '../src/audit-seal.ts';
import { makeSubgraph } from '../src/subgraph.ts';
import { makePerson } from '../src/testing.ts';
import { sealOf } from '../src/users.ts';

let world: World;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;
let db: Database;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  as = asker(subgraph);
  db = await connectDatabase({ ...world.settings, entities: [] }, world);
});
afterAll(async () => {
  await db?.close();
  await subgraph?.stop();
  await world?.close();
});

const Entries = `query ($first: Int, $after: String, $filter: AuditFilter) {
  auditEntries(first: $first, after: $after, filter: $filter) {
    edges { node {
      id at actor { id kind name } actingReason customer { id } operation objectType objectId before after ip traceId
      sequence
    } }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Does something for a customer, as a mutation would. */
const doFor = (customerId: string, deed: Partial<Deed> = {}, actor: { id?: string; reason?: string } = {}) =>
  inTenantAs(
    db,
    customerId,
    {
      id: actor.id ?? newId(),
      kind: 'USER',
      ip: '203.0.113.7',
      traceId: 'trace',
      actingReason: actor.reason,
    },
    (tx) => tx.audit({ operation: 'updateSite', object: { type: 'Site', id: newId() }, ...deed }),
  );

async function entriesOf(viewer: Viewer, filter: object = {}) {
  const { data, code } = await as(viewer)(Entries, { filter, first: 100 });
  if (!data) throw new Error(code);
  return data['auditEntries'].edges.map(({ node }: { node: object }) => node) as Array<Record<string, any>>;
}
const operations = async (viewer: Viewer, filter: object = {}) =>
  (await entriesOf(viewer, filter)).map(({ operation }) => operation);

test('an owner reads who did what in their customer, from where, and where it is in the chain', async () => {
  const customer = await world.customer();
  const { id, email } = await makePerson(world, [[customer, 'owner']]);
  const site = newId();
  await doFor(
    customer,
    { object: { type: 'Site', id: site }, before: { size: 'S' }, after: { size: 'L' } },
    { id },
  );
  await sealEntries(db);
  const [entry, ...others] = await entriesOf(member(customer));
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    actor: { id, kind: 'USER', name: email },
    actingReason: null,
    customer: { id: customer },
    operation: 'updateSite',
    objectType: 'Site',
    objectId: site,
    before: { size: 'S' },
    after: { size: 'L' },
    ip: '203.0.113.7',
    traceId: 'trace',
    sequence: 1,
  });
  expect(Date.now() - Date.parse(entry!['at'])).toBeLessThan(60_000);
});

test('the newest come first, page by page', async () => {
  const customer = await world.customer();
  for (const operation of ['one', 'two', 'three']) await doFor(customer, { operation });
  const { data } = await as(member(customer))(Entries, { first: 2 });
  expect(data!['auditEntries'].edges.map((edge: any) => edge.node.operation)).toEqual(['three', 'two']);
  const { hasNextPage, endCursor } = data!['auditEntries'].pageInfo;
  expect(hasNextPage).toBe(true);
  const rest = await as(member(customer))(Entries, { after: endCursor });
  expect(rest.data!['auditEntries'].edges.map((edge: any) => edge.node.operation)).toEqual(['one']);
});

test('names are of the person, else their address, of keys, and of staff who acted; null when they are gone', async () => {
  const customer = await world.customer();
  const named = await makePerson(world, [[customer, 'owner']]);
  await world.owner.query(`update accounts."user" set name = $2 where id = $1`, [
    named.id,
    sealOf(world.sealer, 'name', named.id, 'Ada Lovelace'),
  ]);
  const admin = await makePerson(world, [], 'administrator');
  const key = newId();
  await world.owner.query(
    `insert into accounts.api_key (customer_id, id, name, scopes, hash, created_by, expires_at)
     values ($1, $2, 'Deployer', '{}', '\\x00', $3, now())`,
    [customer, key, named.id],
  );
  await doFor(customer, { operation: 'byPerson' }, { id: named.id });
  await doFor(customer, { operation: 'byStaff' }, { id: admin.id, reason: 'They asked for help.' });
  await inTenantAs(db, customer, { id: key, kind: 'API_KEY', ip: '', traceId: 't' }, (tx) =>
    tx.audit({ operation: 'byKey', object: { type: 'Site', id: 'x' } }),
  );
  await doFor(customer, { operation: 'byNobody' });
  const entries = await entriesOf(member(customer));
  expect(entries.map(({ operation, actor, actingReason }) => [operation, actor.name, actingReason])).toEqual([
    ['byNobody', null, null],
    ['byKey', 'Deployer', null],
    ['byStaff', admin.email, 'They asked for help.'],
    ['byPerson', 'Ada Lovelace', null],
  ]);
  expect(entries[1]!['actor'].kind).toBe('API_KEY');
});

describe('the filter', () => {
  let customer: string;
  let actor: string;
  let object: string;
  beforeAll(async () => {
    [customer, actor, object] = [await world.customer(), newId(), newId()];
    await doFor(customer, { operation: 'createSite', object: { type: 'Site', id: object } }, { id: actor });
    await doFor(customer, { operation: 'rename_100%', object: { type: 'Customer', id: newId() } });
    await doFor(customer, { operation: 'renameX100X', object: { type: 'Customer', id: newId() } });
  });

  test.each([
    ['part of the operation, in any case', () => ({ search: 'CREATES' }), ['createSite']],
    ['part of the object’s type', () => ({ search: 'sit' }), ['createSite']],
    ['part of the object’s id', () => ({ search: object.slice(3, 20).toUpperCase() }), ['createSite']],
    ['a wildcard as itself', () => ({ search: 'e_100%' }), ['rename_100%']],
    ['the actor', () => ({ actorId: actor }), ['createSite']],
    ['the operation, whole', () => ({ operation: 'renameX100X' }), ['renameX100X']],
    ['an operation that is only a part', () => ({ operation: 'rename' }), []],
    ['the object', () => ({ objectType: 'Site', objectId: object }), ['createSite']],
    ['until before they were written', () => ({ to: '2020-01-01T00:00:00Z' }), []],
    ['from the future on', () => ({ from: '2999-01-01T00:00:00Z' }), []],
  ])('takes %s', async (_what, filter, found) => {
    expect(await operations(member(customer), filter())).toEqual(found);
  });

  test('says which id is none', async () => {
    const answer = await as(member(customer))(Entries, { filter: { actorId: 'me' } });
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'filter.actorId' } });
  });
});

test('another customer sees nothing of it, even when it asks; the platform’s staff see everything', async () => {
  const [mine, other] = [await world.customer(), await world.customer()];
  await doFor(mine, { operation: 'mine' });
  await doFor(other, { operation: 'other' });
  await sealEntries(db);
  expect(await operations(member(other))).toEqual(['other']);
  expect(await operations(member(other), { customerId: mine })).toEqual([]);
  expect(await operations(staff(), { customerId: mine })).toEqual(['mine']);
  const all = await entriesOf(staff('support'));
  expect(all.map(({ operation }) => operation)).toEqual(expect.arrayContaining(['mine', 'other']));
  expect(all[0]).toMatchObject({ sequence: 1 });
});

test('who may not read the audit log is told what it takes', async () => {
  const customer = await world.customer();
  expect(await as(member(customer, 'admin'))(Entries)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  expect(await as(null)(Entries)).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
});
