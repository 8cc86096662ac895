/** The people of a customer: members, invitations, and staff who act for it. */
import { inTenant } from '@hosterizer/kit/tenancy';
import { acceptInvitation, invitationOffer } from '../acceptance.ts';
import { actForCustomer } from '../acting.ts';
import type { Context } from '../context.ts';
import { handOver, handOverActing } from '../cookies.ts';
import type { MembershipRow, UserRow } from '../entities.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';
import * as invitations from '../invitations.ts';
import * as members from '../members.ts';

export const queries = {
  members: (_, page, { db, viewer }) =>
    inTenant(db, members.customerOf(viewer), (tx) => members.listMembers(tx, page)),
  invitations: (_, page, { db, viewer }) =>
    inTenant(db, members.customerOf(viewer), (tx) => invitations.listInvitations(tx, page)),
  invitationOffer: (_, { token }, { db }) => invitationOffer(db, token),
} satisfies QueryResolvers;

export const mutations = {
  inviteMember: (_, { input }, context) => invitations.inviteMember(context, input),
  resendInvitation: (_, { id }, context) => invitations.resendInvitation(context, id),
  revokeInvitation: (_, { id }, context) => invitations.revokeInvitation(context, id),

  acceptInvitation: async (_, { input }, context) =>
    handOver(await acceptInvitation(context, input), context.caller, context.secureCookies),

  updateMember: (_, { input }, context) => members.updateMember(context, input),

  removeMember: async (_, { userId }, context) => {
    const { member, user } = await members.removeMember(context, userId);
    context.userById.prime(user.id, user);
    return member;
  },

  actForCustomer: async (_, { input }, context) =>
    handOverActing(await actForCustomer(context, input), context.caller, context.secureCookies),
} satisfies MutationResolvers;

/** A member can be seen, so the person can. */
async function userOf({ userId }: MembershipRow, { userById }: Context): Promise<UserRow> {
  const user = await userById.load(userId);
  if (!user) throw new Error(`The member ${userId} is nobody.`);
  return user;
}

export const types = {
  CustomerRole: {
    OWNER: 'owner',
    ADMIN: 'admin',
    DEVELOPER: 'developer',
    BILLING: 'billing',
    VIEWER: 'viewer',
  },
  Member: {
    user: (member, _args, context) => userOf(member, context),
    mfaEnabled: async (member, _args, context) => (await userOf(member, context)).mfaEnabledAt !== null,
    lastLoginAt: async (member, _args, context) => (await userOf(member, context)).lastLoginAt,
    joinedAt: ({ createdAt }) => createdAt,
  },
  Invitation: {
    email: (invitation, _args, { db }) => invitations.addressOf(db.sealer, invitation),
    invitedBy: ({ invitedBy }, _args, { userById }) => userById.load(invitedBy),
    status: (invitation) => invitations.statusOf(invitation),
  },
} satisfies Resolvers;
