import { graphql } from '../generated/gql.ts';

export const SiteRow = graphql(`
  fragment SiteRow on Site {
    id
    name
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
