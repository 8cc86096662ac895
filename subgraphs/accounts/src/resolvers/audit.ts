/** The audit log. */
import { pageOf } from '@hosterizer/kit/pages';
import { reachOf } from '@hosterizer/kit/tenancy';
import { entriesIn } from '../audit-log.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/resolvers.ts';

export const queries = {
  auditEntries: (_, { filter, ...page }, { db, caller }) =>
    reachOf(db, caller).read((tx) => pageOf(entriesIn(tx, filter ?? {}), page)),
} satisfies QueryResolvers;

export const mutations = {} satisfies MutationResolvers;

export const types = {
  AuditEntry: {
    actor: (entry) => entry,
    customer: ({ customerId }) => (customerId === null ? null : { __typename: 'Customer', id: customerId }),
    sequence: ({ id }, _args, { audit }) => audit.sequence.load(id),
  },
  AuditActor: {
    id: ({ actorId }) => actorId,
    kind: ({ actorKind }) => actorKind,
    name: (entry, _args, { audit }) => audit.actorName.load(entry),
  },
} satisfies Resolvers;
