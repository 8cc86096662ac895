import { graphql } from './generated/gql.ts';

export const CloudOfferingsQuery = graphql(`
  query CloudOfferings {
    cloudOfferings {
      cloudProvider
      title
      available
      regions {
        name
        title
      }
    }
  }
`);

export const CreateSite = graphql(`
  mutation CreateSite($input: CreateSiteInput!) {
    createSite(input: $input) {
      id
      name
    }
  }
`);
