import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { Add, hintsOf, idOf, makePlace, newSite, RemoveVariable, SetVariable, type Place } from './orders.ts';

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place?.close());

const List = `query ($id: ID!) { site(id: $id) { variables { name value secret } } }`;
const set = (siteId: string, name: string, value: string, secret = false) => ({
  input: { siteId, name, value, secret },
});

/** The stored row, as the database's owner sees it. */
async function stored(siteId: string, name: string) {
  const { rows } = await place.world.owner.query(
    `select id, value, sealed, updated_at from sites.variable where site_id = $1 and name = $2`,
    [siteId, name],
  );
  return rows[0] as { id: string; value: string | null; sealed: Buffer | null; updated_at: Date } | undefined;
}

/** Whether a text stands anywhere in the database's tables, in clear or as bytes. */
async function isInDatabase(text: string): Promise<boolean> {
  const { owner } = place.world;
  const { rows: tables } = await owner.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const hex = Buffer.from(text).toString('hex');
  for (const { name } of tables as Array<{ name: string }>) {
    const { rows } = await owner.query(
      `select from ${name} as t where position($1 in t::text) > 0 or position($2 in t::text) > 0 limit 1`,
      [text, hex],
    );
    if (rows.length > 0) return true;
  }
  return false;
}

test('variables are given back by name, secrets without their value', async () => {
  const { ask, id } = await newSite(place);
  await ask(SetVariable, set(id, 'ZONE', 'a'));
  await ask(SetVariable, set(id, 'API_KEY', 'sesame', true));
  const { data } = await ask(SetVariable, set(id, '_EMPTY', ''));
  expect(data!['setSiteVariable'].variables).toEqual([
    { name: 'API_KEY', value: null, secret: true, updatedAt: expect.anything() },
    { name: 'ZONE', value: 'a', secret: false, updatedAt: expect.anything() },
    { name: '_EMPTY', value: '', secret: false, updatedAt: expect.anything() },
  ]);
});

test('a secret is sealed for its row, and is nowhere in clear', async () => {
  const { ask, id } = await newSite(place);
  const value = `sesame ${newId()}`;
  const answer = await ask(SetVariable, set(id, 'API_KEY', value, true));
  expect(JSON.stringify(answer)).not.toContain(value);
  expect(JSON.stringify(await ask(List, { id }))).not.toContain(value);
  expect(JSON.stringify(await place.as(staff())(List, { id }))).not.toContain(value);

  const row = (await stored(id, 'API_KEY'))!;
  expect(place.world.sealer.open(row.sealed!, 'sites.variable.sealed', row.id)).toBe(value);
  expect(await isInDatabase(value)).toBe(false);
  await ask(SetVariable, set(id, 'PLAIN', value));
  expect(await isInDatabase(value)).toBe(true);
});

test('the audit log names the variable and says whether it is secret, and tells no value', async () => {
  const { ask, id } = await newSite(place);
  await ask(SetVariable, set(id, 'KEY', 'plain-value'));
  await ask(SetVariable, set(id, 'KEY', 'secret-value', true));
  await ask(RemoveVariable, { siteId: id, name: 'KEY' });

  const deeds = (await place.world.deedsAt(id)).slice(1);
  expect(deeds.map(({ operation, before, after }) => ({ operation, before, after }))).toEqual([
    { operation: 'setSiteVariable', before: null, after: { variable: 'KEY', secret: false } },
    {
      operation: 'setSiteVariable',
      before: { variable: 'KEY', secret: false },
      after: { variable: 'KEY', secret: true },
    },
    { operation: 'removeSiteVariable', before: { variable: 'KEY', secret: true }, after: null },
  ]);
});

test('a plain one becomes secret and the other way round, and nothing of the old value stays', async () => {
  const { ask, id } = await newSite(place);
  await ask(SetVariable, set(id, 'KEY', 'one'));
  const first = (await stored(id, 'KEY'))!;
  await ask(SetVariable, set(id, 'KEY', 'two', true));
  const second = (await stored(id, 'KEY'))!;
  expect(second).toMatchObject({ id: first.id, value: null, sealed: expect.any(Buffer) });
  expect(second.updated_at.getTime()).toBeGreaterThan(first.updated_at.getTime());
  await ask(SetVariable, set(id, 'KEY', 'three'));
  expect(await stored(id, 'KEY')).toMatchObject({ id: first.id, value: 'three', sealed: null });
});

test('a request that sets two is answered each time with what there is then', async () => {
  const { ask, id } = await newSite(place);
  const { data } = await ask(
    `mutation ($id: ID!) {
      one: setSiteVariable(input: { siteId: $id, name: "A", value: "1" }) { variables { name } }
      two: setSiteVariable(input: { siteId: $id, name: "B", value: "2" }) { variables { name } }
    }`,
    { id },
  );
  expect(data).toEqual({
    one: { variables: [{ name: 'A' }] },
    two: { variables: [{ name: 'A' }, { name: 'B' }] },
  });
});

test('removeSiteVariable removes it, once', async () => {
  const { ask, id } = await newSite(place);
  await ask(SetVariable, set(id, 'A', '1'));
  await ask(SetVariable, set(id, 'B', '2', true));
  const { data } = await ask(RemoveVariable, { siteId: id, name: 'B' });
  expect(data!['removeSiteVariable'].variables).toEqual([{ name: 'A' }]);
  expect(await ask(RemoveVariable, { siteId: id, name: 'B' })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await stored(id, 'B')).toBeUndefined();
});

test.each([
  ['a', 'name'],
  ['1A', 'name'],
  ['A-B', 'name'],
  ['', 'name'],
  ['A\n', 'name'],
  ['A'.repeat(101), 'name'],
  ['PATH', 'name'],
  ['HOME', 'name'],
  ['NODE_OPTIONS', 'name'],
  ['NODE_ENV', 'name'],
  ['LD_PRELOAD', 'name'],
])('the name %j is refused, for secrets as well', async (name, field) => {
  const { ask, id } = await newSite(place);
  for (const secret of [false, true]) {
    expect(await ask(SetVariable, set(id, name, 'x', secret))).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field, reason: expect.any(String) },
    });
  }
});

test.each([['A'.repeat(100)], ['NODE'], ['_'], ['PATHS'], ['HOME_1']])(
  'the name %j is taken',
  async (name) => {
    const { ask, id } = await newSite(place);
    expect((await ask(SetVariable, set(id, name, 'x'))).code).toBeUndefined();
  },
);

test.each([
  ['too long', 'sesame'.repeat(1_366)],
  ['no text that an environment can carry', 'sesame\0'],
  ['half a character', 'sesame\ud800'],
])('a value that is %s is refused without being repeated', async (_, value) => {
  const { ask, id } = await newSite(place);
  for (const secret of [false, true]) {
    const answer = await ask(SetVariable, set(id, 'KEY', value, secret));
    expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field: 'value' } });
    expect(answer.message).not.toContain('sesame');
  }
  expect(await stored(id, 'KEY')).toBeUndefined();
});

test('the longest value arrives whole', async () => {
  const { ask, id } = await newSite(place);
  const value = '漢'.repeat(8_192);
  await ask(SetVariable, set(id, 'LONG', value, true));
  const row = (await stored(id, 'LONG'))!;
  expect(place.world.sealer.open(row.sealed!, 'sites.variable.sealed', row.id)).toBe(value);
});

test('a site has at most 100, also when several are set at the same time', async () => {
  const { ask, customerId, id } = await newSite(place);
  await place.world.owner.query(
    `insert into sites.variable (customer_id, id, site_id, name, value)
     select $1, gen_random_uuid(), $2, 'V_' || n, '' from generate_series(1, 97) as n`,
    [customerId, id],
  );
  const answers = await Promise.all([...'ABCDEFGH'].map((name) => ask(SetVariable, set(id, name, ''))));
  expect(answers.filter(({ code }) => code === undefined)).toHaveLength(3);
  expect(answers.filter(({ code }) => code === 'CONFLICT')).toHaveLength(5);
  expect(await ask(SetVariable, set(id, 'V_1', 'changed'))).toMatchObject({ data: expect.anything() });
  await ask(RemoveVariable, { siteId: id, name: 'V_1' });
  expect(await ask(SetVariable, set(id, 'V_98', ''))).toMatchObject({ data: expect.anything() });
});

test('each environment has its own, and those who watch it are told', async () => {
  const { ask, id } = await newSite(place);
  const staging = await idOf(ask, 'addEnvironment', Add, { siteId: id, environment: 'STAGING' });
  const counts = await hintsOf(place.world, [id, staging], async () => {
    await ask(SetVariable, set(staging, 'KEY', 'x'));
    await ask(RemoveVariable, { siteId: staging, name: 'KEY' });
    await ask(SetVariable, set(staging, 'lower', 'x'));
  });
  expect(counts).toEqual([0, 2]);
});

test('another tenant neither sees variables nor changes them', async () => {
  const { ask, id } = await newSite(place);
  await ask(SetVariable, set(id, 'KEY', 'mine'));
  const stranger = place.as(member(await place.world.customer()));
  expect(await stranger(List, { id })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await stranger(SetVariable, set(id, 'KEY', 'yours'))).toMatchObject({ code: 'NOT_FOUND' });
  expect(await stranger(RemoveVariable, { siteId: id, name: 'KEY' })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await stored(id, 'KEY')).toMatchObject({ value: 'mine' });
});

test('viewers see them and change nothing', async () => {
  const { ask, customerId, id } = await newSite(place);
  await ask(SetVariable, set(id, 'KEY', 'x'));
  const viewer = place.as(member(customerId, 'viewer'));
  expect((await viewer(List, { id })).data!['site'].variables).toEqual([
    { name: 'KEY', value: 'x', secret: false },
  ]);
  expect(await viewer(SetVariable, set(id, 'KEY', 'y'))).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  expect(await viewer(RemoveVariable, { siteId: id, name: 'KEY' })).toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
});

test('nothing of a site that is being deleted or is deleted is changed', async () => {
  const { ask, id } = await newSite(place);
  const become = (status: string) =>
    place.world.owner.query(
      `update sites.site set status = $2, deleted_at = case when $2 = 'DELETED' then now() end where id = $1`,
      [id, status],
    );
  await become('DELETING');
  expect(await ask(SetVariable, set(id, 'KEY', 'x'))).toMatchObject({ code: 'CONFLICT' });
  await become('DELETED');
  expect(await ask(SetVariable, set(id, 'KEY', 'x'))).toMatchObject({ code: 'NOT_FOUND' });
});
