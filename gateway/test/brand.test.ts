/** The customer portal's page on the host names of customers. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostBrand } from '@hosterizer/kit/brand';
import { serveSubgraph, type Served } from '@hosterizer/kit/serve';
import { eventually } from '@hosterizer/kit/testing';
import { makeWorld, startWorld, type Started, type World } from './world.ts';

const page = `<!doctype html>
<html><head>
    <title>Hosterizer</title>
    <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
    <script type="module" src="/assets/app.js"></script>
  </head><body><div id="root"></div></body></html>`;

const brands: Record<string, HostBrand> = {
  'acme.test': {
    ...{ productName: `A&B "<script>alert(1)</script>' $& $1`, color: '#ffcc00', corners: 'NONE' },
    ...{ logoUrl: '/branding/logo?v=1', logoDarkUrl: null, supportEmail: 'help@acme.test' },
    themeUrl: '/branding/theme.css?v=2',
  },
  'solar.test': {
    ...{ productName: 'Solar', color: null, corners: 'MEDIUM', logoUrl: null, logoDarkUrl: null },
    ...{ supportEmail: null, themeUrl: '/branding/theme.css?v=3' },
  },
};

let folder: string;
let world: World;
let started: Started;
/** Hosts for which the customers subgraph was asked, oldest first. */
let asked: string[];
let away = false;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brand-'));
  for (const name of ['customer', 'admin']) {
    await mkdir(join(folder, name, 'assets'), { recursive: true });
    await writeFile(join(folder, name, 'index.html'), page);
    await writeFile(join(folder, name, 'assets/app.js'), 'app()');
  }
  world = makeWorld();
  asked = [];
  world.subgraphs.customers.routes = [
    {
      ...{ prefix: '/branding/', methods: ['GET'], public: true },
      async answer({ rest, headers }) {
        const host = String(headers['x-forwarded-host']);
        asked.push(host);
        if (away) throw new Error('Away.');
        const brand = brands[host] ?? null;
        if (rest === 'brand.json') return { status: 200, body: JSON.stringify(brand) };
        return {
          status: 200,
          headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=60' },
          body: `/* ${host} */`,
        };
      },
    },
  ];
  started = await startWorld(world, {
    portals: [
      { prefix: '/admin/', folder: join(folder, 'admin'), audience: 'staff' },
      { prefix: '/', folder: join(folder, 'customer'), audience: 'customers' },
    ],
  });
});
afterAll(async () => {
  await started?.gateway.close();
  await rm(folder, { recursive: true });
});

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/** fetch does not let the Host be chosen. */
function get(host: string, path: string, headers: Record<string, string> = {}, base = started.gateway.url) {
  return new Promise<Answer>((resolve, reject) => {
    request(base, { path, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, text }));
    })
      .on('error', reject)
      .end();
  });
}

const unescaped = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

test.each(['/', '/index.html', '/sites/1', '/?x=1'])('%s wears the brand of the host', async (path) => {
  const { status, text } = await get('acme.test', path);
  expect(status).toBe(200);
  expect(text).toContain('<title>A&amp;B &quot;&lt;script&gt;alert(1)&lt;/script&gt;&#39; $&amp; $1</title>');
  expect(text).toContain('<link rel="stylesheet" href="/branding/theme.css?v=2" />');
  expect(text).toContain('<link rel="icon" href="/branding/logo?v=1" />');
  expect(text).not.toContain('<script>alert');
  expect(text.indexOf('theme.css')).toBeLessThan(text.indexOf('</head>'));
  const [, content] = /<meta name="brand" content="([^"]*)" \/>/.exec(text)!;
  expect(JSON.parse(unescaped(content!))).toEqual(brands['acme.test']);
});

test('each host gets its own page, whatever port and case it is asked under, and others the built file', async () => {
  expect((await get('SOLAR.test:4000', '/')).text).toContain('<title>Solar</title>');
  expect((await get('solar.test', '/')).text).toContain('href="/favicon.svg"');
  for (const host of ['localhost', 'other.test', '127.0.0.1', 'sub.acme.test']) {
    expect((await get(host, '/')).text).toBe(page);
  }
});

test('a host that cannot be a name is nobody’s, and nobody is asked for it', async () => {
  const before = asked.length;
  expect((await get('<b>', '/')).status).toBeLessThan(500);
  expect((await get('a_b.test', '/')).text).toBe(page);
  expect(asked).toHaveLength(before);
});

test('a kept page is not taken for another tenant’s', async () => {
  const acme = await get('acme.test', '/');
  expect(acme.headers).toMatchObject({ 'cache-control': 'no-cache', vary: expect.stringContaining('host') });
  const again = await get('acme.test', '/', { 'if-none-match': acme.headers.etag! });
  expect([again.status, again.text]).toEqual([304, '']);
  for (const host of ['solar.test', 'localhost']) {
    const other = await get(host, '/', { 'if-none-match': acme.headers.etag! });
    expect(other.status).toBe(200);
    expect(other.text).not.toContain('alert');
  }
});

test('files of the build are the same everywhere', async () => {
  const [one, two] = await Promise.all(['acme.test', 'localhost'].map((host) => get(host, '/assets/app.js')));
  expect(one!.text).toBe('app()');
  expect(one!.headers.etag).toBe(two!.headers.etag);
});

test('the staff’s portal is not there on a customer’s host', async () => {
  for (const path of ['/admin', '/admin/', '/admin/customers', '/admin/assets/app.js']) {
    expect((await get('acme.test', path)).status).toBe(404);
  }
  expect((await get('localhost', '/admin/')).text).toBe(page);
});

test('pages of a customer’s host may call the platform there, and those of another one’s may not', async () => {
  const post = (host: string, origin: string) =>
    new Promise<number>((resolve, reject) => {
      const headers = { host, origin, 'content-type': 'application/json' };
      request(started.gateway.url, { method: 'POST', path: '/graphql', headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on('error', reject)
        .end(JSON.stringify({ query: '{ viewer { id } }' }));
    });
  expect(await post('acme.test', 'https://acme.test')).toBe(200);
  expect(await post('acme.test', 'https://solar.test')).toBe(403);
  expect(await post('localhost', 'https://acme.test')).toBe(403);
});

test('the style sheet is that of the host, and a client’s own word on the host does not count', async () => {
  const css = await get('acme.test', '/branding/theme.css', { 'x-forwarded-host': 'solar.test' });
  expect(css.text).toBe('/* acme.test */');
  expect(css.headers).toMatchObject({
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'max-age=60',
  });
});

test('the brand of a host is asked for once in a while, and pages stay when nobody answers', async () => {
  const host = 'acme.test';
  await get(host, '/');
  const before = asked.length;
  await Promise.all(Array.from({ length: 20 }, () => get(host, '/')));
  expect(asked.length - before).toBeLessThanOrEqual(1);

  away = true;
  try {
    // Every few seconds it is asked for anew, and the answer is a failure from now on.
    await eventually(async () => {
      const { status, text } = await get(host, '/');
      expect(status).toBe(200);
      expect(text).toContain('theme.css?v=2');
      return asked.length > before + 1;
    });
    expect((await get(host, '/')).text).toContain('theme.css?v=2');
    expect((await get('never.test', '/')).text).toBe(page);
  } finally {
    away = false;
  }
});

describe('with the customers subgraph in a process of its own', () => {
  let served: Served;
  let apart: Started;
  beforeAll(async () => {
    const { tokens, log } = world;
    served = await serveSubgraph(world.subgraphs.customers, { host: '127.0.0.1', port: 0, tokens, log });
    const routes = [{ prefix: '/branding/', methods: ['GET'], public: true }];
    apart = await startWorld(world, {
      subgraphs: { customers: { url: served.url, routes } },
      portals: [{ prefix: '/', folder: join(folder, 'customer'), audience: 'customers' }],
    });
  });
  afterAll(async () => {
    await apart?.gateway.close();
    await served?.close();
  });

  test('page and style sheet are those of the host all the same', async () => {
    const base = apart.gateway.url;
    expect((await get('solar.test', '/', {}, base)).text).toContain('<title>Solar</title>');
    expect((await get('solar.test', '/branding/theme.css', {}, base)).text).toBe('/* solar.test */');
    expect((await get('localhost', '/', {}, base)).text).toBe(page);
  });
});
