import { connectDatabase } from '@hosterizer/kit/database';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { startSweep } from '@hosterizer/kit/sweep';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { resolvers } from './resolvers.ts';
import { removeExpiredSessions } from './sessions.ts';

export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const { tokens, secureCookies = false } = settings;
  const db = await connectDatabase({ ...settings, entities }, settings);
  const sweep = startSweep(db, 'sessions', '0 * * * *', () => removeExpiredSessions(db));

  return {
    name: 'accounts',
    schema: executableSchema('accounts', resolvers),
    context: makeContext({ db, tokens, secureCookies }),
    routes: [],
    checks: [db.check],
    async stop() {
      await sweep.stop();
      await db.close();
    },
  };
}
