/** Upgrades: of the platform's staff, and of no customer's. */
import { upgradeOf } from '../channels.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import {
  failedIn,
  findUpgrade,
  listUpgrades,
  previewUpgrade,
  resumeUpgrade,
  sitesOf,
  startUpgrade,
  stopUpgrade,
  wavesOf,
} from '../upgrades/upgrades.ts';
import { userOf } from './references.ts';

export const upgradeResolvers: Resolvers = {
  Query: {
    upgrade: (_, { id }, { read }) => read((tx) => findUpgrade(tx, id)),
    upgradePreview: (_, { input }, { read }) => read((tx) => previewUpgrade(tx, input)),
    upgrades: (_, { blueprint, ...page }, { read }) => read((tx) => listUpgrades(tx, page, blueprint)),
  },

  Mutation: {
    startUpgrade: (_, { input }, { change, requester }) =>
      change((tx) => startUpgrade(tx, input, requester.id)),
    stopUpgrade: async (_, { id }, { change, db }) => {
      const upgrade = await change((tx) => stopUpgrade(tx, id));
      db.events.publish(upgradeOf(id));
      return upgrade;
    },
    resumeUpgrade: async (_, { id }, { read, change, db }) => {
      const { id: known } = await read((tx) => findUpgrade(tx, id));
      const failed = failedIn(await read((tx) => wavesOf(tx, known)));
      const upgrade = await change((tx) => resumeUpgrade(tx, failed, known));
      db.events.publish(upgradeOf(id));
      return upgrade;
    },
  },

  Upgrade: {
    toVersion: ({ blueprint, toVersion }) => ({
      __typename: 'BlueprintVersion',
      id: `${blueprint}@${toVersion}`,
    }),
    customer: ({ onlyCustomer }) => (onlyCustomer ? { __typename: 'Customer', id: onlyCustomer } : null),
    waves: ({ id }, _args, { read }) => read((tx) => wavesOf(tx, id)),
    sites: ({ id }, { status, ...page }, { read }) => read((tx) => sitesOf(tx, id, page, status)),
    requestedBy: ({ requestedBy }) => userOf(requestedBy),
  },

  UpgradedSite: {
    site: ({ siteId }) => ({ __typename: 'Site', id: siteId }),
    customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
    deployment: ({ deploymentId }, _args, { deploymentById }) =>
      deploymentId ? deploymentById.load(deploymentId) : null,
  },
};
