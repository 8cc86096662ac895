/** API keys. */
import { inTenant } from '@hosterizer/kit/tenancy';
import { prefixOf } from '../api-key-secret.ts';
import * as apiKeys from '../api-keys.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import { customerOf } from '../members.ts';

export const queries = {
  apiKeys: (_, page, { db, viewer }) =>
    inTenant(db, customerOf(viewer), (tx) => apiKeys.listApiKeys(tx, page)),
} satisfies QueryResolvers;

export const mutations = {
  createApiKey: (_, { input }, context) => apiKeys.createApiKey(context, input),
  rotateApiKey: (_, { input }, context) => apiKeys.rotateApiKey(context, input),
  setApiKeyRate: (_, { input }, context) => apiKeys.setApiKeyRate(context, input),
  revokeApiKey: (_, { id }, context) => apiKeys.revokeApiKey(context, id),
} satisfies MutationResolvers;

export const types = {
  ApiKey: {
    prefix: ({ id }) => prefixOf(id),
    scopes: async (key, _args, { viewer, membershipOf }) =>
      apiKeys.scopesNow(
        key,
        await membershipOf.load({ customerId: key.customerId, userId: key.createdBy }),
        viewer,
      ),
    createdBy: ({ createdBy }, _args, { userById }) => userById.load(createdBy),
    previousSecretUntil: ({ previousUntil }) =>
      previousUntil && previousUntil > new Date() ? previousUntil : null,
  },
} satisfies Resolvers;
