/** The whole platform in this process: one gateway, and each subgraph's own door. */
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Supergraph } from '@apollo/federation-internals';
import { startGateway, type Gateway } from '@hosterizer/gateway/server';
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import { newId } from '@hosterizer/kit/ids';
import { subgraphNames, type SubgraphName } from '@hosterizer/kit/sdl';
import { serveSubgraph, type Served } from '@hosterizer/kit/serve';
import { makeShutdown } from '@hosterizer/kit/shutdown';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import type { World } from '@hosterizer/kit/testing';
import { makeTokens } from '@hosterizer/kit/tokens';
import { callerHeader, gatewayViewer, signCaller } from '@hosterizer/kit/viewer';
import type { GraphQLSchema } from 'graphql';
import { makeSubgraphs } from '../../src/subgraphs.ts';
import type { Door } from './cells.ts';
import type { Somebody } from './people.ts';

export type Question = {
  door: Door;
  subgraph: SubgraphName;
  query: string;
  variables: Record<string, unknown>;
};

export type Answer = {
  data: Record<string, unknown> | null;
  errors: Array<{ message: string; code: string; path: string | undefined }>;
  /** Everything that came, headers included. */
  text: string;
  /** By which the audit log knows the question. */
  traceId: string;
};

export type Platform = {
  ask(question: Question, asker: Somebody): Promise<Answer>;
  /** What can be asked for at the gateway. */
  api: GraphQLSchema;
  subgraphs: Readonly<Record<SubgraphName, Subgraph>>;
  /** The same subgraphs behind a gateway that was given another contract. */
  withContract(supergraph: string): Promise<Platform>;
  close(): Promise<void>;
};

/** Of another installation. */
const forger = makeTokens('another secret, of 32 characters and more');

export async function startPlatform(world: World): Promise<Platform> {
  const { settings, events, log } = world;
  const { tokens } = settings;
  const shutdown = makeShutdown(log);
  const subgraphs = await makeSubgraphs(settings, shutdown);
  const served = Object.fromEntries(
    await Promise.all(
      subgraphNames.map(async (name) => {
        const door = await serveSubgraph(subgraphs[name], { host: '127.0.0.1', port: 0, tokens, log });
        return [name, door] as const;
      }),
    ),
  ) as Record<SubgraphName, Served>;

  async function open(supergraphSdl: string): Promise<Platform> {
    const gateway = await startGateway({
      config: { host: '127.0.0.1', port: 0, origins: [], trustedProxies: [] },
      ...{ subgraphs, events, tokens, log, supergraphSdl },
    });
    const sockets = makeSockets(gateway);

    return {
      api: Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema(),
      subgraphs,
      async ask({ door, subgraph, query, variables }, asker) {
        if (door === 'socket') return sockets.ask(query, variables, asker);
        const traceId = newId().replaceAll('-', '');
        const caller = { viewer: asker.viewer, portal: null, ip: '127.0.0.1', traceId };
        const headers: Record<string, string> = {};
        if (door === 'gateway') headers['traceparent'] = `00-${traceId}-${traceId.slice(16)}-01`;
        if (door === 'gateway' && asker.bearer) headers['authorization'] = `Bearer ${asker.bearer}`;
        if (door === 'subgraph') headers[callerHeader] = await signCaller(tokens, caller);
        if (door === 'forged')
          headers[callerHeader] = await signCaller(forger, { ...caller, viewer: gatewayViewer });
        const url = door === 'gateway' ? gateway.url : served[subgraph].url;
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query, variables }),
        });
        const body = await response.text();
        return answerOf(body, [...response.headers].join('\n'), traceId);
      },
      withContract: open,
      async close() {
        await sockets.close();
        await gateway.close();
      },
    };
  }

  const platform = await open(committedSupergraph());
  return {
    ...platform,
    async close() {
      await platform.close();
      await Promise.all(Object.values(served).map((door) => door.close()));
      await shutdown.run();
    },
  };
}

/** A socket for each who asks, on which only the first answer to a subscription counts. */
function makeSockets(gateway: Gateway) {
  const clients = new Map<string | null, Client>();
  const clientOf = (bearer: string | null): Client => {
    const known = clients.get(bearer);
    if (known) return known;
    const client = createClient({
      url: `${gateway.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: bearer ? { authorization: `Bearer ${bearer}` } : {},
      retryAttempts: 0,
    });
    clients.set(bearer, client);
    return client;
  };

  return {
    ask: (query: string, variables: Record<string, unknown>, { bearer }: Somebody): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const answered = (body: object) => resolve(answerOf(JSON.stringify(body), '', ''));
        const stop = clientOf(bearer).subscribe(
          { query, variables },
          {
            next(result) {
              answered(result);
              stop();
            },
            error: (errors) =>
              Array.isArray(errors) ? answered({ errors }) : reject(new Error(String(errors))),
            complete: () => {},
          },
        );
      }),
    close: async () => void (await Promise.all([...clients.values()].map((client) => client.dispose()))),
  };
}

type Body = {
  data?: Record<string, unknown> | null;
  errors?: Array<{ message: string; path?: unknown[]; extensions?: { code?: string } }>;
};

function answerOf(body: string, headers: string, traceId: string): Answer {
  const { data = null, errors = [] } = JSON.parse(body) as Body;
  return {
    data,
    errors: errors.map(({ message, path, extensions }) => ({
      message,
      code: String(extensions?.code),
      path: path?.join('.'),
    })),
    text: `${headers}\n${body}`,
    traceId,
  };
}
