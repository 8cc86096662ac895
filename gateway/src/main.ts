/** The gateway as a process of its own, in front of subgraphs in theirs. */
import { brandingPrefix } from '@hosterizer/kit/brand';
import { connectEvents } from '@hosterizer/kit/events';
import { makeLog } from '@hosterizer/kit/log';
import { makeShutdown, stopOnSignal } from '@hosterizer/kit/shutdown';
import { makeTokens } from '@hosterizer/kit/tokens';
import { gatewayConfig } from './config.ts';
import { startGateway } from './server.ts';

const log = makeLog('gateway', 'info');
const shutdown = makeShutdown(log);
try {
  const config = gatewayConfig();
  log.level = config.logLevel;
  const { accounts, customers, registry, sites, deployments } = config.subgraphUrls;
  const events = connectEvents(config.redisUrl, log);
  shutdown.add('events', () => events.close());

  const branding = { prefix: brandingPrefix, methods: ['GET'], public: true };
  const audit = { prefix: '/audit/', methods: ['GET'], portals: true, bulk: true };
  const state = { prefix: '/state/', methods: ['GET', 'POST', 'LOCK', 'UNLOCK'], portals: true };
  const plans = { prefix: '/plans/', methods: ['GET', 'PUT'] };
  const bundles = { prefix: '/bundles/', methods: ['GET'] };
  const logs = { prefix: '/logs/', methods: ['GET'], portals: true };
  const gateway = await startGateway({
    ...{ config, events, log, tokens: makeTokens(config.tokenSecret) },
    limits: { redisUrl: config.redisUrl, rates: config.rates, sockets: config.sockets },
    subgraphs: {
      accounts: { url: accounts, routes: [audit] },
      customers: { url: customers, routes: [branding] },
      registry: { url: registry, routes: [bundles] },
      sites: { url: sites },
      deployments: { url: deployments, routes: [state, plans, logs] },
    },
  });
  shutdown.add('gateway', () => gateway.close());
  stopOnSignal(shutdown, log);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await shutdown.run();
  process.exit(1);
}
