import { graphql } from '../generated/gql.ts';

export const SiteRow = graphql(`
  fragment SiteRow on Site {
    id
    name
    environment
    status
    url
    domain
    cloudProvider
    region
    instanceSize
    blueprint
    configuration
    updatedAt
    customer {
      id
      name
    }
    latestDeployment {
      id
      number
      type
      status
      phase
      createdAt
    }
  }
`);

export const SitesQuery = graphql(`
  query Sites($first: Int, $after: String, $last: Int, $before: String, $filter: SiteFilter) {
    sites(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges {
        node {
          ...SiteRow
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

export const SiteQuery = graphql(`
  query Site($id: ID!) {
    site(id: $id) {
      ...SiteRow
      createdAt
      approvalPolicy
      latestDriftCheck {
        ...DriftGlance
      }
      environments {
        ...EnvironmentRow
      }
    }
  }
`);

export const EnvironmentRow = graphql(`
  fragment EnvironmentRow on Site {
    id
    name
    environment
    status
    url
    latestDeployment {
      id
      number
      type
      status
      phase
      createdAt
    }
    latestDriftCheck {
      ...DriftGlance
    }
  }
`);

export const BlueprintForm = graphql(`
  fragment BlueprintForm on BlueprintVersion {
    id
    number
    title
    status
    notes
    deprecationReason
    configuration
    cloudProviders
  }
`);

export const SiteBlueprintQuery = graphql(`
  query SiteBlueprint($id: ID!, $name: String!) {
    site(id: $id) {
      id
      blueprintVersion {
        ...BlueprintForm
      }
    }
    blueprint(name: $name) {
      name
      published {
        ...BlueprintForm
      }
    }
  }
`);

export const SiteChanged = graphql(`
  subscription SiteChanged($id: ID!) {
    siteChanged(id: $id) {
      ...SiteRow
    }
  }
`);

export const UpdateSite = graphql(`
  mutation UpdateSite($input: UpdateSiteInput!) {
    updateSite(input: $input) {
      ...SiteRow
    }
  }
`);

export const DeleteSite = graphql(`
  mutation DeleteSite($id: ID!) {
    deleteSite(id: $id) {
      ...SiteRow
    }
  }
`);

export const AddEnvironment = graphql(`
  mutation AddEnvironment($input: AddEnvironmentInput!) {
    addEnvironment(input: $input) {
      ...SiteRow
      environments {
        ...EnvironmentRow
      }
    }
  }
`);

export const SetApprovalPolicy = graphql(`
  mutation SetApprovalPolicy($input: SetApprovalPolicyInput!) {
    setApprovalPolicy(input: $input) {
      id
      approvalPolicy
    }
  }
`);

export const PromoteSite = graphql(`
  mutation PromoteSite($input: PromoteSiteInput!) {
    promoteSite(input: $input) {
      ...DeploymentDetail
    }
  }
`);

export const VariablesQuery = graphql(`
  query Variables($id: ID!) {
    site(id: $id) {
      id
      variables {
        ...VariableRow
      }
    }
  }
`);

export const VariableRow = graphql(`
  fragment VariableRow on SiteVariable {
    name
    value
    secret
    updatedAt
  }
`);

export const SetSiteVariable = graphql(`
  mutation SetSiteVariable($input: SetSiteVariableInput!) {
    setSiteVariable(input: $input) {
      id
      variables {
        ...VariableRow
      }
    }
  }
`);

export const RemoveSiteVariable = graphql(`
  mutation RemoveSiteVariable($input: RemoveSiteVariableInput!) {
    removeSiteVariable(input: $input) {
      id
      variables {
        ...VariableRow
      }
    }
  }
`);
