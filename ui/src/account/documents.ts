import { graphql } from '../generated/gql.ts';

export const SessionsQuery = graphql(`
  query Sessions {
    sessions {
      id
      current
      userAgent
      ip
      createdAt
      lastUsedAt
      expiresAt
      acting {
        reason
        endsAt
      }
    }
  }
`);

export const EndSession = graphql(`
  mutation EndSession($id: ID!) {
    endSession(id: $id) {
      id
    }
  }
`);

export const EndOtherSessions = graphql(`
  mutation EndOtherSessions {
    endOtherSessions
  }
`);

export const UpdateProfile = graphql(`
  mutation UpdateProfile($input: UpdateProfileInput!) {
    updateProfile(input: $input) {
      id
      name
    }
  }
`);

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      id
    }
  }
`);

export const RequestEmailVerification = graphql(`
  mutation RequestEmailVerification {
    requestEmailVerification
  }
`);

export const SetUpMfa = graphql(`
  mutation SetUpMfa($input: PasswordInput!) {
    setUpMfa(input: $input) {
      secret
      qrCode
    }
  }
`);

export const ConfirmMfa = graphql(`
  mutation ConfirmMfa($code: String!) {
    confirmMfa(code: $code) {
      codes
    }
  }
`);

export const RenewRecoveryCodes = graphql(`
  mutation RenewRecoveryCodes($input: PasswordInput!) {
    renewRecoveryCodes(input: $input) {
      codes
    }
  }
`);

export const DisableMfa = graphql(`
  mutation DisableMfa($input: PasswordInput!) {
    disableMfa(input: $input) {
      id
      mfaEnabled
      recoveryCodesLeft
    }
  }
`);

export const RequestPasswordReset = graphql(`
  mutation RequestPasswordReset($email: String!) {
    requestPasswordReset(email: $email)
  }
`);

export const ResetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input)
  }
`);

export const VerifyEmail = graphql(`
  mutation VerifyEmail($token: String!) {
    verifyEmail(token: $token)
  }
`);

export const InvitationOfferQuery = graphql(`
  query InvitationOffer($token: String!) {
    invitationOffer(token: $token) {
      customerName
      email
      role
      hasAccount
      expiresAt
    }
  }
`);

export const AcceptInvitation = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      expiresAt
    }
  }
`);
