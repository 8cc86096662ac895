/** What bench/gateway.bench.ts measures: one set of subgraphs behind three doors that differ in what they ask. */
import { ApolloGateway } from '@apollo/gateway';
import { makeCallsOf } from '@hosterizer/gateway/limits/fields';
import { makeLimits, unlimited } from '@hosterizer/gateway/limits/limits';
import { serveGraphql, type GraphqlParts } from '@hosterizer/gateway/http/graphql';
import { answerErrors, logRequests } from '@hosterizer/gateway/http/requests';
import { makeOriginAllowed, secure } from '@hosterizer/gateway/http/security';
import { makeAskHolder } from '@hosterizer/gateway/holders';
import { makePresent } from '@hosterizer/gateway/request';
import { connectSubgraphs } from '@hosterizer/gateway/subgraphs/connections';
import { committedSupergraph, makeSupergraph, type Supergraph } from '@hosterizer/gateway/supergraph';
import { makeIdentify, type Identify } from '@hosterizer/gateway/viewer';
import fastify, { type FastifyInstance } from 'fastify';
import { makeRedis } from '../gateway/test/redis.ts';
import { ids, makeWorld, tokenFor, viewers } from '../gateway/test/world.ts';

export type Doors = {
  /** Nobody is asked who they are and what they may. */
  open: FastifyInstance;
  /** Everybody is. */
  guarded: FastifyInstance;
  /** And counted in Redis besides. */
  counted: FastifyInstance;
  token: string;
  siteId: string;
  close(): Promise<void>;
};

const many = 1_000_000_000;

export async function openDoors(): Promise<Doors> {
  const { subgraphs, tokens, log } = makeWorld();
  // Tests want to know of every caller afterwards; here they would only pile up.
  for (const subgraph of Object.values(subgraphs)) subgraph.context = (caller) => ({ caller });
  const present = makePresent(log);
  const { source } = connectSubgraphs(subgraphs, { tokens, present, log });
  const supergraph = await makeSupergraph(committedSupergraph(), { source, log });
  const callsOf = makeCallsOf(supergraph.apiSchema, supergraph.sdl);
  const identify = makeIdentify(tokens, makeAskHolder(source));
  const redis = await makeRedis();
  const limits = await makeLimits(
    { redisUrl: redis.url, rates: { api: many, signIn: many, search: many, bulk: many } },
    log,
  );

  /** The same planner without the guard in front of it. */
  async function unguarded(): Promise<Supergraph> {
    const gateway = new ApolloGateway({
      supergraphSdl: supergraph.sdl,
      buildService: ({ name }) => source(name),
      queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
      logger: log,
    });
    const { executor } = await gateway.load();
    return { ...supergraph, gateway: { ...supergraph.gateway, load: async () => ({ executor }) } };
  }

  async function open(parts: Omit<GraphqlParts, 'present' | 'log'>): Promise<FastifyInstance> {
    const server = fastify();
    logRequests(server, log);
    secure(server, makeOriginAllowed([]));
    answerErrors(server, present);
    await serveGraphql(server, { ...parts, present, log });
    return server;
  }

  const everybodyIsOwner: Identify = Object.assign(async () => ({ viewer: viewers.owner, portal: null }), {
    forget: () => {},
  });
  return {
    open: await open({
      supergraph: await unguarded(),
      identify: everybodyIsOwner,
      limits: unlimited,
      callsOf: () => [],
    }),
    guarded: await open({ supergraph, identify, limits: unlimited, callsOf }),
    counted: await open({ supergraph, identify, limits, callsOf }),
    token: await tokenFor(tokens, 'owner', ids.acme, 3_600),
    siteId: ids.site,
    async close() {
      limits.close();
      await redis.remove();
    },
  };
}
