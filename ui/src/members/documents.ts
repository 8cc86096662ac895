import { graphql } from '../generated/gql.ts';

export const MembersQuery = graphql(`
  query Members($first: Int, $after: String, $last: Int, $before: String) {
    members(first: $first, after: $after, last: $last, before: $before) {
      edges {
        node {
          ...MemberRow
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

export const MemberRow = graphql(`
  fragment MemberRow on Member {
    id
    role
    mfaEnabled
    lastLoginAt
    joinedAt
    user {
      id
      email
      name
    }
  }
`);

export const InvitationsQuery = graphql(`
  query Invitations {
    invitations(first: 100) {
      edges {
        node {
          ...InvitationRow
        }
      }
    }
  }
`);

export const InvitationRow = graphql(`
  fragment InvitationRow on Invitation {
    id
    email
    role
    status
    createdAt
    expiresAt
    invitedBy {
      id
      email
      name
    }
  }
`);

export const InviteMember = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      id
      email
    }
  }
`);

export const ResendInvitation = graphql(`
  mutation ResendInvitation($id: ID!) {
    resendInvitation(id: $id) {
      id
      status
      expiresAt
    }
  }
`);

export const RevokeInvitation = graphql(`
  mutation RevokeInvitation($id: ID!) {
    revokeInvitation(id: $id) {
      id
      status
    }
  }
`);

export const UpdateMember = graphql(`
  mutation UpdateMember($input: UpdateMemberInput!) {
    updateMember(input: $input) {
      id
      role
    }
  }
`);

export const RemoveMember = graphql(`
  mutation RemoveMember($userId: ID!) {
    removeMember(userId: $userId) {
      id
    }
  }
`);

/** The keys that end with somebody's membership. */
export const KeysByMakerQuery = graphql(`
  query KeysByMaker {
    apiKeys(first: 100) {
      edges {
        node {
          id
          name
          createdBy {
            id
          }
        }
      }
    }
  }
`);
