import { makeRedis, type TestRedis } from './redis.ts';
import { connectTo, EventsAfter, everything, watch } from './socket.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

const none = { api: 0, signIn: 0, search: 0, bulk: 0 };
const signIn = (email: string) =>
  `signIn(input: { email: ${JSON.stringify(email)}, password: "p" }) { viewer { id } }`;
const attempts = (emails: string[]) =>
  `mutation { ${emails.map((email, index) => `a${index}: ${signIn(email)}`).join(' ')} }`;

let redis: TestRedis;
let world: World;
let started: Started[];

beforeAll(async () => {
  redis = await makeRedis();
});
afterAll(() => redis.remove());
beforeEach(() => {
  world = makeWorld();
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map(({ gateway }) => gateway.close()));
  await redis.kill();
  await redis.start();
});

async function open(rates: Partial<typeof none>, trustedProxies: string[] = []): Promise<Started> {
  const limits = { redisUrl: redis.url, rates: { ...none, ...rates } };
  const opened = await startWorld(world, { limits, trustedProxies });
  started.push(opened);
  return opened;
}

type Asked = { query?: string; variables?: object; headers?: Record<string, string> };
async function ask({ gateway }: Started, { query = '{ viewer { id } }', variables, headers }: Asked = {}) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as any;
  return { data, error: errors?.[0], status: response.status, headers: response.headers };
}
const statuses = async (times: number, once: () => Promise<{ status: number }>) => {
  const got: number[] = [];
  for (let time = 0; time < times; time += 1) got.push((await once()).status);
  return got;
};
const bearer = async (role: string, customerId: string | null = ids.acme) => ({
  authorization: `Bearer ${await tokenFor(world.tokens, role, customerId)}`,
});
/** As a proxy would send it on for somebody at this address. */
const from = (address: string) => ({ 'x-forwarded-for': address });
const signedIn = () =>
  world.callers.get('accounts')?.filter(({ viewer }) => viewer?.kind !== 'GATEWAY') ?? [];

describe('requests', () => {
  test('are counted for each viewer, by all gateways together, and every answer says how many are left', async () => {
    const [one, two] = [await open({ api: 3 }), await open({ api: 3 })];
    const owner = await bearer('owner');
    const left: Array<string | null> = [];
    for (const gateway of [one, two, one]) {
      const { status, headers } = await ask(gateway, { headers: owner });
      expect([status, headers.get('ratelimit-limit')]).toEqual([200, '3']);
      left.push(headers.get('ratelimit-remaining'));
    }
    expect(left).toEqual(['2', '1', '0']);

    const refused = await ask(two, { headers: owner });
    expect(refused).toMatchObject({ status: 429, error: { extensions: { code: 'RATE_LIMIT_EXCEEDED' } } });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(50);
    expect(refused.headers.get('ratelimit-reset')).toBe(String(seconds));
    expect(refused.error.message).toBe(
      `That were more than 3 requests in a minute. Come again in ${seconds} seconds.`,
    );
    expect((await ask(two, { headers: await bearer('viewer') })).status).toBe(200);
  });

  test('of somebody unknown are counted by address, a network of version 6 being one', async () => {
    const gateway = await open({ api: 2 }, ['127.0.0.1']);
    const as = (address: string) => () => ask(gateway, { headers: from(address) });
    expect(await statuses(3, as('192.0.2.1'))).toEqual([200, 200, 429]);
    expect(await statuses(1, as('192.0.2.2'))).toEqual([200]);
    expect(await statuses(1, as('2001:db8:0:1::1'))).toEqual([200]);
    expect(await statuses(2, as('2001:db8:0:1:ffff::2'))).toEqual([200, 429]);
    expect(await statuses(1, as('2001:db8:0:2::1'))).toEqual([200]);
  });

  test('of an API key have the limit of the key', async () => {
    const gateway = await open({ api: 1 });
    const key = (name: string) => () => ask(gateway, { headers: { authorization: `Bearer ${name}` } });
    expect(await statuses(2, key('hzk_common'))).toEqual([200, 429]);
    expect(await statuses(4, key('hzk_more_3'))).toEqual([200, 200, 200, 429]);
  });

  test('with tokens that do not hold are counted by address', async () => {
    const gateway = await open({ api: 2 });
    const guess = () => ask(gateway, { headers: { authorization: 'Bearer nonsense' } });
    expect(await statuses(3, guess)).toEqual([401, 401, 429]);
  });

  test('of runners are not limited, and those of people at /state/ are', async () => {
    const gateway = await open({ api: 1 });
    const runner = await world.tokens.sign('runner', { sub: 'runner', pool: 'local' }, 60);
    const state = (token: string) =>
      fetch(`${gateway.gateway.url}/state/1`, { headers: { authorization: `Bearer ${token}` } });
    expect(await statuses(3, () => state(runner))).toEqual([200, 200, 200]);
    const owner = await tokenFor(world.tokens, 'owner', ids.acme);
    expect(await statuses(2, () => state(owner))).toEqual([200, 429]);
    expect((await state(owner)).headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('for subscriptions are counted as well', async () => {
    const { gateway } = await open({ api: 1 });
    world.events.push({ sequence: 1, message: 'line 1' });
    world.deployment.ended = true;
    const client = connectTo(gateway.url, await bearer('owner'));
    expect(await watch(client).end).toBe('complete');
    expect((await watch(client, EventsAfter, everything).end)[0]).toMatchObject({
      extensions: { code: 'RATE_LIMIT_EXCEEDED' },
      message: expect.stringMatching(/Come again in \d+ seconds?\./),
    });
    await client.dispose();
  });
});

describe('attempts to sign in', () => {
  const tried = (gateway: Started, emails: string[], address = '192.0.2.1') =>
    ask(gateway, { query: attempts(emails), headers: from(address) });

  test('are counted by address', async () => {
    const gateway = await open({ signIn: 2 }, ['127.0.0.1']);
    expect(await statuses(3, () => tried(gateway, [`${Math.random()}@acme.test`]))).toEqual([200, 200, 429]);
    expect((await tried(gateway, ['a@acme.test'], '192.0.2.2')).status).toBe(200);
  });

  test('are counted by account, however it is written, and not when the address had its share before', async () => {
    const gateway = await open({ signIn: 2 }, ['127.0.0.1']);
    expect((await tried(gateway, ['me@acme.test'], '192.0.2.1')).status).toBe(200);
    expect((await tried(gateway, ['ME@acme.test '], '192.0.2.2')).status).toBe(200);
    const refused = await tried(gateway, ['Me@Acme.test'], '192.0.2.3');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    expect(await statuses(3, () => tried(gateway, ['x@acme.test', 'y@acme.test'], '192.0.2.9'))).toEqual([
      200, 429, 429,
    ]);
    expect((await tried(gateway, ['x@acme.test'], '192.0.2.4')).status).toBe(200);
  });

  test('in one document are all counted before the first is executed', async () => {
    const gateway = await open({ signIn: 5 });
    const emails = Array.from({ length: 6 }, (_, index) => `${index}@acme.test`);
    const { status, data, error } = await ask(gateway, { query: attempts(emails) });
    expect([status, data, error.extensions.code]).toEqual([429, undefined, 'RATE_LIMIT_EXCEEDED']);
    expect(signedIn()).toEqual([]);
  });

  test('are counted behind fragments, variables and conditions, and those left out are not', async () => {
    const gateway = await open({ signIn: 1 }, ['127.0.0.1']);
    const query = `mutation ($input: SignInInput!, $twice: Boolean!) {
      ...Both
      ... on Mutation { ...Both }
    }
    fragment Both on Mutation {
      signIn(input: $input) { viewer { id } }
      again: signIn(input: $input) @include(if: $twice) { viewer { id } }
    }`;
    const input = { email: 'v@acme.test', password: 'p' };
    const as = (address: string, twice: boolean) =>
      ask(gateway, { query, variables: { input, twice }, headers: from(address) });
    expect((await as('192.0.2.1', true)).status).toBe(429);
    const other = { ...input, email: 'w@acme.test' };
    const once = await ask(gateway, {
      query,
      variables: { input: other, twice: false },
      headers: from('192.0.2.2'),
    });
    expect(once.status).toBe(200);
  });
});

test('searches are counted by customer, and lists that search for nothing are not', async () => {
  const gateway = await open({ search: 1 });
  const search = (search?: string) => ({
    query: 'query ($f: SiteFilter) { sites(filter: $f) { edges { cursor } } }',
    variables: { f: { search } },
  });
  const owner = await bearer('owner');
  const viewer = await bearer('viewer');
  expect(await statuses(3, () => ask(gateway, { ...search(), headers: owner }))).toEqual([200, 200, 200]);
  expect((await ask(gateway, { ...search('shop'), headers: owner })).status).toBe(200);
  expect((await ask(gateway, { ...search('shop'), headers: viewer })).status).toBe(429);
  const stranger = await bearer('owner', ids.solar);
  expect((await ask(gateway, { ...search('shop'), headers: stranger })).status).toBe(200);
});

describe('without Redis', () => {
  test('attempts to sign in are limited all the same, and everything else goes on', async () => {
    const gateway = await open({ api: 1, signIn: 2, search: 1 });
    await redis.kill();
    expect(await statuses(4, () => ask(gateway, { query: attempts(['a@acme.test']) }))).toEqual([
      200, 200, 429, 429,
    ]);
    const owner = await bearer('owner');
    expect(await statuses(3, () => ask(gateway, { headers: owner }))).toEqual([200, 200, 200]);
  });

  test('nobody waits for one that hangs longer than a moment', async () => {
    const gateway = await open({ api: 1 });
    await ask(gateway);
    redis.freeze();
    const began = Date.now();
    expect(await statuses(10, () => ask(gateway, {}))).toEqual(Array(10).fill(200));
    expect(Date.now() - began).toBeLessThan(2_000);
    redis.thaw();
  });
});
