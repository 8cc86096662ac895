import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { signCaller } from '@hosterizer/kit/viewer';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

let folder: string;
let world: World;
let started: Started;
let base: string;
let owner: string;

const json = { 'content-type': 'application/json' };
const viewerQuery = JSON.stringify({ query: '{ viewer { id } }' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portal-'));
  await mkdir(join(folder, 'customer/assets'), { recursive: true });
  await writeFile(join(folder, 'customer/index.html'), '<title>Customer portal</title>');
  await writeFile(join(folder, 'customer/.stamp'), 'secret');
  await writeFile(
    join(folder, 'customer/assets/app-1a2b.js'),
    `console.log(${JSON.stringify('x'.repeat(5_000))})`,
  );
  await writeFile(join(folder, 'outside.txt'), 'outside');
  world = makeWorld();
  started = await startWorld(world, {
    origins: ['https://portal.test'],
    portals: [
      { prefix: '/admin/', folder: join(folder, 'admin') },
      { prefix: '/', folder: join(folder, 'customer') },
    ],
  });
  base = started.gateway.url;
  owner = await tokenFor(world.tokens, 'owner', ids.acme);
});
afterAll(async () => {
  await started.gateway.close();
  await rm(folder, { recursive: true });
});

const post = (headers: Record<string, string>, body = viewerQuery) =>
  fetch(`${base}/graphql`, { method: 'POST', headers, body });
const codeOf = async (response: Response) => ((await response.json()) as any).errors?.[0]?.extensions?.code;

/** fetch tidies paths and methods; this sends them as they are. */
function raw(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<{ status: number; text: string; headers: any }> {
  return new Promise((resolve, reject) => {
    const sent = request(base, { method, path, headers }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, text, headers: response.headers }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('who may post', () => {
  test('pages of the same or of a configured origin may, programs may, others may not', async () => {
    const statusFor = async (origin?: string) => (await post({ ...json, ...(origin && { origin }) })).status;
    expect(await statusFor()).toBe(200);
    expect(await statusFor(base)).toBe(200);
    expect(await statusFor('https://portal.test')).toBe(200);
    expect(await statusFor('https://evil.test')).toBe(403);
    expect(await statusFor('null')).toBe(403);
    expect(await statusFor(base.replace(/\d+$/, '1'))).toBe(403);
  });

  test('a form of another site cannot make an operation run', async () => {
    const form = await post({ 'content-type': 'text/plain' });
    expect([form.status, await codeOf(form)]).toEqual([400, 'VALIDATION_ERROR']);
    const get = `${base}/graphql?query=${encodeURIComponent('{ viewer { id } }')}`;
    expect(await codeOf(await fetch(get))).toBe('VALIDATION_ERROR');
    const named = await fetch(get, { headers: { 'hosterizer-portal': 'customer' } });
    expect(await named.json()).toEqual({ data: { viewer: null } });
  });

  test('a mutation does not run on GET', async () => {
    const response = await fetch(`${base}/graphql?query=${encodeURIComponent('mutation { signOut }')}`, {
      headers: { 'hosterizer-portal': 'customer' },
    });
    expect(response.status).toBe(405);
  });
});

describe('who asks', () => {
  const ask = (headers: Record<string, string>) =>
    post({ ...json, ...headers }, JSON.stringify({ query: '{ viewer { id } }' })).then(
      (r) => r.json() as any,
    );

  test('is the holder of the bearer token, and a token that does not hold is an error', async () => {
    expect((await ask({ authorization: `Bearer ${owner}` })).data.viewer.id).toBe('user owner');
    expect((await ask({ authorization: `bearer ${owner}` })).data.viewer.id).toBe('user owner');
    for (const wrong of [`Bearer ${owner}x`, 'Bearer nonsense', 'Basic abc', owner]) {
      expect((await ask({ authorization: wrong })).errors[0].extensions.code).toBe('AUTHENTICATION_ERROR');
    }
    const over = await tokenFor(world.tokens, 'owner', ids.acme, -1);
    expect((await ask({ authorization: `Bearer ${over}` })).errors[0].extensions.code).toBe(
      'AUTHENTICATION_ERROR',
    );
    expect((await post({ ...json, authorization: 'Bearer nonsense' })).status).toBe(401);
    const caller = signCaller(world.tokens, { viewer: null, portal: null, ip: '', traceId: '' });
    expect((await ask({ authorization: `Bearer ${caller}` })).errors[0].extensions.code).toBe(
      'AUTHENTICATION_ERROR',
    );
  });

  test('is whoever the cookie of the named portal says, or nobody', async () => {
    const cookie = `hz_customer=${owner}; hz_admin=nonsense`;
    expect((await ask({ cookie })).data.viewer).toBeNull();
    expect((await ask({ cookie, 'hosterizer-portal': 'customer' })).data.viewer.id).toBe('user owner');
    expect((await ask({ cookie, 'hosterizer-portal': 'admin' })).data.viewer).toBeNull();
    expect((await ask({ cookie, 'hosterizer-portal': '__proto__' })).data.viewer).toBeNull();
  });

  test('a token that has been verified once is still over when its time has come', async () => {
    const short = await tokenFor(world.tokens, 'owner', ids.acme, 1);
    expect((await ask({ authorization: `Bearer ${short}` })).data.viewer.id).toBe('user owner');
    const deadline = Date.now() + 3_000;
    let answer: any;
    do answer = await ask({ authorization: `Bearer ${short}` });
    while (!answer.errors && Date.now() < deadline);
    expect(answer.errors[0].extensions.code).toBe('AUTHENTICATION_ERROR');
  });

  test('only the accounts subgraph sees the refresh token and sets cookies', async () => {
    const cookie = `hz_customer=${owner}; hz_customer_refresh=refresh-1`;
    const signIn = 'mutation { signIn(input: { email: "a@acme.test", password: "p" }) { viewer { id } } }';
    const response = await post(
      { ...json, cookie, 'hosterizer-portal': 'customer' },
      JSON.stringify({ query: signIn }),
    );
    expect(response.headers.getSetCookie()).toEqual([
      'hz_customer=token; Path=/graphql; HttpOnly',
      'hz_customer_refresh=refresh; Path=/graphql; HttpOnly',
    ]);
    expect(world.callers.get('accounts')!.at(-1)).toMatchObject({
      portal: 'customer',
      refreshToken: 'refresh-1',
      ip: '127.0.0.1',
    });

    await post(
      { ...json, cookie, 'hosterizer-portal': 'customer' },
      JSON.stringify({ query: '{ sites { edges { cursor } } }' }),
    );
    const told = world.callers.get('sites')!.at(-1)!;
    expect(told.viewer?.id).toBe('user owner');
    expect(told).not.toHaveProperty('refreshToken');
    expect(told).not.toHaveProperty('setCookie');
  });
});

describe('what goes wrong', () => {
  test('has the trace id of the request, its own or a new one', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const response = await post(
      { ...json, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
      '{"query":"{ nope }"}',
    );
    expect(response.headers.get('trace-id')).toBe(traceId);
    expect(((await response.json()) as any).errors[0].extensions).toEqual({
      code: 'VALIDATION_ERROR',
      traceId,
    });
    expect((await post({ ...json, traceparent: 'nonsense' })).headers.get('trace-id')).toMatch(
      /^[0-9a-f]{32}$/,
    );
  });

  test('inside a resolver says nothing about it', async () => {
    const query = '{ sites(filter: { search: "boom" }) { edges { cursor } } }';
    const { errors } = await started.post(query, {}, { token: owner });
    expect(errors[0].extensions.code).toBe('INTERNAL_ERROR');
    expect(JSON.stringify(errors)).not.toContain('hunter2');
  });

  test('because the text is endless is said before it is validated', async () => {
    const { errors } = await started.post(`{ ${'viewer { id } '.repeat(5_000)} }`);
    expect(errors[0]).toMatchObject({
      message: expect.stringContaining('tokens'),
      extensions: { code: 'VALIDATION_ERROR' },
    });
  });

  test('with the body is said in the same shape', async () => {
    expect(await codeOf(await post(json, '{ broken'))).toBe('VALIDATION_ERROR');
    const large = await post(json, JSON.stringify({ query: ' '.repeat(1_100_000) }));
    expect(large.status).toBe(413);
    expect(await codeOf(large)).toBe('VALIDATION_ERROR');
  });

  test.each([{ operationName: 'Gone' }, { operationName: '' }])(
    'an operation that the document does not have: %j',
    async (named) => {
      const response = await post(json, JSON.stringify({ query: '{ viewer { id } }', ...named }));
      expect(response.status).toBe(400);
      const { errors } = (await response.json()) as any;
      expect(errors[0].extensions).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: { field: 'operationName' },
      });
    },
  );

  test('a subscription over HTTP is pointed to the socket', async () => {
    const { errors } = await started.post('subscription { siteChanged(id: 1) { id } }', {}, { token: owner });
    expect(errors[0].message).toContain('WebSocket');
  });
});

describe('pages', () => {
  test('every path without an extension is the portal, which asks for its index each time', async () => {
    for (const path of ['/', '/sites', '/sites/1/deployments']) {
      const response = await fetch(base + path, { headers: { accept: 'text/html' } });
      expect([path, response.status, await response.text()]).toEqual([
        path,
        200,
        '<title>Customer portal</title>',
      ]);
      expect(response.headers.get('cache-control')).toBe('no-cache');
    }
  });

  test('hashed files are compressed and kept for ever', async () => {
    const response = await fetch(`${base}/assets/app-1a2b.js`);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect(await response.text()).toContain('xxx');
    const again = await fetch(`${base}/assets/app-1a2b.js`, {
      headers: { 'if-none-match': response.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });

  test('nothing outside of the build is served, and no hidden file', async () => {
    for (const path of [
      '/../outside.txt',
      '/%2e%2e/outside.txt',
      '/..%2foutside.txt',
      '/.stamp',
      '//etc/passwd.txt',
    ]) {
      const { status, text } = await raw('GET', path);
      expect([path, status, text.includes('outside') && !text.includes('errors')]).toEqual([
        path,
        404,
        false,
      ]);
    }
  });

  test('what is not there is JSON for programs', async () => {
    const missing = await fetch(`${base}/assets/gone.js`);
    expect([missing.status, await codeOf(missing)]).toEqual([404, 'NOT_FOUND']);
    const api = await fetch(`${base}/api/sites`, { headers: { accept: 'application/json' } });
    expect([api.status, await codeOf(api)]).toEqual([404, 'NOT_FOUND']);
    expect((await fetch(`${base}/sites`, { method: 'POST' })).status).toBe(404);
  });

  test('a portal that has not been built says how to build it, and appears once it has been', async () => {
    const html = { headers: { accept: 'text/html' } };
    const before = await fetch(`${base}/admin/`, html);
    expect([before.status, await before.text()]).toEqual([503, expect.stringContaining('npm run build')]);
    expect((await fetch(`${base}/admin`, { redirect: 'manual' })).headers.get('location')).toBe('/admin/');

    await mkdir(join(folder, 'admin'));
    await writeFile(join(folder, 'admin/index.html'), 'Administrators');
    expect(await (await fetch(`${base}/admin/customers`, html)).text()).toBe('Administrators');
  });

  test('every answer forbids frames, foreign scripts and guessing of types', async () => {
    for (const path of ['/', '/nope.js', '/health/live', '/graphql']) {
      const { headers } = await fetch(base + path);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('a person who opens /graphql finds GraphiQL', async () => {
    const response = await fetch(`${base}/graphql`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect(response.headers.get('location')).toBe('/graphiql/');
  });
});

describe("a subgraph's own route", () => {
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`runner:${password}`).toString('base64')}`,
  });

  test('strangers are asked for a password', async () => {
    for (const headers of [
      {},
      basic('nonsense'),
      { cookie: `hz_customer=${owner}`, 'hosterizer-portal': 'customer' },
    ]) {
      const answer = await raw('GET', '/state/site-1', headers);
      expect([answer.status, answer.headers['www-authenticate']]).toEqual([
        401,
        'Basic realm="Hosterizer", charset="UTF-8"',
      ]);
    }
    expect(world.stateRequests).toEqual([]);
  });

  test('takes the token as password or as bearer, with LOCK and UNLOCK', async () => {
    expect(await raw('GET', '/state/site-1?ID=7', basic(owner))).toMatchObject({
      status: 200,
      text: 'GET site-1 0',
    });
    expect(world.stateRequests.at(-1)).toMatchObject({ rest: 'site-1', query: { ID: '7' } });
    expect(await raw('LOCK', '/state/site-1', basic(owner), '{"ID":"mine"}')).toMatchObject({
      status: 423,
      text: '{"ID":"held"}',
    });
    expect(world.stateRequests.at(-1)!.body.toString()).toBe('{"ID":"mine"}');
    expect(await raw('UNLOCK', '/state/site-1', { authorization: `Bearer ${owner}` }, '{}')).toMatchObject({
      status: 200,
    });
  });

  test('takes bodies that are far too large for GraphQL, as they are', async () => {
    const state = 'x'.repeat(5_000_000);
    const answer = await raw(
      'POST',
      '/state/site-1',
      { ...basic(owner), 'content-type': 'application/json' },
      state,
    );
    expect(answer).toMatchObject({ status: 200, text: 'POST site-1 5000000' });
  });
});

test('health and metrics are open', async () => {
  expect(await (await fetch(`${base}/health/ready`)).json()).toEqual({ status: 'ok' });
  const { checks } = (await (await fetch(`${base}/health`)).json()) as any;
  expect(checks.map(({ name }: { name: string }) => name)).toEqual([
    'redis',
    'accounts.database',
    'customers.database',
    'registry.database',
    'sites.database',
    'deployments.database',
  ]);
  expect(await (await fetch(`${base}/metrics`)).text()).toContain('process_cpu');
});
