import { unauthenticated } from '@hosterizer/kit/errors';
import { forget, handOver } from './cookies.ts';
import type { Resolvers } from './generated/resolvers.ts';
import * as sessions from './sessions.ts';
import * as viewers from './viewers.ts';

export const resolvers: Resolvers = {
  Query: {
    viewer: (_, _args, { db, viewer }) => viewer && viewers.viewerModel(db, viewer),
  },

  Mutation: {
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
  },

  Viewer: {
    scopes: ({ scopes }) => [...scopes],
    customer: async ({ customerId }, _args, { db }) =>
      customerId ? ((await viewers.named(db, [customerId]))[0] ?? null) : null,
    customers: (viewer, _args, { db }) => viewers.customersOf(db, viewer),
  },

  User: {
    __resolveReference: ({ id }, { userById }) => userById.load(id),
  },
};
