/** The process that bench/gateway.bench.ts measures: one set of subgraphs behind three doors that differ in what they ask. */
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
import fastify from 'fastify';
import { makeRedis } from '../gateway/test/redis.ts';
import { ids, makeWorld, tokenFor, viewers } from '../gateway/test/world.ts';

/** What the measuring process is told first. */
export type Doors = {
  token: string;
  siteId: string;
  /** Addresses: nobody asks who it is and what they may; everybody is asked; and counted in Redis besides. */
  open: string;
  guarded: string;
  counted: string;
};

const { subgraphs, tokens, log } = makeWorld();
const present = makePresent(log);
const { source } = connectSubgraphs(subgraphs, { tokens, present, log });
const guarded = await makeSupergraph(committedSupergraph(), { source, log });
const callsOf = makeCallsOf(guarded.apiSchema, guarded.sdl);
const identify = makeIdentify(tokens, makeAskHolder(source));
const redis = await makeRedis();
const many = 1_000_000_000;
const limits = await makeLimits(
  { redisUrl: redis.url, rates: { api: many, signIn: many, search: many, bulk: many } },
  log,
);

/** The same planner without the guard in front of it. */
async function unguarded(): Promise<Supergraph> {
  const gateway = new ApolloGateway({
    supergraphSdl: guarded.sdl,
    buildService: ({ name }) => source(name),
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    logger: log,
  });
  const { executor } = await gateway.load();
  return { ...guarded, gateway: { ...guarded.gateway, load: async () => ({ executor }) } };
}

const everybodyIsOwner: Identify = Object.assign(async () => ({ viewer: viewers.owner, portal: null }), {
  forget: () => {},
});

async function open(
  parts: Pick<GraphqlParts, 'supergraph' | 'identify' | 'limits' | 'callsOf'>,
): Promise<string> {
  const server = fastify();
  logRequests(server, log);
  secure(server, makeOriginAllowed([]));
  answerErrors(server, present);
  await serveGraphql(server, { ...parts, present, log });
  return server.listen({ host: '127.0.0.1', port: 0 });
}

const doors: Doors = {
  token: await tokenFor(tokens, 'owner', ids.acme, 3_600),
  siteId: ids.site,
  open: await open({
    supergraph: await unguarded(),
    identify: everybodyIsOwner,
    limits: unlimited,
    callsOf: () => [],
  }),
  guarded: await open({ supergraph: guarded, identify, limits: unlimited, callsOf }),
  counted: await open({ supergraph: guarded, identify, limits, callsOf }),
};

process.on('message', () => process.send?.(process.cpuUsage()));
process.once('disconnect', () => void redis.remove().then(() => process.exit(0)));
process.send?.(doors);
