import { graphql } from '../generated/gql.ts';

export const CustomerRow = graphql(`
  fragment CustomerRow on Customer {
    id
    name
    tier
    status
    statusReason
    statusMoves
    ownerEmail
    createdAt
  }
`);

export const CustomersQuery = graphql(`
  query Customers($first: Int, $after: String, $last: Int, $before: String, $filter: CustomerFilter) {
    customers(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
      edges {
        node {
          ...CustomerRow
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

export const CustomerQuery = graphql(`
  query Customer($id: ID!) {
    customer(id: $id) {
      ...CustomerRow
    }
  }
`);

/** Apart from the rest: only who may change a customer sees the operator's notes about it. */
export const CustomerNotesQuery = graphql(`
  query CustomerNotes($id: ID!) {
    customer(id: $id) {
      id
      metadata
    }
  }
`);

/** The last move of a customer's status: when and by whom. */
export const StatusMoveQuery = graphql(`
  query StatusMove($filter: AuditFilter!) {
    auditEntries(first: 1, filter: $filter) {
      edges {
        node {
          id
          at
          actor {
            id
            name
          }
        }
      }
    }
  }
`);

export const CreateCustomer = graphql(`
  mutation CreateCustomer($input: CreateCustomerInput!) {
    createCustomer(input: $input) {
      ...CustomerRow
    }
  }
`);

export const UpdateCustomer = graphql(`
  mutation UpdateCustomer($input: UpdateCustomerInput!) {
    updateCustomer(input: $input) {
      ...CustomerRow
      metadata
    }
  }
`);

export const SetCustomerStatus = graphql(`
  mutation SetCustomerStatus($input: SetCustomerStatusInput!) {
    setCustomerStatus(input: $input) {
      ...CustomerRow
    }
  }
`);

export const ActForCustomer = graphql(`
  mutation ActForCustomer($input: ActForCustomerInput!) {
    actForCustomer(input: $input) {
      expiresAt
    }
  }
`);
