import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { serveSubgraph, type Served } from '@hosterizer/kit/serve';
import { subgraphNames } from '@hosterizer/kit/sdl';
import { gatewayConfig } from '../src/config.ts';
import { makeRedis, type TestRedis } from './redis.ts';
import { ids, makeWorld, tokenFor } from './world.ts';

const secret = 'a secret for tests, of 32 characters and more';

test('every setting that is wrong is named at once', () => {
  const wrong = {
    PORT: 'many',
    REDIS_URL: 'http://redis',
    HOSTERIZER_TOKEN_SECRET: 'short',
    ACCOUNTS_URL: 'accounts',
  };
  const message = (() => {
    try {
      gatewayConfig({ ...wrong, HOSTERIZER_ORIGIN: 'https://portal.test/path' });
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  })();
  for (const name of [...Object.keys(wrong), 'HOSTERIZER_ORIGIN', 'SITES_URL'])
    expect(message).toContain(`${name}:`);
});

describe('the gateway as a process of its own', () => {
  let redis: TestRedis;
  let served: Served[];
  const world = makeWorld();

  beforeAll(async () => {
    redis = await makeRedis();
    const { tokens, log } = world;
    served = await Promise.all(
      subgraphNames.map((name) =>
        serveSubgraph(world.subgraphs[name], { host: '127.0.0.1', port: 0, tokens, log }),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(served.map((one) => one.close()));
    await redis.remove();
  });

  test('answers over its subgraphs, says so in JSON, and ends on SIGTERM', async () => {
    const urls = Object.fromEntries(
      subgraphNames.map((name, index) => [`${name.toUpperCase()}_URL`, served[index]!.url]),
    );
    const child = spawn(process.execPath, [require.resolve('../src/main.ts')], {
      env: {
        ...urls,
        PORT: '0',
        REDIS_URL: redis.url,
        HOSTERIZER_TOKEN_SECRET: secret,
        PATH: process.env['PATH'],
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const lines: any[] = [];
    let rest = '';
    child.stdout.on('data', (part) => {
      const parts = (rest + String(part)).split('\n');
      rest = parts.pop()!;
      lines.push(...parts.map((line) => JSON.parse(line)));
    });
    while (!lines.some(({ url }) => url))
      await Promise.race([
        once(child.stdout, 'data'),
        exited.then(() => Promise.reject(new Error('It ended.'))),
      ]);
    const { url } = lines.find((line) => line.url);

    const token = await tokenFor(world.tokens, 'owner', ids.acme);
    const response = await fetch(`${url}/graphql?secret=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: 'query Mine { sites { edges { node { name } } } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { sites: { edges: [{ node: { name: 'shop' } }, {}] } },
    });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);

    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
    const line = lines.find(({ operation }) => operation === 'Mine');
    expect(line).toMatchObject({
      method: 'POST',
      path: '/graphql',
      status: 200,
      viewerId: 'user owner',
      level: 'info',
    });
    expect(line.traceId).toBe(response.headers.get('trace-id'));
    expect(JSON.stringify(lines)).not.toContain(token);
  });
});
