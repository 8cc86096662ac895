import { graphql } from '../generated/gql.ts';

export const FollowLog = graphql(`
  subscription FollowLog($deploymentId: ID!, $after: Int!) {
    deploymentEvents(deploymentId: $deploymentId, after: $after) {
      events {
        sequence
        at
        kind
        level
        phase
        message
      }
      lastSequence
      ended
    }
  }
`);

export const LogPage = graphql(`
  query LogPage($deploymentId: ID!, $after: Int!, $first: Int!) {
    deploymentEvents(deploymentId: $deploymentId, after: $after, first: $first) {
      events {
        sequence
        at
        kind
        level
        phase
        message
      }
      lastSequence
      ended
    }
  }
`);
