import { graphql } from '../generated/gql.ts';

export const AuditQuery = graphql(`
  query AuditEntries($first: Int, $after: String, $last: Int, $before: String, $filter: AuditFilter) {
    auditEntries(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges {
        node {
          ...AuditRow
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

export const AuditRow = graphql(`
  fragment AuditRow on AuditEntry {
    id
    at
    actor {
      id
      kind
      name
    }
    actingReason
    customer {
      id
      name
    }
    operation
    objectType
    objectId
    before
    after
    ip
    traceId
    sequence
  }
`);

/** Whom one can look for. */
export const AuditPeopleQuery = graphql(`
  query AuditPeople {
    members(first: 100) {
      edges {
        node {
          id
          user {
            id
            email
            name
          }
        }
      }
    }
  }
`);
