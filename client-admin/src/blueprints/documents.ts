import { graphql } from '../generated/gql.ts';

export const BlueprintsQuery = graphql(`
  query Blueprints {
    blueprints {
      ...BlueprintRow
    }
  }
`);

export const BlueprintRow = graphql(`
  fragment BlueprintRow on Blueprint {
    name
    title
    description
    published {
      id
      number
      cloudProviders
    }
    draft {
      id
      cloudProviders
    }
    versions {
      id
      number
      status
      siteCount
    }
  }
`);

export const BlueprintQuery = graphql(`
  query Blueprint($name: String!) {
    blueprint(name: $name) {
      ...BlueprintDetail
    }
  }
`);

export const BlueprintDetail = graphql(`
  fragment BlueprintDetail on Blueprint {
    name
    title
    description
    published {
      id
      number
    }
    draft {
      id
    }
    versions {
      ...VersionRow
    }
  }
`);

export const VersionRow = graphql(`
  fragment VersionRow on BlueprintVersion {
    id
    name
    number
    status
    notes
    publishedAt
    deprecationReason
    cloudProviders
    siteCount
  }
`);

export const WrittenQuery = graphql(`
  query Written($name: String!) {
    blueprint(name: $name) {
      name
      versions {
        ...WrittenVersion
      }
    }
  }
`);

export const WrittenVersion = graphql(`
  fragment WrittenVersion on BlueprintVersion {
    id
    number
    status
    title
    description
    notes
    derived
    authored
    roots {
      cloudProvider
      module {
        id
        name
        version
      }
    }
    problems {
      file
      line
      field
      reason
    }
  }
`);

export const RootModulesQuery = graphql(`
  query RootModules($after: String) {
    modules(first: 100, after: $after, filter: { search: "blueprints/" }) {
      edges {
        node {
          name
          versions {
            id
            version
            deprecatedAt
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const RunsQuery = graphql(`
  query Runs($name: String!) {
    blueprint(name: $name) {
      name
      versions {
        id
        number
        status
        siteCount
        customers {
          sites
          customer {
            id
            name
          }
        }
      }
    }
  }
`);

export const CreateBlueprint = graphql(`
  mutation CreateBlueprint($input: CreateBlueprintInput!) {
    createBlueprint(input: $input) {
      name
      title
    }
  }
`);

export const CloneBlueprint = graphql(`
  mutation CloneBlueprint($input: CloneBlueprintInput!) {
    cloneBlueprint(input: $input) {
      name
      title
    }
  }
`);

export const EditBlueprint = graphql(`
  mutation EditBlueprint($input: EditBlueprintInput!) {
    editBlueprint(input: $input) {
      name
      versions {
        ...WrittenVersion
      }
    }
  }
`);

export const PublishBlueprint = graphql(`
  mutation PublishBlueprint($name: String!) {
    publishBlueprint(name: $name) {
      name
      published {
        id
        number
      }
    }
  }
`);

export const DiscardBlueprintDraft = graphql(`
  mutation DiscardBlueprintDraft($name: String!) {
    discardBlueprintDraft(name: $name) {
      name
    }
  }
`);

export const DeprecateBlueprint = graphql(`
  mutation DeprecateBlueprint($input: DeprecateBlueprintInput!) {
    deprecateBlueprint(input: $input) {
      name
      versions {
        ...VersionRow
      }
    }
  }
`);
