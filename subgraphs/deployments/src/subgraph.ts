import { publicEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { connectDatabase } from '@hosterizer/kit/database';
import { makeKeyRing } from '@hosterizer/kit/encryption';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import { executableSchema, type Subgraph } from '@hosterizer/kit/subgraph';
import { startSweep } from '@hosterizer/kit/sweep';
import { makeArchive } from './archive.ts';
import { startArchiving } from './archive-sweep.ts';
import { makeClouds } from './clouds/clouds.ts';
import { makeAskingFirst } from './clouds/gate.ts';
import { makeContext } from './context.ts';
import { sweepDrift } from './drift-schedule.ts';
import { entities } from './entities.ts';
import { tellHeldBack } from './held-back.ts';
import { logRoute } from './log-route.ts';
import { sweepLostJobs } from './lost-jobs.ts';
import { makeObjectStore } from './object-store.ts';
import { planRoute } from './plan-route.ts';
import { hearing, makePositions } from './positions.ts';
import { resolvers } from './resolvers.ts';
import { checkRunners, sweepRunners } from './runners.ts';
import { stateRoute } from './state-route.ts';
import { advanceUpgrades } from './upgrades/advance.ts';
import { makeWaiting } from './waiting.ts';

/** Throws when the keys for the state are missing. */
export async function makeSubgraph(settings: SubgraphSettings): Promise<Subgraph> {
  const { tokens, events, stateKeys } = settings;
  if (!stateKeys) throw new Error('HOSTERIZER_STATE_KEYS: must hold a key, as <id>:<base64 of 32 bytes>.');
  const keys = makeKeyRing(stateKeys);
  const connected = await connectDatabase({ ...settings, entities }, settings);
  const positions = makePositions(connected);
  const db = hearing(connected, positions.moved);
  const archive = settings.archive
    ? makeArchive(makeObjectStore(settings.archive), keys, settings.log)
    : null;
  const clouds = makeClouds(settings.cloudEndpoints ?? publicEndpoints);
  const archiving = startArchiving(db, archive, settings.archive);
  const waiting = makeWaiting(events);
  const lost = startSweep(db, 'lost jobs', '*/5 * * * * *', () => sweepLostJobs(db));
  const heldBack = startSweep(db, 'held back deployments', '*/5 * * * * *', () => tellHeldBack(db));
  const askingFirst = makeAskingFirst(db, clouds);
  const drift = startSweep(db, 'drift checks', '*/15 * * * * *', () => sweepDrift(db, askingFirst));
  const upgrades = startSweep(db, 'upgrades', '*/2 * * * * *', () => advanceUpgrades(db, askingFirst));
  const runners = startSweep(db, 'runners', '*/10 * * * * *', () => sweepRunners(db));

  return {
    name: 'deployments',
    schema: executableSchema('deployments', resolvers),
    context: makeContext({
      ...{ db, keys, tokens, waiting, positions, archive, clouds },
      customerConcurrency: settings.customerConcurrency ?? 10,
    }),
    routes: [stateRoute(db, keys), logRoute(db, archive), planRoute(db, keys)],
    checks: [
      db.check,
      { name: 'runner', critical: false, check: () => checkRunners(db) },
      { name: 'redis', critical: false, check: () => events.check() },
    ],
    async stop() {
      await waiting.stop();
      await positions.stop();
      await Promise.all([lost, heldBack, runners, drift, upgrades, archiving].map((sweep) => sweep.stop()));
      await db.close();
    },
  };
}
