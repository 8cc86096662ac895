import { customerRoles, platformRoles } from '@hosterizer/kit/scopes';
import type { Resolvers } from './generated/resolvers.ts';
import { holderOf } from './holder.ts';
import * as account from './resolvers/account.ts';
import * as audit from './resolvers/audit.ts';
import * as keys from './resolvers/keys.ts';
import * as members from './resolvers/members.ts';
import { emailOf, openOf } from './users.ts';
import * as viewers from './viewers.ts';

const rolesIn = (table: Record<string, readonly string[]>, ofCustomer: boolean) =>
  Object.entries(table).map(([name, scopes]) => ({ name, scopes: [...scopes], ofCustomer }));

export const resolvers: Resolvers = {
  Query: {
    viewer: (_, _args, { db, viewer }) => viewer && viewers.viewerModel(db, viewer),
    roles: () => [...rolesIn(customerRoles, true), ...rolesIn(platformRoles, false)],
    credentialHolder: (_, { credential }, { db }) => holderOf(db, credential),
    ...account.queries,
    ...members.queries,
    ...keys.queries,
    ...audit.queries,
  },

  Mutation: {
    ...account.mutations,
    ...members.mutations,
    ...keys.mutations,
    ...audit.mutations,
  },

  Viewer: {
    scopes: ({ scopes }) => [...scopes],
    customer: async ({ customerId }, _args, { db }) =>
      customerId ? ((await viewers.named(db, [customerId]))[0] ?? null) : null,
    customers: (viewer, _args, { db }) => viewers.customersOf(db, viewer),
    // A key is called by its own name.
    name: async ({ id, kind, name }, _args, { apiKeyById }) =>
      kind === 'API_KEY' ? ((await apiKeyById.load(id))?.name ?? null) : name,
    apiKey: ({ id, kind }, _args, { apiKeyById }) => (kind === 'API_KEY' ? apiKeyById.load(id) : null),
    recoveryCodesLeft: (viewer, _args, { db }) => viewers.recoveryCodesLeftOf(db, viewer),
    acting: ({ acting }) => acting ?? null,
  },

  User: {
    email: (user, _args, { db }) => emailOf(db.sealer, user),
    name: (user, _args, { db }) => openOf(db.sealer, user, 'name'),
    __resolveReference: ({ id }, { userById }) => userById.load(id),
  },

  ...members.types,
  ...keys.types,
  ...audit.types,
};
