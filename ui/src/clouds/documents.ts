import { graphql } from '../generated/gql.ts';

export const CloudCredentialsQuery = graphql(`
  query CloudCredentials($customerId: ID) {
    cloudCredentials(customerId: $customerId) {
      ...CloudCredentialRow
    }
  }
`);

export const CloudCredentialRow = graphql(`
  fragment CloudCredentialRow on CloudCredential {
    id
    cloudProvider
    status
    reason
    account
    shown
    checkedAt
    updatedAt
  }
`);

export const SetCloudCredential = graphql(`
  mutation SetCloudCredential($input: SetCloudCredentialInput!) {
    setCloudCredential(input: $input) {
      id
      status
      reason
      account
    }
  }
`);

export const CheckCloudCredential = graphql(`
  mutation CheckCloudCredential($input: CloudInput!) {
    checkCloudCredential(input: $input) {
      ...CloudCredentialRow
    }
  }
`);

export const RemoveCloudCredential = graphql(`
  mutation RemoveCloudCredential($input: CloudInput!) {
    removeCloudCredential(input: $input) {
      id
    }
  }
`);
