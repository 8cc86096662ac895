import { Readable } from 'node:stream';
import { newId } from '@hosterizer/kit/ids';
import { asker, makeWorld, staff, type World } from '@hosterizer/kit/testing';
import type { RouteRequest, Subgraph } from '@hosterizer/kit/subgraph';
import { makeSubgraph } from '../src/subgraph.ts';
import { dataUrl, jpeg, png } from './pictures.ts';

let world: World;
let subgraph: Subgraph;
let acme: string;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  acme = await branded('Acme', 'acme.test', {
    color: '#ffcc00',
    corners: 'NONE',
    supportEmail: 'help@acme.test',
  });
  await update(acme, { productName: 'Acme & <Söhne>', logo: dataUrl(png()), logoDark: dataUrl(jpeg) });
});
afterAll(async () => {
  await subgraph?.stop();
  await world?.close();
});

async function update(customerId: string, input: object): Promise<void> {
  const { code } = await asker(subgraph)(staff())(
    `mutation ($input: UpdateBrandingInput!) { updateBranding(input: $input) { version } }`,
    { input: { customerId, ...input } },
  );
  expect(code).toBeUndefined();
}

/** A customer with a verified host name. */
async function branded(name: string, host: string, input: object): Promise<string> {
  const id = await world.customer(name);
  await update(id, input);
  await world.owner.query(
    `insert into customers.custom_domain (customer_id, host, challenge, verified_at) values ($1, $2, 'c', now())`,
    [id, host],
  );
  return id;
}

async function get(
  rest: string,
  headers: RouteRequest['headers'] = {},
  query: RouteRequest['query'] = {},
): Promise<{ status: number; headers: Record<string, string>; body: Buffer; text: string }> {
  const [route] = subgraph.routes;
  const {
    status,
    headers: answered = {},
    body = '',
  } = await route!.answer(
    { method: 'GET', rest, query, headers, body: Buffer.alloc(0) },
    { viewer: null, portal: null, ip: '127.0.0.1', traceId: 't' },
  );
  if (body instanceof Readable) throw new Error('These answers are small, and come in one piece.');
  const bytes = Buffer.from(body);
  return { status, headers: answered, body: bytes, text: bytes.toString() };
}
const brandOf = async (host: string) => JSON.parse((await get('brand.json', { host })).text);

test('the route is public and reads only', () => {
  expect(subgraph.routes).toMatchObject([{ prefix: '/branding/', methods: ['GET'], public: true }]);
});

test('brand.json tells a page on a customer’s own host whose it is', async () => {
  const version = expect.stringMatching(/\?v=[0-9a-f]{16}$/);
  expect(await brandOf('acme.test')).toEqual({
    ...{ productName: 'Acme & <Söhne>', color: '#ffcc00', corners: 'NONE', supportEmail: 'help@acme.test' },
    ...{ logoUrl: version, logoDarkUrl: version, themeUrl: version },
  });
  for (const host of ['ACME.test', 'acme.test:4000', 'acme.test.']) {
    expect(await brandOf(host)).toMatchObject({ productName: 'Acme & <Söhne>' });
  }
});

test('a host that is nobody’s, or not verified, or of which nothing was said, gets the platform’s own look', async () => {
  const pending = await world.customer();
  await world.owner.query(
    `insert into customers.custom_domain (customer_id, host, challenge) values ($1, 'pending.test', 'c')`,
    [pending],
  );
  for (const host of ['pending.test', 'other.test', 'sub.acme.test', '', undefined]) {
    expect((await get('brand.json', { host })).text).toBe('null');
    expect(await get('theme.css', { host })).toMatchObject({ status: 200, text: '' });
    expect(await get('logo', { host })).toMatchObject({ status: 404 });
  }
});

test('the host that the gateway names counts, and not the one of the connection between the two', async () => {
  const headers = { host: 'other.test', 'x-forwarded-host': 'acme.test' };
  expect((await get('brand.json', headers)).text).toContain('Acme');
});

test('theme.css holds every variable of the theme, and nothing but colours and numbers', async () => {
  const { text, headers } = await get('theme.css', { host: 'acme.test' });
  expect(headers).toMatchObject({ 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' });
  expect(text).toContain('--brand-solid-light: #ffcc00;');
  expect(text).toContain('--brand-corners: 0;');
  expect(text).toMatch(/^:root \{\n( {2}--brand-[\w-]+: (#[0-9a-f]{6}|\d);\n){28}\}\n$/);
});

test('what is asked for by its version is kept for good, and changes its address when it changes', async () => {
  const host = 'wind.test';
  const id = await branded('Wind', host, { color: '#336699' });
  const { themeUrl } = await brandOf(host);
  const version = new URL(themeUrl, 'http://x').searchParams.get('v')!;
  const kept = await get('theme.css', { host }, { v: version });
  expect(kept.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const again = await get('theme.css', { host, 'if-none-match': kept.headers['etag'] });
  expect([again.status, again.text]).toEqual([304, '']);

  await update(id, { color: '#996633' });
  expect((await brandOf(host)).themeUrl).not.toBe(themeUrl);
  const stale = await get('theme.css', { host }, { v: version });
  expect(stale.headers['cache-control']).toBe('no-cache');
  expect(stale.text).toContain('#996633');
});

test('logos come with their own type, and nothing in them can run', async () => {
  const light = await get('logo', { host: 'acme.test' });
  expect(light.body).toEqual(png());
  expect(light.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  const dark = await get('logo-dark', { host: 'acme.test' });
  expect([dark.headers['content-type'], dark.body]).toEqual(['image/jpeg', jpeg]);
});

test('by the customer’s id there are colours and logos on any host, but no names', async () => {
  expect((await get(`of/${acme}/theme.css`, { host: 'other.test' })).text).toContain('#ffcc00');
  expect((await get(`of/${acme}/logo`)).body).toEqual(png());
  expect(await get(`of/${acme}/brand.json`, { host: 'acme.test' })).toMatchObject({ status: 404, text: '' });
  const nobody = await get(`of/${newId()}/theme.css`);
  expect([nobody.status, nobody.text]).toEqual([200, '']);
  expect(await get(`of/${newId()}/logo`)).toMatchObject({ status: 404 });
});

test.each(['', 'secret', 'of/', 'of/x/theme.css', `of/../theme.css`, 'theme.css/', 'logo/../brand.json'])(
  'there is nothing at %j',
  async (rest) => {
    expect(await get(rest, { host: 'acme.test' })).toMatchObject({ status: 404 });
  },
);
