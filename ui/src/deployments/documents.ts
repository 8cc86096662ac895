import { graphql } from '../generated/gql.ts';

export const DeploymentRow = graphql(`
  fragment DeploymentRow on Deployment {
    id
    number
    type
    status
    phase
    createdAt
    startedAt
    completedAt
    site {
      id
      name
    }
    customer {
      id
      name
    }
    requestedBy {
      id
      email
    }
  }
`);

export const DeploymentDetail = graphql(`
  fragment DeploymentDetail on Deployment {
    ...DeploymentRow
    errorMessage
    phases {
      phase
      startedAt
      endedAt
    }
    plan {
      add
      change
      destroy
      resources {
        address
        action
      }
    }
    site {
      id
      name
      status
      url
    }
  }
`);

export const DeploymentQuery = graphql(`
  query Deployment($id: ID!) {
    deployment(id: $id) {
      ...DeploymentDetail
    }
  }
`);

export const DeploymentChanged = graphql(`
  subscription DeploymentChanged($id: ID!) {
    deploymentChanged(id: $id) {
      ...DeploymentDetail
    }
  }
`);

export const DeploymentsQuery = graphql(`
  query Deployments($first: Int, $after: String, $last: Int, $before: String, $filter: DeploymentFilter) {
    deployments(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges {
        node {
          ...DeploymentRow
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

/** What is going on right now: one page of running deployments and one of those that wait. */
export const ActivityQuery = graphql(`
  query Activity {
    running: deployments(first: 50, filter: { status: RUNNING }) {
      edges {
        node {
          ...DeploymentRow
        }
      }
    }
    queued: deployments(first: 50, filter: { status: QUEUED }) {
      edges {
        node {
          ...DeploymentRow
        }
      }
    }
  }
`);

export const DeploySite = graphql(`
  mutation DeploySite($input: DeploySiteInput!) {
    deploySite(input: $input) {
      ...DeploymentDetail
    }
  }
`);

export const CancelDeployment = graphql(`
  mutation CancelDeployment($id: ID!) {
    cancelDeployment(id: $id) {
      ...DeploymentDetail
    }
  }
`);
