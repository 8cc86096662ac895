/** The one door: GraphQL, live subscriptions, the portals' pages, subgraphs' own protocols, health and metrics. */
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { followCredentials } from '@hosterizer/kit/credentials';
import type { Events } from '@hosterizer/kit/events';
import { serveHealth, type HealthCheck } from '@hosterizer/kit/health';
import type { Log } from '@hosterizer/kit/log';
import { makeMetrics, serveMetrics } from '@hosterizer/kit/metrics';
import type { SubgraphName } from '@hosterizer/kit/sdl';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import type { Tokens } from '@hosterizer/kit/tokens';
import type { GatewayConfig } from './config.ts';
import { makeBrandOf } from './http/brand.ts';
import { serveGraphql } from './http/graphql.ts';
import { builtPortals, servePortals, type Portal } from './http/portals.ts';
import { answerErrors, logRequests } from './http/requests.ts';
import { serveRoute } from './http/routes.ts';
import { makeTrusted } from './http/proxies.ts';
import { makeOriginAllowed, secure } from './http/security.ts';
import { serveUpgrades } from './http/upgrades.ts';
import { makeCallsOf } from './limits/fields.ts';
import { makeLimits, unlimited, type Rates } from './limits/limits.ts';
import { makeChannels } from './live/channels.ts';
import { makeCrowd, type CrowdLimits } from './live/crowd.ts';
import { makeAskHeads } from './live/heads.ts';
import { makeHub, type Hub } from './live/hub.ts';
import { makeMeter } from './live/metrics.ts';
import { makeSockets, type Sockets } from './live/sockets.ts';
import { makeSubscribe } from './live/subscribe.ts';
import { makePresent } from './request.ts';
import { connectSubgraphs, type RemoteSubgraph } from './subgraphs/connections.ts';
import { committedSupergraph, makeSupergraph } from './supergraph.ts';
import { makeAskHolder } from './holders.ts';
import { makeIdentify } from './viewer.ts';

export type GatewayParts = {
  config: GatewayConfig;
  /** Each in this process, or where its own process is. */
  subgraphs: Readonly<Record<SubgraphName, Subgraph | RemoteSubgraph>>;
  events: Events;
  tokens: Tokens;
  log: Log;
  /** How often who may ask; nobody is limited without them. */
  limits?: { redisUrl: string; rates: Rates; sockets?: CrowdLimits };
  /** What else this process depends on. */
  checks?: readonly HealthCheck[];
  /** Other than the committed ones, for tests. */
  supergraphSdl?: string;
  portals?: readonly Portal[];
  /** How often what is watched is compared with where it stands, in milliseconds. */
  doubtAfter?: number;
};

export type Gateway = { url: string; port: number; close(): Promise<void> };

const mebibyte = 1024 * 1024;
/** How long requests and sockets have to end when the gateway does. */
const grace = 5_000;
/** How long opening waits for Redis. */
const redisPatience = 1_000;

/** Resolves when it answers. Throws when the port is taken or the supergraph cannot be served. */
export async function startGateway(parts: GatewayParts): Promise<Gateway> {
  const { config, events, tokens, log } = parts;
  const present = makePresent(log);
  const originAllowed = makeOriginAllowed(config.origins);
  const trusted = makeTrusted(config.trustedProxies);

  const connected = connectSubgraphs(parts.subgraphs, { tokens, present, log });
  const identify = makeIdentify(tokens, makeAskHolder(connected.source));
  const limits = parts.limits ? await makeLimits(parts.limits, log) : unlimited;
  const supergraph = await makeSupergraph(parts.supergraphSdl ?? committedSupergraph(), {
    source: connected.source,
    log,
  });
  const callsOf = makeCallsOf(supergraph.apiSchema, supergraph.sdl);
  const metrics = makeMetrics();
  const hub: Hub = makeHub({
    ...{ events, log, channels: makeChannels(events, log), askHeads: makeAskHeads(connected.source) },
    meter: makeMeter(metrics, () => ({ connections: sockets.count(), ...hub.counts() })),
    ...(parts.doubtAfter !== undefined && { doubtAfter: parts.doubtAfter }),
  });
  const subscribe = makeSubscribe({ supergraph, hub, limits, callsOf, present, log });
  const crowd = makeCrowd(parts.limits?.sockets ?? { perAddress: 0, perViewer: 0 });
  const sockets: Sockets = makeSockets({ subscribe, identify, crowd, present, log });
  const following = followCredentials(events, (hint) => {
    identify.forget(hint);
    sockets.changed(hint);
  });
  // Without Redis there are no hints, and a gateway that opens all the same: it asks again every few seconds.
  following.catch((error: unknown) =>
    log.warn({ err: error }, 'Cannot hear of credentials that have changed.'),
  );
  await Promise.race([following.catch(() => {}), wait(redisPatience, undefined, { ref: false })]);

  const server: FastifyInstance = fastify({
    bodyLimit: mebibyte,
    trustProxy: config.trustedProxies.length > 0 && trusted,
    forceCloseConnections: 'idle',
  });
  logRequests(server, log);
  secure(server, originAllowed);
  answerErrors(server, present);
  serveUpgrades(server, { sockets, originAllowed, trusted });

  const stopGraphql = await serveGraphql(server, { supergraph, identify, limits, callsOf, present, log });
  for (const route of connected.routes) await serveRoute(server, route, { identify, limits });
  let started = false;
  const redis: HealthCheck = { name: 'redis', critical: false, check: () => events.check() };
  serveHealth(server, [redis, ...connected.checks, ...(parts.checks ?? [])], () => started);
  serveMetrics(server, metrics);
  servePortals(server, {
    portals: parts.portals ?? builtPortals,
    brandOf: makeBrandOf(connected.routes, log),
  });

  const url = await server.listen({ host: config.host, port: config.port });
  started = true;
  log.info({ url }, 'The gateway is open.');

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    started = false;
    const impatience = setTimeout(() => server.server.closeAllConnections(), grace);
    await Promise.all([sockets.close(grace), server.close()]);
    clearTimeout(impatience);
    hub.stop();
    following.then(
      (unfollow) => unfollow(),
      () => {},
    );
    limits.close();
    await stopGraphql();
    await supergraph.stop();
    await connected.close();
  }

  const port = Number(new URL(url).port);
  return { url, port, close: () => (closing ??= close()) };
}
