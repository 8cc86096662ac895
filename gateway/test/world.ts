/** Four small subgraphs on the real contract, over rows in memory, and a gateway in front of them. */
import type { Events } from '@hosterizer/kit/events';
import { conflict, notFound } from '@hosterizer/kit/errors';
import { makeLog, type Log } from '@hosterizer/kit/log';
import { jobScopes, runnerScopes, scopesOf } from '@hosterizer/kit/scopes';
import type { SubgraphName } from '@hosterizer/kit/sdl';
import { executableSchema, type RouteRequest, type Subgraph } from '@hosterizer/kit/subgraph';
import { makeTokens, type Tokens } from '@hosterizer/kit/tokens';
import { isStaff, type Caller, type Viewer } from '@hosterizer/kit/viewer';
import type { Portal } from '../src/http/portals.ts';
import { startGateway, type Gateway, type GatewayParts } from '../src/server.ts';
import type { RemoteSubgraph } from '../src/subgraphs/connections.ts';

export type World = {
  subgraphs: Record<SubgraphName, Subgraph>;
  tokens: Tokens;
  log: Log;
  /** The deployment's events, to be pushed to. */
  events: Array<{ sequence: number; message: string }>;
  deployment: { status: string; ended: boolean };
  /** Callers as each subgraph got to know them, newest last. */
  callers: Map<SubgraphName, Caller[]>;
  /** What came to the route at /state/. */
  stateRequests: RouteRequest[];
  /** What a reader is told instead of an event's message. */
  messageFor: (event: { message: string }, viewer: Viewer | null) => string;
  /** How often the events were read. */
  reads: number;
  /** What became of sessions and keys: the role that they have now, or null once they have ended. */
  became: Map<string, string | null>;
  /** Credentials that the gateway asked about. */
  asked: string[];
  /** Called before each answer about a credential leaves. */
  onItsWay: () => Promise<void>;
};

export const ids = {
  acme: '00000000-0000-7000-8000-00000000000a',
  solar: '00000000-0000-7000-8000-00000000000b',
  site: '00000000-0000-7000-8000-000000000001',
  otherSite: '00000000-0000-7000-8000-000000000002',
  blog: '00000000-0000-7000-8000-000000000003',
  deployment: '00000000-0000-7000-8000-0000000000d1',
};

const user = (role: string, customerId: string | null): Viewer => ({
  id: `user ${role}`,
  kind: 'USER',
  customerId,
  role,
  scopes: scopesOf(role),
  sessionId: role,
});

export const viewers = {
  anonymous: null,
  owner: user('owner', ids.acme),
  viewer: user('viewer', ids.acme),
  billing: user('billing', ids.acme),
  stranger: user('owner', ids.solar),
  administrator: user('administrator', null),
  runner: { id: 'runner', kind: 'RUNNER', customerId: null, role: null, scopes: runnerScopes, pool: 'local' },
  job: { id: 'job', kind: 'RUNNER', customerId: ids.acme, role: null, scopes: jobScopes },
} as const satisfies Record<string, Viewer | null>;

/** A bearer token for somebody with this role. */
export const tokenFor = (tokens: Tokens, role: string, customerId: string | null, seconds = 600) =>
  tokens.sign('access', { sub: `user ${role}`, sid: role, cid: customerId }, seconds);

type Context = { caller: Caller };
type Asked = { sessionId?: string; customerId?: string | null; apiKey?: string };

export function makeWorld(): World {
  const time = '2026-01-31T12:00:00.000Z';
  const customers = [
    {
      id: ids.acme,
      name: 'Acme',
      tier: 'STANDARD',
      status: 'ACTIVE',
      ownerEmail: 'owner@acme.test',
      createdAt: time,
    },
    {
      id: ids.solar,
      name: 'Solar',
      tier: 'PREMIUM',
      status: 'ACTIVE',
      ownerEmail: 'owner@solar.test',
      createdAt: time,
    },
  ];
  const sites = [
    {
      id: ids.site,
      customer: { id: ids.acme },
      name: 'shop',
      cloudProvider: 'LOCAL',
      region: 'local',
      status: 'ACTIVE',
    },
    {
      id: ids.otherSite,
      customer: { id: ids.solar },
      name: 'panels',
      cloudProvider: 'AWS',
      region: 'eu',
      status: 'PENDING',
    },
    {
      id: ids.blog,
      customer: { id: ids.acme },
      name: 'blog',
      cloudProvider: 'LOCAL',
      region: 'local',
      status: 'PENDING',
    },
  ].map((site) => ({
    ...{
      blueprint: 'website',
      instanceSize: 'SMALL',
      configuration: { title: 'Hello' },
      createdAt: time,
      updatedAt: time,
    },
    ...site,
  }));
  const callers: World['callers'] = new Map();
  const world: Omit<World, 'subgraphs'> = {
    tokens: makeTokens('a secret for tests, of 32 characters and more'),
    log: makeLog('test', process.env['TEST_LOG'] ?? 'silent'),
    events: [],
    deployment: { status: 'RUNNING', ended: false },
    callers,
    stateRequests: [],
    reads: 0,
    messageFor: ({ message }) => message,
    became: new Map(),
    asked: [],
    onItsWay: async () => {},
  };

  const sees = ({ caller: { viewer } }: Context, customerId: string) =>
    Boolean(viewer && (isStaff(viewer) || viewer.customerId === customerId));
  const connection = <T extends { id: string }>(rows: T[]) => ({
    edges: rows.map((node) => ({ cursor: node.id, node })),
    pageInfo: { hasNextPage: false, hasPreviousPage: false },
  });
  const siteOf = (id: string, context: Context) => {
    const site = sites.find((row) => row.id === id && sees(context, row.customer.id));
    if (!site) throw notFound('Site', id);
    return site;
  };
  const deployment = () => ({
    ...{
      id: ids.deployment,
      number: 1,
      type: 'CREATE',
      status: world.deployment.status,
      phase: 'APPLYING',
      phases: [],
    },
    ...{ site: { id: ids.site }, customer: { id: ids.acme }, requestedBy: { id: 'u1' } },
    ...{ createdAt: time, lastSequence: world.events.length },
  });
  const deploymentOf = (id: string, context: Context) => {
    if (id !== ids.deployment || !sees(context, ids.acme)) throw notFound('Deployment', id);
    return deployment();
  };

  function subgraph(name: SubgraphName, resolvers: object, routes: Subgraph['routes'] = []): Subgraph {
    return {
      name,
      schema: executableSchema(name, resolvers),
      context(caller) {
        callers.set(name, [...(callers.get(name) ?? []), caller]);
        return { caller };
      },
      routes,
      checks: [{ name: 'database', critical: true, check: async () => {} }],
      stop: async () => {},
    };
  }

  const subgraphs = {
    accounts: subgraph('accounts', {
      Query: {
        viewer: (_: unknown, _args: unknown, { caller: { viewer } }: Context) =>
          viewer && {
            ...{ id: viewer.id, kind: viewer.kind, role: viewer.role, scopes: viewer.scopes, customers: [] },
            customer: viewer.customerId && { id: viewer.customerId, name: 'Acme' },
          },
        // A session is called as its role, and a key is a developer's unless it became something else.
        credentialHolder: async (_: unknown, { credential }: { credential: Asked }) => {
          const { sessionId, apiKey, customerId } = credential;
          const name = sessionId ?? apiKey ?? '';
          world.asked.push(name);
          const role = world.became.has(name) ? world.became.get(name) : (sessionId ?? 'developer');
          const found = role ? user(role, sessionId ? (customerId ?? null) : ids.acme) : null;
          await world.onItsWay();
          return (
            found && {
              viewer: sessionId
                ? { ...found, id: `user ${name}`, sessionId }
                : { ...found, id: name, kind: 'API_KEY', role: null, sessionId: undefined },
              endsAt: new Date(Date.now() + 3_600_000),
              requestsPerMinute: apiKey ? Number(apiKey.split('_')[2] ?? 0) || null : null,
            }
          );
        },
      },
      Mutation: {
        signIn: (_: unknown, { input }: { input: { email: string } }, { caller }: Context) => {
          caller.setCookie?.(`hz_${caller.portal}=token; Path=/graphql; HttpOnly`);
          caller.setCookie?.(`hz_${caller.portal}_refresh=refresh; Path=/graphql; HttpOnly`);
          return {
            accessToken: null,
            expiresAt: time,
            viewer: { id: input.email, kind: 'USER', scopes: [], customers: [] },
          };
        },
        signOut: () => true,
      },
      User: { __resolveReference: ({ id }: { id: string }) => ({ id, email: `${id}@acme.test` }) },
    }),
    customers: subgraph('customers', {
      Query: {
        customer: (_: unknown, { id }: { id: string }, context: Context) =>
          customers.find((row) => row.id === id && sees(context, id)) ?? null,
        customers: (_: unknown, _args: unknown, context: Context) =>
          connection(customers.filter(({ id }) => sees(context, id))),
      },
      Customer: {
        __resolveReference: ({ id }: { id: string }) => customers.find((row) => row.id === id),
      },
    }),
    registry: subgraph('registry', { Query: { blueprints: () => [] } }),
    sites: subgraph('sites', {
      Query: {
        site: (_: unknown, { id }: { id: string }, context: Context) => siteOf(id, context),
        sites: (_: unknown, { filter }: { filter?: { search?: string } }, context: Context) => {
          if (filter?.search === 'boom') throw new Error('The password is hunter2.');
          return connection(sites.filter(({ customer }) => sees(context, customer.id)));
        },
        cloudOfferings: () => [
          { cloudProvider: 'LOCAL', title: 'This machine', regions: [], available: true },
        ],
      },
      Mutation: {
        createSite: (_: unknown, { input }: { input: { name: string } }) => {
          if (input.name === 'taken') throw conflict('There is a site of this name already.');
          return { ...sites[0], name: input.name };
        },
      },
      Site: { __resolveReference: ({ id }: { id: string }, context: Context) => siteOf(id, context) },
      Customer: {
        sites: ({ id }: { id: string }) => connection(sites.filter(({ customer }) => customer.id === id)),
      },
    }),
    deployments: subgraph(
      'deployments',
      {
        Query: {
          deployment: (_: unknown, { id }: { id: string }, context: Context) => deploymentOf(id, context),
          deployments: (_: unknown, _args: unknown, context: Context) =>
            connection(sees(context, ids.acme) ? [deployment()] : []),
          deploymentEvents: (
            _: unknown,
            { deploymentId, after, first }: { deploymentId: string; after: number; first: number },
            context: Context,
          ) => {
            world.reads += 1;
            deploymentOf(deploymentId, context);
            const found = world.events.filter(({ sequence }) => sequence > after).slice(0, first);
            const lastSequence = found.at(-1)?.sequence ?? after;
            return {
              deploymentId,
              events: found.map((event) => ({
                ...event,
                message: world.messageFor(event, context.caller.viewer),
                at: time,
                kind: 'LOG',
                level: 'INFO',
                phase: 'APPLYING',
              })),
              lastSequence,
              ended: world.deployment.ended && lastSequence >= world.events.length,
            };
          },
          liveHeads: (_: unknown, { channels }: { channels: string[] }) =>
            channels
              .filter((channel) => channel === `deployment:${ids.deployment}`)
              .map((channel) => ({
                ...{ channel, sequence: world.events.length, ended: world.deployment.ended },
              })),
        },
        Mutation: {
          claimJob: () => null,
          deploySite: (_: unknown, { input }: { input: { siteId: string } }, context: Context) => {
            siteOf(input.siteId, context);
            return deployment();
          },
        },
        Site: {
          latestDeployment: ({ id }: { id: string }) => (id === ids.site ? deployment() : null),
          deployments: ({ id }: { id: string }) => connection(id === ids.site ? [deployment()] : []),
        },
      },
      [
        {
          prefix: '/state/',
          methods: ['GET', 'POST', 'LOCK', 'UNLOCK'],
          async answer(request) {
            world.stateRequests.push(request);
            if (request.rest === 'broken') throw new Error('a word of the database');
            if (request.method === 'LOCK')
              return { status: 423, headers: { 'content-type': 'application/json' }, body: '{"ID":"held"}' };
            return {
              status: 200,
              body: Buffer.from(`${request.method} ${request.rest} ${request.body.length}`),
            };
          },
        },
      ],
    ),
  };
  return Object.assign(world, { subgraphs });
}

/** Nothing is published by anybody: for tests that are not about live data. */
export const silence: Events = {
  publish: () => {},
  subscribe: async () => () => {},
  onResumed: () => {},
  check: async () => {},
  close: async () => {},
};

export type Started = {
  gateway: Gateway;
  /** Posts one operation, as the holder of this token when there is one. */
  post(
    query: string,
    variables?: object,
    options?: { token?: string; headers?: Record<string, string> },
  ): Promise<any>;
};

export async function startWorld(
  world: World,
  options: {
    events?: Events;
    subgraphs?: Partial<Record<SubgraphName, Subgraph | RemoteSubgraph>>;
    portals?: readonly Portal[];
    origins?: string[];
    trustedProxies?: string[];
    limits?: GatewayParts['limits'];
    doubtAfter?: number;
    supergraphSdl?: string;
  } = {},
): Promise<Started> {
  const { tokens, log } = world;
  const gateway = await startGateway({
    config: {
      host: '127.0.0.1',
      port: 0,
      origins: options.origins ?? [],
      trustedProxies: options.trustedProxies ?? [],
    },
    subgraphs: { ...world.subgraphs, ...options.subgraphs },
    events: options.events ?? silence,
    ...{ tokens, log },
    ...(options.portals && { portals: options.portals }),
    ...(options.limits && { limits: options.limits }),
    ...(options.doubtAfter && { doubtAfter: options.doubtAfter }),
    ...(options.supergraphSdl && { supergraphSdl: options.supergraphSdl }),
  });
  return {
    gateway,
    async post(query, variables = {}, { token, headers } = {}) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      return response.json();
    },
  };
}
