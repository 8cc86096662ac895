/** One's own account: signing in and out, the password, the address, the second factor. */
import { unauthenticated } from '@hosterizer/kit/errors';
import type { Context } from '../context.ts';
import { forget, handOver } from '../cookies.ts';
import { requestEmailVerification, verifyEmail } from '../email-verification.ts';
import type { UserRow } from '../entities.ts';
import type { MutationResolvers, QueryResolvers } from '../generated/resolvers.ts';
import * as mfa from '../mfa.ts';
import { changePassword, resetPassword, sendPasswordReset } from '../own-password.ts';
import { updateProfile } from '../profile.ts';
import { endOtherSessions, endSession, listSessions } from '../session-list.ts';
import { refreshSession, signOut, switchCustomer, type Issued } from '../sessions.ts';
import { signIn } from '../sign-in.ts';
import { checkEmail } from '../users.ts';
import { modelOf } from '../viewers.ts';

export const queries = {
  sessions: (_, _args, { db, viewer }) => listSessions(db, viewer!),
} satisfies QueryResolvers;

export const mutations = {
  signIn: async (_, { input }, context) => hand(context, await signIn(context, input, context.caller)),

  refreshSession: async (_, { refreshToken }, context) => {
    const token = refreshToken ?? context.caller.refreshToken;
    if (!token) throw unauthenticated();
    return hand(context, await refreshSession(context, token));
  },

  signOut: async (_, _args, context) => {
    forget(context.caller, context.secureCookies);
    return signOut(context, context.caller);
  },

  switchCustomer: async (_, { customerId }, context) =>
    hand(context, await switchCustomer(context, context.caller, customerId)),

  endSession: async (_, { id }, { db, caller, secureCookies }) => {
    const ended = await endSession(db, caller, id);
    if (ended.current) forget(caller, secureCookies);
    return ended;
  },

  endOtherSessions: (_, _args, { db, caller }) => endOtherSessions(db, caller),

  updateProfile: async (_, { input }, context) =>
    viewerOf(context, await updateProfile(context.db, context.caller, input.name)),

  changePassword: async (_, { input }, context) =>
    viewerOf(context, await changePassword(context, context.caller, input)),

  requestPasswordReset: (_, { email }, context) => {
    const checked = checkEmail('email', email);
    // Not waited for: otherwise the time of the answer would tell who has an account.
    context.later.run('a password reset', () => sendPasswordReset(context, context.caller, checked));
    return true;
  },

  resetPassword: async (_, { input }, context) => {
    await resetPassword(context, context.caller, input);
    return true;
  },

  requestEmailVerification: async (_, _args, context) => {
    await requestEmailVerification(context, context.caller);
    return true;
  },

  verifyEmail: async (_, { token }, { db, caller }) => {
    await verifyEmail(db, caller, token);
    return true;
  },

  setUpMfa: (_, { input }, { db, caller }) => mfa.setUpMfa(db, caller, input.password),

  confirmMfa: async (_, { code }, { db, caller }) => ({ codes: await mfa.confirmMfa(db, caller, code) }),

  renewRecoveryCodes: async (_, { input }, { db, caller }) => ({
    codes: await mfa.renewRecoveryCodes(db, caller, input.password),
  }),

  disableMfa: async (_, { input }, context) =>
    viewerOf(context, await mfa.disableMfa(context.db, context.caller, input.password)),
} satisfies MutationResolvers;

const hand = ({ caller, secureCookies }: Context, session: Issued) =>
  handOver(session, caller, secureCookies);

/** Whoever asks, as their account is now. */
const viewerOf = ({ db, viewer }: Context, user: UserRow) => modelOf(db.sealer, viewer!, user);
