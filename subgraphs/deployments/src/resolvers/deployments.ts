/** Deployments: asking for them, reading them, stopping them. */
import { notFound } from '@hosterizer/kit/errors';
import { readBatch } from '../archive.ts';
import * as deployments from '../deployments.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { hasEnded } from '../lifecycle.ts';
import { siteOwnerOf } from '../ordered-site.ts';
import * as orders from '../orders.ts';
import { headsOf } from '../heads.ts';
import { modelOf } from '../plans.ts';
import { userOf } from './references.ts';

const objectOf = ({ id }: { id: string }) => ({ type: 'Deployment', id });

export const deploymentResolvers: Resolvers = {
  Query: {
    deployment: async (_, { id }, { deploymentById }) => {
      const deployment = await deploymentById.load(id);
      if (!deployment) throw notFound('Deployment', id);
      return deployment;
    },
    deployments: (_, { filter, ...page }, { read }) =>
      read((tx) => deployments.listDeployments(tx, page, filter)),
    deploymentEvents: (_, { deploymentId, after, first }, { read, archive }) =>
      readBatch(read, archive, deploymentId, after, first),
    liveHeads: (_, { channels }, { db }) => headsOf(db, channels),
  },

  Mutation: {
    deploySite: (_, { input }, { order, requester }) =>
      order(
        (tx) => siteOwnerOf(tx, input.siteId),
        async (tx) => {
          const deployment = await orders.deploySite(tx, input, requester);
          await tx.audit({ operation: 'deploySite', object: objectOf(deployment), after: input });
          return deployment;
        },
      ),
    retryDeployment: (_, { id }, { order, requester }) =>
      order(
        (tx) => deployments.ownerOf(tx, id),
        async (tx) => {
          const deployment = await orders.retryDeployment(tx, id, requester);
          const after = { siteId: deployment.siteId, basedOn: id };
          await tx.audit({ operation: 'retryDeployment', object: objectOf(deployment), after });
          return deployment;
        },
      ),
    rollBackSite: (_, { input }, { order, requester }) =>
      order(
        (tx) => siteOwnerOf(tx, input.siteId),
        async (tx) => {
          const deployment = await orders.rollBackSite(tx, input, requester);
          await tx.audit({ operation: 'rollBackSite', object: objectOf(deployment), after: input });
          return deployment;
        },
      ),
    promoteSite: (_, { input }, { order, requester }) =>
      order(
        (tx) => siteOwnerOf(tx, input.siteId),
        async (tx) => {
          const deployment = await orders.promoteSite(tx, input, requester);
          await tx.audit({ operation: 'promoteSite', object: objectOf(deployment), after: input });
          return deployment;
        },
      ),
    cancelDeployment: (_, { id }, { write }) =>
      write(
        (tx) => deployments.ownerOf(tx, id),
        async (tx) => {
          const deployment = await deployments.cancelDeployment(tx, id);
          await tx.audit({ operation: 'cancelDeployment', object: objectOf(deployment) });
          return deployment;
        },
      ),
    deleteSite: async (_, { id }, { order, requester }) => {
      await order(
        (tx) => siteOwnerOf(tx, id),
        async (tx) => {
          await orders.deleteSite(tx, id, requester);
          await tx.audit({ operation: 'deleteSite', object: { type: 'Site', id } });
        },
      );
      return { __typename: 'Site', id };
    },
  },

  Deployment: {
    __resolveReference: ({ id }, { deploymentById }) => deploymentById.load(id),
    site: ({ siteId }) => ({ __typename: 'Site', id: siteId }),
    customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
    requestedBy: ({ requestedBy }) => userOf(requestedBy),
    basedOn: ({ basedOn }, _args, { deploymentById }) => (basedOn ? deploymentById.load(basedOn) : null),
    blueprintVersion: ({ source }) =>
      source ? { __typename: 'BlueprintVersion', id: source.blueprintVersion } : null,
    queuePosition: ({ id, status }, _args, { positions }) =>
      hasEnded(status) ? null : positions.ofDeployment(id),
    runner: ({ id, status }, _args, { runnerById }) => (hasEnded(status) ? null : runnerById.load(id)),
    plan: (deployment) => modelOf(deployment),
    approval: ({ awaitsApproval, decision, decidedBy, decidedAt, decisionReason: reason }) =>
      awaitsApproval ? { decision, decidedBy: userOf(decidedBy), decidedAt, reason } : null,
    lastSequence: ({ id }, _args, { lastSequenceById }) => lastSequenceById.load(id),
  },

  Site: {
    deployments: ({ id }, page, { read }) =>
      read((tx) => deployments.listDeployments(tx, page, { siteId: id })),
    latestDeployment: ({ id }, _args, { latestBySite }) => latestBySite.load(id),
  },
};
