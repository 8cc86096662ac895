/** One's own account: signing in and out, the password, the address, the second factor. */
import { unauthenticated } from '@hosterizer/kit/errors';
import { forget, handOver } from '../cookies.ts';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.ts';
import * as sessions from '../sessions.ts';

export const queries = {} satisfies QueryResolvers;

export const mutations = {
  signIn: async (_, { input }, context) =>
    handOver(await sessions.signIn(context, input, context.caller), context.caller, context.secureCookies),

  refreshSession: async (_, { refreshToken }, context) => {
    const token = refreshToken ?? context.caller.refreshToken;
    if (!token) throw unauthenticated();
    return handOver(await sessions.refreshSession(context, token), context.caller, context.secureCookies);
  },

  signOut: async (_, _args, context) => {
    forget(context.caller, context.secureCookies);
    return sessions.signOut(context, context.caller);
  },

  switchCustomer: async (_, { customerId }, context) =>
    handOver(
      await sessions.switchCustomer(context, context.viewer!, customerId),
      context.caller,
      context.secureCookies,
    ),
} satisfies MutationResolvers;
