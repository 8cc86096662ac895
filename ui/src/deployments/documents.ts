import { graphql } from '../generated/gql.ts';

export const DeploymentRow = graphql(`
  fragment DeploymentRow on Deployment {
    id
    number
    type
    status
    phase
    cause
    createdAt
    startedAt
    completedAt
    site {
      id
      name
      environment
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
    queuePosition
    runner
    stateVersion
    phases {
      phase
      startedAt
      endedAt
    }
    basedOn {
      id
      number
      site {
        id
        name
        environment
      }
    }
    plan {
      add
      change
      destroy
      resourcesLeftOut
      plannedAt
    }
    approval {
      decision
      decidedAt
      reason
      decidedBy {
        id
        email
      }
    }
    site {
      id
      name
      status
      url
      latestDeployment {
        id
        number
      }
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

/** What the plan is about, without what changes in it; asked for beside the deployment, which is sent anew so often. */
export const PlannedQuery = graphql(`
  query Planned($id: ID!) {
    deployment(id: $id) {
      id
      plan {
        resources {
          address
          action
        }
      }
    }
  }
`);

export const PlanQuery = graphql(`
  query Plan($id: ID!) {
    deployment(id: $id) {
      id
      plan {
        add
        change
        destroy
        resourcesLeftOut
        plannedAt
        resources {
          ...ResourceChange
        }
      }
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

export const DeploymentsPart = graphql(`
  fragment DeploymentsPart on DeploymentConnection {
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
`);

export const DeploymentsQuery = graphql(`
  query Deployments($first: Int, $after: String, $last: Int, $before: String, $filter: DeploymentFilter) {
    deployments(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      ...DeploymentsPart
    }
  }
`);

export const DeploymentsChanged = graphql(`
  subscription DeploymentsChanged(
    $first: Int
    $after: String
    $last: Int
    $before: String
    $filter: DeploymentFilter
  ) {
    deploymentsChanged(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      ...DeploymentsPart
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

export const ApproveDeployment = graphql(`
  mutation ApproveDeployment($id: ID!) {
    approveDeployment(id: $id) {
      ...DeploymentDetail
    }
  }
`);

export const RejectDeployment = graphql(`
  mutation RejectDeployment($id: ID!, $reason: String!) {
    rejectDeployment(id: $id, reason: $reason) {
      ...DeploymentDetail
    }
  }
`);

export const RetryDeployment = graphql(`
  mutation RetryDeployment($id: ID!) {
    retryDeployment(id: $id) {
      ...DeploymentDetail
    }
  }
`);

export const RollBackSite = graphql(`
  mutation RollBackSite($input: RollBackSiteInput!) {
    rollBackSite(input: $input) {
      ...DeploymentDetail
    }
  }
`);

export const ComparisonQuery = graphql(`
  query Comparison($from: ID!, $to: ID!) {
    deploymentComparison(from: $from, to: $to) {
      from {
        ...DeploymentRow
      }
      to {
        ...DeploymentRow
      }
      order {
        ...Change
      }
      state {
        ...StateChanges
      }
    }
  }
`);

/** The deployments of which two can be chosen: the newest hundred. */
export const ComparedQuery = graphql(`
  query Compared($id: ID!) {
    site(id: $id) {
      id
      name
      environment
      deployments(first: 100) {
        edges {
          node {
            ...DeploymentRow
          }
        }
      }
    }
  }
`);
