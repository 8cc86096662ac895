/** The clouds that a customer has connected. */
import { invalid } from '@hosterizer/kit/errors';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import { mustExist } from '../allotments.ts';
import { checkCredential, listCredentials, removeCredential, setCredential } from '../clouds/credentials.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/resolvers.ts';

/** Throws VALIDATION_ERROR where nobody is named, NOT_FOUND for a customer that there is not. */
async function named(tx: ReadTx, customerId: string | null | undefined): Promise<string> {
  if (customerId == null) throw invalid('customerId', 'Say for which customer.');
  return mustExist(tx, customerId);
}

/** Whose credentials are meant, with what is needed to write them. */
const bench = ({ read, write, db, clouds }: Context, customerId: string | null | undefined) => ({
  ...{ read, clouds, sealer: db.sealer },
  write: <T>(work: Parameters<typeof write<T>>[1]) => write((tx) => named(tx, customerId), work),
});

const whose = async ({ viewer, read }: Context, customerId: string | null | undefined): Promise<string> =>
  viewer?.customerId ?? read((tx) => named(tx, customerId));

export const cloudResolvers: Resolvers = {
  Query: {
    cloudCredentials: async (_, { customerId }, context) => {
      const id = await whose(context, customerId);
      return context.read((tx) => listCredentials(tx, id));
    },
  },

  Mutation: {
    setCloudCredential: async (_, { input }, context) => {
      await whose(context, input.customerId);
      return setCredential(bench(context, input.customerId), input);
    },
    checkCloudCredential: async (_, { input }, context) => {
      const id = await whose(context, input.customerId);
      return checkCredential(bench(context, input.customerId), id, input);
    },
    removeCloudCredential: (_, { input }, context) =>
      bench(context, input.customerId).write((tx) => removeCredential(tx, input)),
  },
};
