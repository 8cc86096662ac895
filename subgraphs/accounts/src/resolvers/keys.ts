/** API keys. */
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';

export const queries = {} satisfies QueryResolvers;

export const mutations = {} satisfies MutationResolvers;

export const types = {} satisfies Resolvers;
