import { notFound } from '@hosterizer/kit/errors';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import { brandingOf, updateBranding } from './branding.ts';
import * as customers from './customers.ts';
import * as domains from './domains.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { moves } from './statuses.ts';

export const resolvers: Resolvers = {
  Query: {
    customer: async (_, { id }, { customerById }) => {
      const customer = await customerById.load(id);
      if (!customer) throw notFound('Customer', id);
      return customer;
    },
    customers: (_, { filter, ...page }, { read }) => read((tx) => customers.listCustomers(tx, page, filter)),
  },

  Mutation: {
    createCustomer: (_, { input }, context) => customers.createCustomer(context, input),
    updateCustomer: (_, { input }, { write }) =>
      write(
        (tx) => customers.existing(tx, input.id),
        (tx) => customers.updateCustomer(tx, input),
      ),
    setCustomerStatus: (_, { input }, { write }) =>
      write(
        (tx) => customers.existing(tx, input.id),
        (tx) => customers.setCustomerStatus(tx, input),
      ),

    updateBranding: (_, { input }, { write }) =>
      write(
        (tx) => customers.named(tx, input.customerId),
        (tx) => updateBranding(tx, input),
      ),
    setCustomDomain: (_, { input }, { write, publicUrl }) =>
      write(
        (tx) => customers.named(tx, input.customerId),
        async (tx) => {
          await domains.setCustomDomain(tx, input.host, publicUrl);
          return brandingOf(tx, tx.customerId);
        },
      ),
    verifyCustomDomain: async (_, { customerId }, { viewer, read, write, dns }) => {
      const whose = (tx: ReadTx) => customers.named(tx, customerId);
      const id = viewer?.customerId ?? (await read(whose));
      await domains.verifyCustomDomain({ read, write: (work) => write(whose, work) }, id, dns);
      return read((tx) => brandingOf(tx, id));
    },
    removeCustomDomain: (_, { customerId }, { write }) =>
      write(
        (tx) => customers.named(tx, customerId),
        async (tx) => {
          await domains.removeCustomDomain(tx);
          return brandingOf(tx, tx.customerId);
        },
      ),
  },

  Customer: {
    ownerEmail: ({ id, ownerEmail }, _args, { db }) =>
      db.sealer.open(ownerEmail, customers.ownerEmailColumn, id),
    statusMoves: ({ status }) => [...moves[status]],
    branding: ({ id }, _args, { brandingByCustomer }) => brandingByCustomer.load(id),
    __resolveReference: ({ id }, { customerById }) => customerById.load(id),
  },
};
