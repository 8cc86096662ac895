import { graphql } from '../generated/gql.ts';

export const ViewerQuery = graphql(`
  query Viewer {
    viewer {
      id
      kind
      email
      emailVerified
      name
      role
      scopes
      mfaEnabled
      recoveryCodesLeft
      customer {
        id
        name
        status
      }
      customers {
        id
        name
        status
      }
      acting {
        reason
        endsAt
      }
    }
  }
`);

export const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      expiresAt
      viewer {
        id
        customer {
          id
        }
      }
    }
  }
`);

export const RefreshSession = graphql(`
  mutation RefreshSession {
    refreshSession {
      expiresAt
    }
  }
`);

export const SignOut = graphql(`
  mutation SignOut {
    signOut
  }
`);

export const SwitchCustomer = graphql(`
  mutation SwitchCustomer($customerId: ID!) {
    switchCustomer(customerId: $customerId) {
      expiresAt
    }
  }
`);
