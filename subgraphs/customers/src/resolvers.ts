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
    createCustomer: (_, { input }, { db, viewer }) => customers.createCustomer(db, viewer!, input),
  },

  Customer: {
    __resolveReference: ({ id }, { customerById }) => customerById.load(id),
  },
};
