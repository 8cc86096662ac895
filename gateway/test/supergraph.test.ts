import { serveSubgraph, type Served } from '@hosterizer/kit/serve';
import { subgraphNames, type SubgraphName } from '@hosterizer/kit/sdl';
import type { RemoteSubgraph } from '../src/subgraphs/connections.ts';
import { ids, makeWorld, startWorld, tokenFor, type Started, type World } from './world.ts';

/** One gateway over subgraphs in its own process and one over the same subgraphs in others, as far as HTTP goes. */
let world: World;
let served: Served[];
let local: Started;
let remote: Started;
let owner: string;

beforeAll(async () => {
  world = makeWorld();
  const { tokens, log } = world;
  served = await Promise.all(
    subgraphNames.map((name) =>
      serveSubgraph(world.subgraphs[name], { host: '127.0.0.1', port: 0, tokens, log }),
    ),
  );
  const routes = [{ prefix: '/state/', methods: ['GET', 'POST', 'LOCK', 'UNLOCK'] }];
  const elsewhere: Partial<Record<SubgraphName, RemoteSubgraph>> = {};
  subgraphNames.forEach((name, index) => {
    elsewhere[name] = { url: served[index]!.url, routes: name === 'deployments' ? routes : [] };
  });
  local = await startWorld(world);
  remote = await startWorld(world, { subgraphs: elsewhere });
  owner = await tokenFor(tokens, 'owner', ids.acme);
});
afterAll(async () => {
  await local.gateway.close();
  await remote.gateway.close();
  await Promise.all(served.map((one) => one.close()));
});

/** Trace ids differ, and so do places within texts that only one of them has written. */
const comparable = (answer: any) =>
  JSON.parse(
    JSON.stringify(answer, (key, value) =>
      key === 'traceId' || key === 'locations' ? undefined : value,
    ).replace(/[0-9a-f]{32}/g, '<trace>'),
  );

test.each([
  [
    'across subgraphs',
    '{ sites { edges { node { name customer { name } latestDeployment { status requestedBy { email } } } } } }',
  ],
  [
    'with an alias and a list',
    `{ mine: customer(id: "${ids.acme}") { sites { edges { node { id deployments { edges { node { number } } } } } } } }`,
  ],
  ['for something that is not there', `{ site(id: "${ids.otherSite}") { name } }`],
  [
    'for something beside what is not there',
    `{ a: site(id: "${ids.otherSite}") { name } b: site(id: "${ids.site}") { name } }`,
  ],
  ['when a resolver fails', '{ sites(filter: { search: "boom" }) { edges { cursor } } }'],
  [
    'when there is a conflict',
    'mutation { createSite(input: { name: "taken", cloudProvider: LOCAL, region: "local", configuration: {} }) { id } }',
  ],
  [
    'for a mutation',
    'mutation { createSite(input: { name: "new", cloudProvider: LOCAL, region: "local", configuration: { a: [1, "b"] } }) { name createdAt } }',
  ],
])('in process and remote answer the same %s', async (_what, query) => {
  const expected = await local.post(query, {}, { token: owner });
  expect(comparable(await remote.post(query, {}, { token: owner }))).toEqual(comparable(expected));
  if (query.includes('latestDeployment'))
    expect(expected.data.sites.edges[0].node.latestDeployment.requestedBy.email).toBe('u1@acme.test');
});

test('a remote subgraph learns who asks, and its cookies reach the browser', async () => {
  const response = await fetch(`${remote.gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'hosterizer-portal': 'admin',
      cookie: 'hz_admin_refresh=r1',
    },
    body: JSON.stringify({
      query: 'mutation { signIn(input: { email: "a@b.test", password: "p" }) { viewer { id } } }',
    }),
  });
  expect(response.headers.getSetCookie()).toEqual([
    'hz_admin=token; Path=/graphql; HttpOnly',
    'hz_admin_refresh=refresh; Path=/graphql; HttpOnly',
  ]);
  expect(world.callers.get('accounts')!.at(-1)).toMatchObject({
    portal: 'admin',
    refreshToken: 'r1',
    viewer: null,
  });

  await remote.post(
    '{ sites { edges { cursor } } }',
    {},
    { token: owner, headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } },
  );
  expect(world.callers.get('sites')!.at(-1)).toMatchObject({
    viewer: { id: 'user owner' },
    traceId: '0af7651916cd43dd8448eb211c80319c',
  });
  expect(world.callers.get('sites')!.at(-1)).not.toHaveProperty('refreshToken');
});

test("a remote subgraph's route is forwarded with its method, query and body", async () => {
  const response = await fetch(`${remote.gateway.url}/state/site-1?ID=abc`, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json', 'content-md5': 'sum' },
    body: '{"serial":1}',
  });
  expect([response.status, await response.text()]).toEqual([200, 'POST site-1 12']);
  const { headers, query } = world.stateRequests.at(-1)!;
  expect(query).toEqual({ ID: 'abc' });
  expect(headers['content-md5']).toBe('sum');
  expect(headers['authorization']).toBeUndefined();
});

test('what goes wrong in a route is told nobody, wherever its subgraph is', async () => {
  for (const { gateway } of [local, remote]) {
    const response = await fetch(`${gateway.url}/state/broken`, {
      headers: { authorization: `Bearer ${owner}` },
    });
    const text = await response.text();
    expect([response.status, text]).toEqual([500, expect.stringContaining('INTERNAL_ERROR')]);
    expect(text).not.toContain('a word of the database');
  }
});

test('a subgraph that is away is named, and the others still answer', async () => {
  const away = await startWorld(world, { subgraphs: { deployments: { url: 'http://127.0.0.1:9' } } });
  try {
    const { data, errors } = await away.post(
      '{ sites { edges { node { name latestDeployment { id } } } } }',
      {},
      { token: owner },
    );
    expect(data.sites.edges[0].node).toEqual({ name: 'shop', latestDeployment: null });
    expect(errors).toMatchObject([
      {
        message: expect.stringContaining('deployments is away'),
        extensions: { code: 'EXTERNAL_SERVICE_ERROR' },
      },
    ]);
    const ready = await fetch(`${away.gateway.url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      { status: 'unavailable', reason: expect.stringContaining('deployments') },
    ]);
  } finally {
    await away.gateway.close();
  }
});
