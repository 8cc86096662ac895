import { publishedBlueprints } from '@hosterizer/kit/blueprints';
import { invalid, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { customersOfVersion, idOfVersion, sitesOfVersion } from './blueprint-sites.ts';
import { addEnvironment, setApprovalPolicy } from './environments.ts';
import type { Resolvers } from './generated/resolvers.ts';
import * as sites from './sites.ts';
import { removeSiteVariable, setSiteVariable } from './variables.ts';

export const resolvers: Resolvers = {
  Query: {
    site: async (_, { id }, { siteById }) => {
      const site = await siteById.load(id);
      if (!site) throw notFound('Site', id);
      return site;
    },
    sites: (_, { filter, ...page }, { read }) => read((tx) => sites.listSites(tx, page, filter)),
    cloudOfferings: async (_, _args, { read, catalogue }) => {
      const published = await read(publishedBlueprints);
      const open = new Set(published.flatMap(({ cloud_providers: providers }) => providers));
      return catalogue.map((offering) => ({ ...offering, available: open.has(offering.cloudProvider) }));
    },
  },

  Mutation: {
    createSite: (_, { input }, { write, catalogue }) =>
      write(
        async () => {
          if (!input.customerId) throw invalid('customerId', 'Say for which customer the site is.');
          if (!isId(input.customerId)) throw notFound('Customer', input.customerId);
          return input.customerId;
        },
        (tx) => sites.createSite(tx, catalogue, input),
      ),
    updateSite: (_, { input }, { write, catalogue }) =>
      write(
        (tx) => sites.ownerOf(tx, input.id),
        (tx) => sites.updateSite(tx, catalogue, input),
      ),
    addEnvironment: (_, { input }, { write }) =>
      write(
        (tx) => sites.ownerOf(tx, input.siteId),
        (tx) => addEnvironment(tx, input),
      ),
    setApprovalPolicy: (_, { input }, { write }) =>
      write(
        (tx) => sites.ownerOf(tx, input.siteId),
        (tx) => setApprovalPolicy(tx, input),
      ),
    setSiteVariable: (_, { input }, { write, sealer }) =>
      write(
        (tx) => sites.ownerOf(tx, input.siteId),
        (tx) => setSiteVariable(tx, sealer, input),
      ),
    removeSiteVariable: (_, { input }, { write }) =>
      write(
        (tx) => sites.ownerOf(tx, input.siteId),
        (tx) => removeSiteVariable(tx, input),
      ),
  },

  Site: {
    __resolveReference: ({ id }, { siteById }) => siteById.load(id),
    customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
    blueprintVersion: (site) => {
      const id = idOfVersion(site);
      return id === null ? null : { __typename: 'BlueprintVersion', id };
    },
    environments: (site, _, { environmentsOf }) => environmentsOf.load(site),
    variables: (site, _, { variablesOf }) => variablesOf.load(site),
  },

  BlueprintVersion: {
    sites: ({ id }, page, { read }) => read((tx) => sitesOfVersion(tx, id, page)),
    siteCount: ({ id }, _args, { siteCountOf }) => siteCountOf.load(id),
    customers: ({ id }, _args, { read }) => read((tx) => customersOfVersion(tx, id)),
  },
  BlueprintCustomer: {
    customer: ({ customerId }) => ({ __typename: 'Customer', id: customerId }),
  },

  Customer: {
    sites: ({ id }, page, { read }) => read((tx) => sites.listSites(tx, page, { customerId: id })),
  },
};
