import { readBlueprints } from '@hosterizer/kit/blueprints';
import { connectDatabase } from '@hosterizer/kit/database';
import { makeKeyRing } from '@hosterizer/kit/encryption';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { startSweep } from '@hosterizer/kit/sweep';
import { checkRunners, sweepLostJobs } from './claims.ts';
import { makeContext } from './context.ts';
import { entities } from './entities.ts';
import { tellHeldBack } from './held-back.ts';
import { resolvers } from './resolvers.ts';
import { stateRoute } from './state-route.ts';
import { makeWaiting } from './waiting.ts';

/** Throws when the keys for the state are missing. */
export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const { tokens, events, stateKeys, terraformDir } = settings;
  if (!stateKeys) throw new Error('HOSTERIZER_STATE_KEYS: must hold a key, as <id>:<base64 of 32 bytes>.');
  const keys = makeKeyRing(stateKeys);
  const db = await connectDatabase({ ...settings, entities }, settings);
  const waiting = makeWaiting(events);
  const lost = startSweep(db, 'lost jobs', '*/5 * * * * *', () => sweepLostJobs(db));
  const heldBack = startSweep(db, 'held back deployments', '*/5 * * * * *', () => tellHeldBack(db));

  return {
    name: 'deployments',
    schema: executableSchema('deployments', resolvers),
    context: makeContext({ db, tokens, waiting, blueprints: readBlueprints(terraformDir) }),
    routes: [stateRoute(db, keys)],
    checks: [
      db.check,
      { name: 'runner', critical: false, check: () => checkRunners(db) },
      { name: 'redis', critical: false, check: () => events.check() },
    ],
    async stop() {
      await waiting.stop();
      await Promise.all([lost.stop(), heldBack.stop()]);
      await db.close();
    },
  };
}
