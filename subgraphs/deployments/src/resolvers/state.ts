/** The state's versions, its lock, and what lost runners sent too late. */
import type { Resolvers } from '../generated/resolvers.ts';
import { siteOwnerOf } from '../ordered-site.ts';
import { diffStates } from '../state-document.ts';
import { breakStateLock } from '../state-lock.ts';
import { listVersions } from '../state-version-list.ts';
import { restoreStateVersion, stateBodies } from '../state-versions.ts';

export const stateResolvers: Resolvers = {
  Query: {
    stateDiff: async (_, { siteId, from, to }, { read, keys }) => {
      const bodies = await read((tx) => stateBodies(tx, keys, siteId, { from, to }));
      return { from, to, resources: diffStates(bodies.from, bodies.to) };
    },
  },

  Mutation: {
    restoreStateVersion: (_, { input }, { write, keys, viewer }) =>
      write(
        (tx) => siteOwnerOf(tx, input.siteId),
        (tx) => restoreStateVersion(tx, keys, input, viewer!.id),
      ),
    breakStateLock: async (_, { input }, { write }) => {
      await write(
        (tx) => siteOwnerOf(tx, input.siteId),
        (tx) => breakStateLock(tx, input),
      );
      return { __typename: 'Site', id: input.siteId };
    },
  },

  StateVersion: {
    site: ({ siteId }) => ({ __typename: 'Site', id: siteId }),
    deployment: ({ deploymentId }, _args, { deploymentById }) =>
      deploymentId ? deploymentById.load(deploymentId) : null,
    writtenBy: ({ deploymentId, writtenBy }) => (deploymentId ? null : writtenBy),
  },

  StateLock: {
    deployment: ({ deploymentId }, _args, { deploymentById }) =>
      deploymentId ? deploymentById.load(deploymentId) : null,
  },

  StateSetAside: {
    deployment: ({ deploymentId }, _args, { deploymentById }) =>
      deploymentId ? deploymentById.load(deploymentId) : null,
  },

  Site: {
    stateVersions: ({ id }, page, { read }) => read((tx) => listVersions(tx, id, page)),
    stateLock: async ({ id }, _args, { stateLockBySite }) => (await stateLockBySite.load(id))[0] ?? null,
    stateSetAside: ({ id }, _args, { stateSetAsideBySite }) => stateSetAsideBySite.load(id),
  },
};
