import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';
import { committedSupergraph } from '../src/supergraph.ts';
import { connectTo, watch } from './socket.ts';

let world: World;
let behindProxy: Started;
let alone: Started;
let token: string;

beforeAll(async () => {
  world = makeWorld();
  world.events.push({ sequence: 1, message: 'line 1' });
  // Who reads for several has no address.
  const supergraphSdl = committedSupergraph().replaceAll(', shared: CUSTOMER', '');
  const trustedProxies = ['127.0.0.0/8', '10.0.0.0/8'];
  behindProxy = await startWorld(world, { trustedProxies, supergraphSdl });
  alone = await startWorld(world, { supergraphSdl });
  token = await tokenFor(world.tokens, 'owner', ids.acme);
});
afterAll(() => Promise.all([behindProxy.gateway.close(), alone.gateway.close()]));

const forwarded = {
  'x-forwarded-for': '6.6.6.6, 192.0.2.7, 10.0.0.3',
  'x-forwarded-host': 'portal.test',
  'x-forwarded-proto': 'https',
};
const post = ({ gateway }: Started, headers: Record<string, string>) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query: '{ sites { edges { cursor } } }' }),
  });
const lastIp = () => world.callers.get('sites')!.at(-1)!.ip;

test('a trusted proxy says who asks, as far as it was told by trusted ones', async () => {
  await post(behindProxy, forwarded);
  expect(lastIp()).toBe('192.0.2.7');
});

test('nobody else can say so', async () => {
  await post(alone, forwarded);
  expect(lastIp()).toBe('127.0.0.1');
});

test('the host that a trusted proxy was asked for is ours, and nobody else can name one', async () => {
  const page = { ...forwarded, origin: 'https://portal.test' };
  expect((await post(behindProxy, page)).status).toBe(200);
  expect((await post(behindProxy, { ...page, origin: 'https://evil.test' })).status).toBe(403);
  expect((await post(alone, page)).status).toBe(403);
});

test('it is the same for sockets', async () => {
  async function ends(started: Started, headers: Record<string, string>) {
    const client = connectTo(started.gateway.url, { authorization: `Bearer ${token}` }, headers);
    world.deployment.ended = true;
    const end = await watch(client).end;
    await client.dispose();
    return end === 'complete' ? end : end.message;
  }
  const page = { ...forwarded, origin: 'https://portal.test' };
  expect(await ends(behindProxy, page)).toBe('complete');
  expect(world.callers.get('deployments')!.at(-1)!.ip).toBe('192.0.2.7');
  expect(await ends(behindProxy, { ...page, origin: 'https://evil.test' })).toContain('403');
  expect(await ends(alone, page)).toContain('403');
  expect(await ends(alone, forwarded)).toBe('complete');
  expect(world.callers.get('deployments')!.at(-1)!.ip).toBe('127.0.0.1');
});

test('browsers are told to stay with TLS where they came by it', async () => {
  const told = async (started: Started, headers: Record<string, string>) =>
    (await post(started, headers)).headers.get('strict-transport-security');
  expect(await told(behindProxy, forwarded)).toBe('max-age=31536000');
  expect(await told(behindProxy, {})).toBeNull();
  expect(await told(alone, forwarded)).toBeNull();
});

test('what is no address or network is no proxy', async () => {
  await expect(startWorld(world, { trustedProxies: ['everybody'] })).rejects.toThrow(
    'everybody is no address or network of a proxy',
  );
});

describe('a page', () => {
  const policyOf = async (path: string) => {
    const { headers } = await fetch(alone.gateway.url + path, { headers: { accept: 'text/html' } });
    const policy = headers.get('content-security-policy')!;
    return Object.fromEntries(
      policy.split('; ').map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]),
    );
  };

  test('runs no script and no style that is written into it', async () => {
    for (const path of ['/', '/admin/', '/sites/1']) {
      const policy = await policyOf(path);
      expect(policy['script-src']).toEqual(["'self'"]);
      expect(policy['style-src']).toEqual([
        "'self'",
        "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
      ]);
      expect(policy).toMatchObject({
        'default-src': ["'self'"],
        'frame-ancestors': ["'none'"],
        'object-src': ["'none'"],
      });
    }
  });

  test('of GraphiQL may be styled by its editor, and runs no foreign script either', async () => {
    const policy = await policyOf('/graphiql/');
    expect(policy['style-src']).toEqual(["'self'", "'unsafe-inline'"]);
    expect(policy['script-src']).toEqual(["'self'"]);
  });

  test('keeps to itself', async () => {
    const { headers } = await fetch(alone.gateway.url);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });
});
