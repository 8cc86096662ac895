import { notFound } from '@hosterizer/kit/errors';
import { claimJob } from './claim-job.ts';
import * as deployments from './deployments.ts';
import type { Resolvers } from './generated/resolvers.ts';
import * as jobs from './jobs.ts';

const objectOf = ({ id }: { id: string }) => ({ type: 'Deployment', id });

export const resolvers: Resolvers = {
  Query: {
    deployment: async (_, { id }, { deploymentById }) => {
      const deployment = await deploymentById.load(id);
      if (!deployment) throw notFound('Deployment', id);
      return deployment;
    },
    deployments: (_, { filter, ...page }, { read }) =>
      read((tx) => deployments.listDeployments(tx, page, filter)),
    deploymentEvents: (_, { deploymentId, after, first }, { read }) =>
      read((tx) => deployments.readBatch(tx, deploymentId, after, first)),
  },

  Mutation: {
    deploySite: (_, { input: { siteId } }, { write, blueprints, viewer }) =>
      write(
        (tx) => deployments.siteOwnerOf(tx, siteId),
        async (tx) => {
          const deployment = await deployments.deploySite(tx, blueprints, siteId, viewer!.id);
          await tx.audit({ operation: 'deploySite', object: objectOf(deployment), after: { siteId } });
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
    deleteSite: async (_, { id }, { write, viewer }) => {
      await write(
        (tx) => deployments.siteOwnerOf(tx, id),
        async (tx) => {
          await deployments.deleteSite(tx, id, viewer!.id);
          await tx.audit({ operation: 'deleteSite', object: { type: 'Site', id } });
        },
      );
      return { __typename: 'Site', id };
    },

    claimJob: (_, { input }, context) => claimJob(context, input),
    appendDeploymentEvents: (_, { input }, { atJob }) =>
      atJob((tx, job) => jobs.appendDeploymentEvents(tx, job, input)),
    heartbeatJob: (_, _args, { atJob }) => atJob((tx, job) => jobs.heartbeatJob(tx, job)),
    finishJob: (_, { input }, { atJob }) => atJob((tx, job) => jobs.finishJob(tx, job, input)),
  },

  Deployment: {
    __resolveReference: ({ id }, { deploymentById }) => deploymentById.load(id),
    site: ({ siteId }) => ({ __typename: 'Site', id: siteId }),
    customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
    requestedBy: ({ requestedBy }) => (requestedBy ? { __typename: 'User', id: requestedBy } : null),
    lastSequence: ({ id }, _args, { lastSequenceById }) => lastSequenceById.load(id),
  },

  Site: {
    deployments: ({ id }, page, { read }) =>
      read((tx) => deployments.listDeployments(tx, page, { siteId: id })),
    latestDeployment: ({ id }, _args, { latestBySite }) => latestBySite.load(id),
  },
};
