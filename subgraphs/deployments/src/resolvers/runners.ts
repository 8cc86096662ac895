/** Runners and the queue, for the platform's staff. */
import { allotRunners, mustExist } from '../allotments.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { readQueue } from '../queue.ts';
import { listRunners } from '../runners.ts';

export const runnerResolvers: Resolvers = {
  Query: {
    runners: (_, _args, { read }) => read(listRunners),
    queue: (_, { pool }, { read }) => read((tx) => readQueue(tx, pool ?? null)),
  },

  Mutation: {
    allotRunners: async (_, { input }, { write }) => {
      await write(
        (tx) => mustExist(tx, input.customerId),
        (tx) => allotRunners(tx, input),
      );
      return { __typename: 'Customer', id: input.customerId };
    },
  },

  Job: {
    site: ({ siteId }) => ({ __typename: 'Site', id: siteId }),
    customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
    deployment: ({ deploymentId }, _args, { deploymentById }) =>
      deploymentId ? deploymentById.load(deploymentId) : null,
  },

  Customer: {
    runnerPool: async ({ id }, _args, { allotmentById }) => (await allotmentById.load(id))?.pool ?? 'default',
    jobConcurrency: async ({ id }, _args, { allotmentById }) =>
      (await allotmentById.load(id))?.concurrency ?? null,
  },
};
