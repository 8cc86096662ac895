import type { Resolvers } from './generated/resolvers.ts';
import { cloudResolvers } from './resolvers/clouds.ts';
import { deploymentResolvers } from './resolvers/deployments.ts';
import { driftResolvers } from './resolvers/drift.ts';
import { jobResolvers } from './resolvers/jobs.ts';
import { planResolvers } from './resolvers/plans.ts';
import { runnerResolvers } from './resolvers/runners.ts';
import { stateResolvers } from './resolvers/state.ts';
import { upgradeResolvers } from './resolvers/upgrades.ts';

const rooms: readonly Resolvers[] = [
  deploymentResolvers,
  planResolvers,
  stateResolvers,
  driftResolvers,
  cloudResolvers,
  jobResolvers,
  runnerResolvers,
  upgradeResolvers,
];

/** The resolvers of all rooms, type by type. */
export const resolvers = rooms.reduce<Record<string, object>>((all, room) => {
  for (const [type, fields] of Object.entries(room)) all[type] = { ...all[type], ...(fields as object) };
  return all;
}, {}) as Resolvers;
