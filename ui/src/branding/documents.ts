import { graphql } from '../generated/gql.ts';

export const BrandingParts = graphql(`
  fragment BrandingParts on Branding {
    customerId
    productName
    color
    logoUrl
    logoDarkUrl
    corners
    supportEmail
    version
    customDomain {
      host
      status
      recordName
      recordValue
      problem
      checkedAt
      verifiedAt
    }
  }
`);

export const BrandingQuery = graphql(`
  query Branding($customerId: ID!) {
    customer(id: $customerId) {
      id
      name
      branding {
        ...BrandingParts
      }
    }
  }
`);

export const UpdateBranding = graphql(`
  mutation UpdateBranding($input: UpdateBrandingInput!) {
    updateBranding(input: $input) {
      ...BrandingParts
    }
  }
`);

export const SetCustomDomain = graphql(`
  mutation SetCustomDomain($input: SetCustomDomainInput!) {
    setCustomDomain(input: $input) {
      ...BrandingParts
    }
  }
`);

export const VerifyCustomDomain = graphql(`
  mutation VerifyCustomDomain($customerId: ID) {
    verifyCustomDomain(customerId: $customerId) {
      ...BrandingParts
    }
  }
`);

export const RemoveCustomDomain = graphql(`
  mutation RemoveCustomDomain($customerId: ID) {
    removeCustomDomain(customerId: $customerId) {
      ...BrandingParts
    }
  }
`);
