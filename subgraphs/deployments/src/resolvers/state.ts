/** The state's versions, its lock, and what lost runners sent too late. */
import type { Resolvers } from '../generated/resolvers.ts';
import { siteOwnerOf } from '../ordered-site.ts';
import { diffStates } from '../state-document.ts';
import { breakStateLock } from '../state-lock.ts';
import { setStateBackend } from '../state-move.ts';
import { listVersions } from '../state-version-list.ts';
import { restoreStateVersion, stateBodies } from '../state-versions.ts';

export const stateResolvers: Resolvers = {
  Query: {
    stateDiff: async (_, { siteId, from, to }, { read, withShelf }) => {
      const bodies = await withShelf((shelf) => read((tx) => stateBodies(tx, shelf, siteId, { from, to })));
      return { from, to, resources: diffStates(bodies.from, bodies.to) };
    },
  },

  Mutation: {
    restoreStateVersion: (_, { input }, { write, withShelf, viewer }) =>
      withShelf((shelf) =>
        write(
          (tx) => siteOwnerOf(tx, input.siteId),
          (tx) => restoreStateVersion(tx, shelf, input, viewer!.id),
        ),
      ),
    breakStateLock: async (_, { input }, { write, withShelf }) => {
      await withShelf((shelf) =>
        write(
          (tx) => siteOwnerOf(tx, input.siteId),
          (tx) => breakStateLock(tx, shelf, input),
        ),
      );
      return { __typename: 'Site', id: input.siteId };
    },
    setStateBackend: async (_, { input }, context) => {
      await setStateBackend(context, input);
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
    stateBackend: async ({ id }, _args, { stateBackendBySite }) =>
      (await stateBackendBySite.load(id))[0] ?? null,
    stateMove: async ({ id }, _args, { stateMoveBySite }) => (await stateMoveBySite.load(id))[0] ?? null,
    stateSetAside: ({ id }, _args, { stateSetAsideBySite }) => stateSetAsideBySite.load(id),
  },
};
