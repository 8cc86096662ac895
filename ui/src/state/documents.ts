import { graphql } from '../generated/gql.ts';

export const StateVersionRow = graphql(`
  fragment StateVersionRow on StateVersion {
    version
    lineage
    serial
    resources
    size
    createdAt
    writtenBy
    restoredFrom
    deployment {
      id
      number
      site {
        id
      }
    }
  }
`);

export const StateVersionsQuery = graphql(`
  query StateVersions($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
    site(id: $id) {
      id
      stateVersions(first: $first, after: $after, last: $last, before: $before) {
        edges {
          node {
            ...StateVersionRow
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

/** What changes by itself: the lock, where the state lies, and states that came too late. */
export const StateHolders = graphql(`
  fragment StateHolders on Site {
    id
    stateLock {
      ...StateLockParts
    }
    stateBackend {
      ...StatePlaceParts
    }
    stateMove {
      ...StateMoveParts
    }
    stateSetAside {
      id
      serial
      createdAt
      version
      deployment {
        id
        number
        site {
          id
        }
      }
    }
  }
`);

export const StateHoldersQuery = graphql(`
  query StateHolders($id: ID!) {
    site(id: $id) {
      ...StateHolders
    }
  }
`);

export const StateHoldersChanged = graphql(`
  subscription StateHoldersChanged($id: ID!) {
    siteChanged(id: $id) {
      ...StateHolders
    }
  }
`);

export const StateLockParts = graphql(`
  fragment StateLockParts on StateLock {
    id
    who
    operation
    createdAt
    expiresAt
    breakable
    deployment {
      id
      number
      site {
        id
      }
    }
  }
`);

export const StatePlaceParts = graphql(`
  fragment StatePlaceParts on StateBackend {
    kind
    bucket
    prefix
    region
    storageAccount
    since
  }
`);

export const StateMoveParts = graphql(`
  fragment StateMoveParts on StateMove {
    copied
    total
  }
`);

export const SetStateBackend = graphql(`
  mutation SetStateBackend($input: SetStateBackendInput!) {
    setStateBackend(input: $input) {
      id
      stateBackend {
        ...StatePlaceParts
      }
      stateMove {
        ...StateMoveParts
      }
    }
  }
`);

export const StateDiffQuery = graphql(`
  query StateDiff($siteId: ID!, $from: Int!, $to: Int!) {
    stateDiff(siteId: $siteId, from: $from, to: $to) {
      ...StateChanges
    }
  }
`);

export const RestoreStateVersion = graphql(`
  mutation RestoreStateVersion($input: RestoreStateVersionInput!) {
    restoreStateVersion(input: $input) {
      ...StateVersionRow
    }
  }
`);

export const BreakStateLock = graphql(`
  mutation BreakStateLock($input: BreakStateLockInput!) {
    breakStateLock(input: $input) {
      id
      stateLock {
        ...StateLockParts
      }
    }
  }
`);
