import { graphql } from '../generated/gql.ts';

export const ModulesQuery = graphql(`
  query Modules($first: Int, $after: String, $last: Int, $before: String, $filter: ModuleFilter) {
    modules(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges {
        node {
          ...ModuleRow
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
`);

export const ModuleRow = graphql(`
  fragment ModuleRow on Module {
    name
    newest {
      id
      version
      description
      source
      createdAt
      deprecatedAt
    }
    versions {
      id
      usedBy {
        id
        name
      }
    }
  }
`);

export const ModuleQuery = graphql(`
  query Module($name: String!) {
    module(name: $name) {
      name
      newest {
        id
      }
      versions {
        ...ModuleVersionDetail
      }
    }
  }
`);

export const ModuleVersionDetail = graphql(`
  fragment ModuleVersionDetail on ModuleVersion {
    id
    name
    version
    digest
    source
    gitUrl
    gitTag
    gitPath
    description
    resources
    uses
    runsCommands
    createdAt
    deprecatedAt
    deprecationReason
    inputs {
      name
      type
      description
      default
      required
      sensitive
      file
      line
    }
    outputs {
      name
      description
      sensitive
    }
    providers {
      name
      source
      version
    }
    usedBy {
      id
      name
      number
      status
      title
    }
  }
`);

export const RegisterModule = graphql(`
  mutation RegisterModule($input: RegisterModuleInput!) {
    registerModule(input: $input) {
      id
      name
      version
    }
  }
`);

export const DeprecateModule = graphql(`
  mutation DeprecateModule($input: DeprecateModuleInput!) {
    deprecateModule(input: $input) {
      id
      deprecatedAt
      deprecationReason
    }
  }
`);
