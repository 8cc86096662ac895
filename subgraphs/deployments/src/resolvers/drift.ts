/** Drift: checks, their schedule, and what becomes of what has drifted. */
import { notFound } from '@hosterizer/kit/errors';
import { checkDrift, listDriftChecks } from '../drift.ts';
import { setDriftSchedule } from '../drift-schedule.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { siteOwnerOf } from '../ordered-site.ts';
import { queueAdopt, queueReconcile } from '../orders.ts';
import { userOf } from './references.ts';

export const driftResolvers: Resolvers = {
  Query: {
    driftCheck: async (_, { id }, { driftCheckById }) => {
      const check = await driftCheckById.load(id);
      if (!check) throw notFound('Drift check', id);
      return check;
    },
  },

  Mutation: {
    checkDrift: (_, { siteId }, { order, requester }) =>
      order(
        (tx) => siteOwnerOf(tx, siteId),
        async (tx) => {
          const check = await checkDrift(tx, siteId, requester.id);
          const object = { type: 'DriftCheck', id: check.id };
          await tx.audit({ operation: 'checkDrift', object, after: { siteId } });
          return check;
        },
      ),
    reconcileDrift: (_, { siteId }, { order, requester }) =>
      order(
        (tx) => siteOwnerOf(tx, siteId),
        async (tx) => {
          const deployment = await queueReconcile(tx, siteId, requester);
          const object = { type: 'Deployment', id: deployment.id };
          await tx.audit({ operation: 'reconcileDrift', object, after: { siteId } });
          return deployment;
        },
      ),
    adoptDrift: (_, { siteId }, { order, requester }) =>
      order(
        (tx) => siteOwnerOf(tx, siteId),
        async (tx) => {
          const deployment = await queueAdopt(tx, siteId, requester);
          const object = { type: 'Deployment', id: deployment.id };
          await tx.audit({ operation: 'adoptDrift', object, after: { siteId } });
          return deployment;
        },
      ),
    setDriftSchedule: async (_, { input }, { write }) => {
      await write(
        (tx) => siteOwnerOf(tx, input.siteId),
        (tx) => setDriftSchedule(tx, input),
      );
      return { __typename: 'Site', id: input.siteId };
    },
  },

  DriftCheck: {
    __resolveReference: ({ id }, { driftCheckById }) => driftCheckById.load(id),
    site: ({ siteId }) => ({ __typename: 'Site', id: siteId }),
    requestedBy: ({ requestedBy }) => userOf(requestedBy),
    resources: async ({ id }, _args, { planDocuments }) => {
      const found = await planDocuments.ofDriftCheck.load(id);
      return (found?.resources ?? []).map((resource) => ({ ...resource, details: async () => resource }));
    },
  },

  Site: {
    driftChecks: ({ id }, page, { read }) => read((tx) => listDriftChecks(tx, id, page)),
    latestDriftCheck: async ({ id }, _args, { latestDriftCheckBySite }) =>
      (await latestDriftCheckBySite.load(id))[0] ?? null,
    driftSchedule: async ({ id }, _args, { driftScheduleBySite }) =>
      (await driftScheduleBySite.load(id))[0] ?? null,
  },
};
