import { graphql } from './generated/gql.ts';

export const CustomerRow = graphql(`
  fragment CustomerRow on Customer {
    id
    name
    tier
    status
    ownerEmail
    createdAt
  }
`);

export const CustomersQuery = graphql(`
  query Customers($first: Int, $after: String, $last: Int, $before: String) {
    customers(first: $first, after: $after, last: $last, before: $before) {
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

export const CreateCustomer = graphql(`
  mutation CreateCustomer($input: CreateCustomerInput!) {
    createCustomer(input: $input) {
      ...CustomerRow
    }
  }
`);
