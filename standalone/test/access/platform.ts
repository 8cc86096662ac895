/** The whole platform in this process: one gateway, and each subgraph's own door. */
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Supergraph } from '@apollo/federation-internals';
import { startGateway, type Gateway } from '@hosterizer/gateway/server';
import { committedSupergraph } from '@hosterizer/gateway/supergraph';
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
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

/** One of the protocols besides GraphQL, such as `/state/`, at the gateway or at its subgraph's own door. */
export type RouteQuestion = {
  door: Exclude<Door, 'socket'>;
  subgraph: SubgraphName;
  method: string;
  /** With the query. */
  path: string;
  body?: string;
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
  send(question: RouteQuestion, asker: Somebody): Promise<{ status: number; text: string }>;
  /** What can be asked for at the gateway. */
  api: GraphQLSchema;
  subgraphs: Readonly<Record<SubgraphName, Subgraph>>;
  /** The same subgraphs behind a gateway that was given another contract. */
  withContract(supergraph: string): Promise<Platform>;
  close(): Promise<void>;
};

/** How long an answer may take on a busy machine, in milliseconds. */
const patience = 30_000;
const silence = { message: 'No answer came in time.', extensions: { code: 'INTERNAL_ERROR' } };

/** Of another installation. */
const forger = makeTokens('another secret, of 32 characters and more');

/** `dnsServer` is where it looks for TXT records, and `cloudEndpoints` where it asks about credentials. */
export async function startPlatform(
  world: World,
  { dnsServer, cloudEndpoints }: { dnsServer: string; cloudEndpoints: CloudEndpoints },
): Promise<Platform> {
  const { settings, events, log } = world;
  const { tokens } = settings;
  const shutdown = makeShutdown(log);
  // Few connections, since several test files share one PostgreSQL.
  const told = { ...settings, dnsServers: [dnsServer], cloudEndpoints, poolSize: 6 };
  const subgraphs = await makeSubgraphs(told, shutdown);
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

    const urlOf = (door: Door, subgraph: SubgraphName): string =>
      door === 'gateway' ? gateway.url : served[subgraph].url;

    return {
      api: Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema(),
      subgraphs,
      async ask({ door, subgraph, query, variables }, asker) {
        if (door === 'socket') return askOverSocket(gateway, query, variables, asker);
        const traceId = newId().replaceAll('-', '');
        const response = await fetch(`${urlOf(door, subgraph)}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(await signed(door, asker, traceId)) },
          body: JSON.stringify({ query, variables }),
          signal: AbortSignal.timeout(patience),
        });
        const body = await response.text();
        return answerOf(body, [...response.headers].join('\n'), traceId);
      },
      async send({ door, subgraph, method, path, body }, asker) {
        const headers = await signed(door, asker, newId().replaceAll('-', ''));
        const response = await fetch(`${urlOf(door, subgraph)}${path}`, {
          ...{ method, signal: AbortSignal.timeout(patience) },
          headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
          ...(body && { body }),
        });
        return {
          status: response.status,
          text: `${[...response.headers].join('\n')}\n${await response.text()}`,
        };
      },
      withContract: open,
      close: () => gateway.close(),
    };
  }

  /** How the asker says who they are. */
  async function signed(
    door: Door,
    { viewer, bearer }: Somebody,
    traceId: string,
  ): Promise<Record<string, string>> {
    const caller = { viewer, portal: null, ip: '127.0.0.1', traceId };
    if (door === 'subgraph') return { [callerHeader]: signCaller(tokens, caller) };
    if (door === 'forged')
      return { [callerHeader]: signCaller(forger, { ...caller, viewer: gatewayViewer }) };
    if (door !== 'gateway') return {};
    const traceparent = `00-${traceId}-${traceId.slice(16)}-01`;
    return { traceparent, ...(bearer && { authorization: `Bearer ${bearer}` }) };
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

/** A socket for each question, on which only the first answer counts. */
function askOverSocket(
  { url }: Gateway,
  query: string,
  variables: Record<string, unknown>,
  { bearer }: Somebody,
): Promise<Answer> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: bearer ? { authorization: `Bearer ${bearer}` } : {},
    retryAttempts: 0,
  });
  return new Promise((resolve) => {
    const late = setTimeout(() => answered({ errors: [silence] }), patience);
    const answered = (body: object) => {
      clearTimeout(late);
      resolve(answerOf(JSON.stringify(body), '', ''));
      void client.dispose();
    };
    client.subscribe(
      { query, variables },
      {
        next: answered,
        error: (errors) => answered({ errors: Array.isArray(errors) ? errors : [silence] }),
        complete: () => answered({ errors: [silence] }),
      },
    );
  });
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
