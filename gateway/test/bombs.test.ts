/** Documents and bodies that are made to cost more than they look; docs/attacks.md lists the answers. */
import { getIntrospectionQuery } from 'graphql';
import { WebSocket } from 'ws';
import { connectTo, EventsAfter, watch } from './socket.ts';
import { ids, makeWorld, silence, startWorld, tokenFor, type Started, type World } from './world.ts';

let world: World;
let started: Started;
let owner: { token: string };

beforeAll(async () => {
  world = makeWorld();
  started = await startWorld(world, { events: silence });
  owner = { token: await tokenFor(world.tokens, 'owner', ids.acme) };
});
afterAll(() => started.gateway.close());

const repeat = (times: number, make: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => make(index)).join(' ');
/** A site's customer's sites and so on, so many levels of fields. */
const around = ['site', 'customer', 'sites', 'edges', 'node'];
const below = (name: string, levels: number): string => {
  if (levels === 0) return '__typename';
  const next = around[around.indexOf(name) + 1] ?? 'customer';
  return `${next} { ${below(next, levels - 1)} }`;
};
const deep = (levels: number) => `{ site(id: "${ids.site}") { ${below('site', levels - 2)} } }`;

async function refusal(query: string, variables: object = {}): Promise<string> {
  const { data, errors } = await started.post(query, variables, owner);
  expect([data, errors?.[0]?.extensions.code]).toEqual([undefined, 'VALIDATION_ERROR']);
  return errors[0].message;
}
const answered = async (query: string, variables: object = {}) => {
  const { data, errors } = await started.post(query, variables, owner);
  expect(errors).toBeUndefined();
  return data;
};

describe('a document', () => {
  test('may have 30 aliases and no more', async () => {
    const aliased = (times: number) => `{ ${repeat(times, (index) => `a${index}: viewer { id }`)} }`;
    await answered(aliased(30));
    expect(await refusal(aliased(31))).toBe(
      'This document has more than 30 aliases: ask in several requests.',
    );
    expect(await refusal(`{ ...F } fragment F on Query ${aliased(31)}`)).toContain('30 aliases');
  });

  test('with 50 attempts to sign in is refused before the first', async () => {
    const before = world.callers.get('accounts')?.length;
    const attempt = (index: number) =>
      `a${index}: signIn(input: { email: "a@acme.test", password: "${index}" }) { viewer { id } }`;
    expect(await refusal(`mutation { ${repeat(50, attempt)} }`)).toContain('30 aliases');
    const asked = world.callers.get('accounts')!.slice(before);
    expect(asked.filter(({ viewer }) => viewer?.kind !== 'GATEWAY')).toEqual([]);
  });

  test('may be 12 levels deep and no more', async () => {
    await answered(deep(11));
    await answered(deep(12));
    expect(await refusal(deep(13))).toBe(
      'This document is more than 12 levels deep: ask in several requests.',
    );
    expect(await refusal(deep(40))).toContain('12 levels');
  });

  test('may have 50 directives and no more', async () => {
    const directed = (times: number) =>
      `{ ${repeat(times, () => '... @include(if: true) { viewer { id } }')} }`;
    await answered(directed(50));
    expect(await refusal(directed(51))).toBe(
      'This document has more than 50 directives: ask in several requests.',
    );
    expect(await refusal(`{ viewer ${'@include(if: true) '.repeat(60)} { id } }`)).toMatch(/directive/);
  });

  test('may have 2,000 tokens and no more', async () => {
    expect(await refusal(`{ ${'viewer { id } '.repeat(500)} }`)).toContain('2000 tokens');
  });

  test('whose fragments spread themselves, or each other twice, is refused or answered at once', async () => {
    expect(await refusal('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')).toContain(
      'Cannot spread fragment',
    );
    const doubling = repeat(
      30,
      (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
    );
    expect(await refusal(`{ ...F0 } ${doubling} fragment F30 on Query { viewer { id } }`)).toContain(
      'recursive',
    );
  });

  test('that asks for the schema is answered, and one that asks for it in circles is refused', async () => {
    const { __schema } = await answered(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect(__schema.types.length).toBeGreaterThan(20);
    const circle = 'fields { type { '.repeat(4);
    expect(await refusal(`{ __schema { types { ${circle} name ${'} } '.repeat(4)} } } }`)).toContain(
      'introspection depth',
    );
  });

  test('is held to the same on a socket', async () => {
    const client = connectTo(started.gateway.url, { authorization: `Bearer ${owner.token}` });
    const changed = (inner: string) =>
      `subscription { deploymentChanged(id: "${ids.deployment}") { ${inner} } }`;
    const tried = async (query: string, variables = {}) => (await watch(client, query, variables).end)[0];
    const aliases = await tried(changed(repeat(31, (index) => `a${index}: id`)));
    expect(aliases).toMatchObject({
      message: 'This document has more than 30 aliases: ask in several requests.',
      extensions: { code: 'VALIDATION_ERROR' },
    });
    const inside = `site { ${below('site', 14)} }`;
    expect((await tried(changed(inside))).message).toContain('12 levels');
    expect((await tried(changed('id '.repeat(2_000)))).message).toContain('2000 tokens');
    expect((await tried(EventsAfter, { id: 'a\0b', after: 0 })).extensions.code).toBe('VALIDATION_ERROR');
    await client.dispose();
  });
});

describe('a body', () => {
  const send = (body: string) =>
    fetch(`${started.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  const said = async (response: Response) => ((await response.json()) as any).errors[0];

  test('of 10 MB is not read', async () => {
    const response = await send(JSON.stringify({ query: ' '.repeat(10_000_000) }));
    expect([response.status, (await said(response)).message]).toEqual([413, 'The request is too large.']);
  });

  test('with a batch is sent back', async () => {
    const response = await send(
      JSON.stringify([{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }]),
    );
    expect([response.status, await said(response)]).toEqual([
      400,
      expect.objectContaining({
        message: 'query: send one operation in each request; batches are not taken.',
        extensions: expect.objectContaining({ code: 'VALIDATION_ERROR' }),
      }),
    ]);
  });

  test('whose values are nested beyond sense, or hold text that no database takes, is refused', async () => {
    const create = `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }`;
    const input = (configuration: unknown) => ({
      input: { name: 'shop', cloudProvider: 'LOCAL', region: 'local', blueprint: 'website', configuration },
    });
    const nested = `${'{"a":['.repeat(50_000)}${']}'.repeat(50_000)}`;
    const variables = JSON.stringify(input('?')).replace('"?"', nested);
    const response = await send(`{"query":${JSON.stringify(create)},"variables":${variables}}`);
    expect([response.status, (await said(response)).message]).toEqual([
      400,
      'variables: must not be nested deeper than 32 levels.',
    ]);
    for (const text of ['a\0b', '\ud800', { 'a\0': 1 }])
      expect(await refusal(create, input({ text }))).toContain('U+0000');
    expect(await refusal('{ site(id: "a\\u0000") { id } }')).toContain('U+0000');
    await answered(create, input({ a: [{ b: ['c'] }] }));
  });

  test('with __proto__ in it is refused, and nothing has it afterwards', async () => {
    const { status } = await send('{"query":"{ viewer { id } }","variables":{"__proto__":{"admin":true}}}');
    expect(status).toBe(400);
    expect(({} as any).admin).toBeUndefined();
  });
});

test('a WebSocket message of 300 kB closes its socket', async () => {
  const socket = new WebSocket(
    `${started.gateway.url.replace('http', 'ws')}/graphql`,
    'graphql-transport-ws',
  );
  await new Promise((resolve) => socket.once('open', resolve));
  socket.on('error', () => {});
  socket.send(JSON.stringify({ type: 'connection_init', payload: { padding: 'x'.repeat(300_000) } }));
  expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1009);
});
