/** Plans attribute by attribute, leave to apply them, and what differs between two deployments. */
import { notFound } from '@hosterizer/kit/errors';
import * as approvals from '../approvals.ts';
import { checkComparable, orderDifferences, stateDifferences } from '../comparison.ts';
import { ownerOf } from '../deployments.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { resourcesOf } from '../plans.ts';

const objectOf = (id: string) => ({ type: 'Deployment', id });

export const planResolvers: Resolvers = {
  Query: {
    deploymentComparison: async (_, { from, to }, { deploymentById, read }) => {
      const load = async (id: string) => {
        const deployment = await deploymentById.load(id);
        if (!deployment) throw notFound('Deployment', id);
        return deployment;
      };
      const both = { from: await load(from), to: await load(to) };
      await read((tx) => checkComparable(tx, both));
      return both;
    },
  },

  Mutation: {
    approveDeployment: (_, { id }, { order, requester }) =>
      order(
        (tx) => ownerOf(tx, id),
        async (tx) => {
          const deployment = await approvals.approveDeployment(tx, id, requester);
          await tx.audit({ operation: 'approveDeployment', object: objectOf(id) });
          return deployment;
        },
      ),
    rejectDeployment: (_, { id, reason }, { write, requester }) =>
      write(
        (tx) => ownerOf(tx, id),
        async (tx) => {
          const deployment = await approvals.rejectDeployment(tx, id, reason, requester);
          await tx.audit({ operation: 'rejectDeployment', object: objectOf(id) });
          return deployment;
        },
      ),
  },

  DeploymentPlan: {
    resources: (plan, _args, { planDocuments }) =>
      resourcesOf(plan, () => planDocuments.ofDeployment.load(plan.deploymentId)),
  },

  PlannedResource: {
    reason: async ({ details }) => (await details()).reason,
    changes: async ({ details }) => (await details()).changes,
  },

  DeploymentComparison: {
    order: (both) => orderDifferences(both),
    state: (both, _args, { read, keys }) => read((tx) => stateDifferences(tx, keys, both)),
  },
};
