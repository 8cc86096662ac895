import { notFound } from '@hosterizer/kit/errors';
import * as customers from './customers.ts';
import type { Resolvers } from './generated/resolvers.ts';

export const resolvers: Resolvers = {
  Query: {
    customer: async (_, { id }, { customerById }) => {
      const customer = await customerById.load(id);
      if (!customer) throw notFound('Customer', id);
      return customer;
    },
    customers: (_, page, { read }) => read((tx) => customers.listCustomers(tx, page)),
  },

  Mutation: {
    createCustomer: (_, { input }, { db, caller }) => customers.createCustomer(db, caller, input),
  },

  Customer: {
    ownerEmail: ({ id, ownerEmail }, _args, { db }) =>
      db.sealer.open(ownerEmail, customers.ownerEmailColumn, id),
    __resolveReference: ({ id }, { customerById }) => customerById.load(id),
  },
};
