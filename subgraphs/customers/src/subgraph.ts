import { connectDatabase } from '@hosterizer/kit/database';
import { makeDns } from '@hosterizer/kit/dns';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { brandingRoute } from './branding-route.ts';
import { customersConfig } from './config.ts';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { resolvers } from './resolvers.ts';

/** Throws ConfigError. `dnsServers` are asked instead of those that the environment names. */
export async function makeSubgraph({
  dnsServers = customersConfig().dnsServers,
  ...settings
}: SubgraphSettings & { dnsServers?: readonly string[] }): Promise<Subgraph> {
  const db = await connectDatabase({ ...settings, entities }, settings);
  const { publicUrl } = settings;

  return {
    name: 'customers',
    schema: executableSchema('customers', resolvers),
    context: makeContext({ db, publicUrl, dns: makeDns(dnsServers) }),
    routes: [brandingRoute(db)],
    checks: [db.check],
    stop: () => db.close(),
  };
}
