import { connectDatabase } from '@hosterizer/kit/database';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { readCatalogue } from './catalogue.ts';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { resolvers } from './resolvers.ts';

export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const db = await connectDatabase({ ...settings, entities }, settings);

  return {
    name: 'sites',
    schema: executableSchema('sites', resolvers),
    context: makeContext({ db, catalogue: readCatalogue(settings.terraformDir) }),
    routes: [],
    checks: [db.check],
    stop: () => db.close(),
  };
}
