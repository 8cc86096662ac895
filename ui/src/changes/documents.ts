import { graphql } from '../generated/gql.ts';

export const Change = graphql(`
  fragment Change on AttributeChange {
    path
    before
    after
    sensitive
    unknown
    replaces
  }
`);

export const ResourceChange = graphql(`
  fragment ResourceChange on PlannedResource {
    address
    action
    reason
    changes {
      ...Change
    }
  }
`);

export const StateChanges = graphql(`
  fragment StateChanges on StateDiff {
    from
    to
    resources {
      address
      action
      changes {
        ...Change
      }
    }
  }
`);
