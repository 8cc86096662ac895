import { ownTerraform } from '@hosterizer/kit/blueprints';
import { connectDatabase } from '@hosterizer/kit/database';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { bundleRoute } from './bundle-route.ts';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { registerOwn } from './own.ts';
import { resolvers } from './resolvers.ts';

/** Registers the terraform folder first. Throws when it has to be mended. */
export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const { terraformDir = ownTerraform, gitProtocols = ['https', 'ssh'] } = settings;
  const db = await connectDatabase({ ...settings, entities }, settings);
  try {
    await registerOwn(db.app, terraformDir, settings.log);
  } catch (error) {
    await db.close();
    throw error;
  }

  return {
    name: 'registry',
    schema: executableSchema('registry', resolvers),
    context: makeContext({ db, git: { protocols: gitProtocols } }),
    routes: [bundleRoute(db)],
    checks: [db.check],
    stop: () => db.close(),
  };
}
