import { graphql } from '../generated/gql.ts';

export const OfferedVersion = graphql(`
  fragment OfferedVersion on BlueprintVersion {
    id
    number
    title
    description
    configuration
    cloudProviders
  }
`);

export const NewSiteQuery = graphql(`
  query NewSite {
    blueprints {
      name
      published {
        ...OfferedVersion
      }
    }
    cloudOfferings {
      ...Offering
    }
  }
`);

export const Offering = graphql(`
  fragment Offering on CloudOffering {
    cloudProvider
    title
    available
    source
    date
    regions {
      name
      title
    }
    sizes {
      name
      compute
      database
      cpus
      memoryGb
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
