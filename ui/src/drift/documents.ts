import { graphql } from '../generated/gql.ts';

export const DriftGlance = graphql(`
  fragment DriftGlance on DriftCheck {
    id
    status
    createdAt
    completedAt
  }
`);

export const DriftRow = graphql(`
  fragment DriftRow on DriftCheck {
    ...DriftGlance
    trigger
    errorMessage
    requestedBy {
      id
      email
    }
  }
`);

export const SiteDrift = graphql(`
  fragment SiteDrift on Site {
    id
    latestDriftCheck {
      ...DriftRow
    }
    driftSchedule {
      expression
      nextAt
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

export const DriftQuery = graphql(`
  query Drift($id: ID!) {
    site(id: $id) {
      ...SiteDrift
    }
  }
`);

export const DriftChanged = graphql(`
  subscription DriftChanged($id: ID!) {
    siteChanged(id: $id) {
      ...SiteDrift
    }
  }
`);

/** What one check found. */
export const DriftCheckQuery = graphql(`
  query DriftCheck($id: ID!) {
    driftCheck(id: $id) {
      ...DriftRow
      resources {
        ...ResourceChange
      }
    }
  }
`);

export const DriftChecksQuery = graphql(`
  query DriftChecks($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    site(id: $id) {
      id
      driftChecks(first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            ...DriftRow
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

export const CheckDrift = graphql(`
  mutation CheckDrift($siteId: ID!) {
    checkDrift(siteId: $siteId) {
      ...DriftRow
      site {
        id
        latestDriftCheck {
          ...DriftRow
        }
      }
    }
  }
`);

export const ReconcileDrift = graphql(`
  mutation ReconcileDrift($siteId: ID!) {
    reconcileDrift(siteId: $siteId) {
      ...DeploymentDetail
    }
  }
`);

export const AdoptDrift = graphql(`
  mutation AdoptDrift($siteId: ID!) {
    adoptDrift(siteId: $siteId) {
      ...DeploymentDetail
    }
  }
`);

export const SetDriftSchedule = graphql(`
  mutation SetDriftSchedule($input: SetDriftScheduleInput!) {
    setDriftSchedule(input: $input) {
      id
      driftSchedule {
        expression
        nextAt
      }
    }
  }
`);
