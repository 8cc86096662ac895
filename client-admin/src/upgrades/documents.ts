import { graphql } from '../generated/gql.ts';

export const UpgradeFields = graphql(`
  fragment UpgradeFields on Upgrade {
    id
    blueprint
    status
    reason
    environments
    atOnce
    mostFailures
    createdAt
    completedAt
    toVersion {
      id
      number
    }
    customer {
      id
      name
    }
    requestedBy {
      id
      email
    }
    waves {
      number
      sites
      waiting
      deploying
      completed
      failed
      skipped
    }
  }
`);

export const UpgradesQuery = graphql(`
  query Upgrades($blueprint: String!, $first: Int, $after: String, $last: Int, $before: String) {
    upgrades(blueprint: $blueprint, first: $first, after: $after, last: $last, before: $before) {
      edges {
        node {
          ...UpgradeFields
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

export const UpgradeQuery = graphql(`
  query Upgrade($id: ID!) {
    upgrade(id: $id) {
      ...UpgradeFields
    }
  }
`);

export const UpgradeChanged = graphql(`
  subscription UpgradeChanged($id: ID!) {
    upgradeChanged(id: $id) {
      ...UpgradeFields
    }
  }
`);

export const UpgradedSitesQuery = graphql(`
  query UpgradedSites(
    $id: ID!
    $status: UpgradedSiteStatus
    $first: Int
    $after: String
    $last: Int
    $before: String
  ) {
    upgrade(id: $id) {
      id
      sites(status: $status, first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            ...UpgradedSiteRow
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
  }
`);

export const UpgradedSiteRow = graphql(`
  fragment UpgradedSiteRow on UpgradedSite {
    wave
    fromVersion
    status
    reason
    site {
      id
      name
      environment
    }
    customer {
      id
      name
    }
    deployment {
      id
      number
    }
  }
`);

export const UpgradePreviewQuery = graphql(`
  query UpgradePreview($input: StartUpgradeInput!) {
    upgradePreview(input: $input) {
      number
      sites
    }
  }
`);

export const StartUpgradeMutation = graphql(`
  mutation StartUpgrade($input: StartUpgradeInput!) {
    startUpgrade(input: $input) {
      ...UpgradeFields
    }
  }
`);

export const StopUpgrade = graphql(`
  mutation StopUpgrade($id: ID!) {
    stopUpgrade(id: $id) {
      ...UpgradeFields
    }
  }
`);

export const ResumeUpgrade = graphql(`
  mutation ResumeUpgrade($id: ID!) {
    resumeUpgrade(id: $id) {
      ...UpgradeFields
    }
  }
`);
