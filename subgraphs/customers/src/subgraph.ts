import { connectDatabase } from '@hosterizer/kit/database';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { resolvers } from './resolvers.ts';

export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const db = await connectDatabase({ ...settings, entities }, settings);

  return {
    name: 'customers',
    schema: executableSchema('customers', resolvers),
    context: makeContext(db),
    routes: [],
    checks: [db.check],
    stop: () => db.close(),
  };
}
