import { graphql } from '../generated/gql.ts';

export const JobRow = graphql(`
  fragment JobRow on Job {
    id
    kind
    pool
    position
    runner
    losses
    queuedAt
    claimedAt
    site {
      id
      name
      environment
    }
    customer {
      id
      name
    }
    deployment {
      id
      number
      type
      status
      phase
    }
  }
`);

export const QueueQuery = graphql(`
  query Queue {
    queue {
      ...JobRow
    }
  }
`);

export const QueueChanged = graphql(`
  subscription QueueChanged {
    queueChanged {
      ...JobRow
    }
  }
`);

export const RunnerRow = graphql(`
  fragment RunnerRow on Runner {
    name
    pool
    labels
    status
    unable
    terraformVersion
    slots
    seenAt
    jobs {
      ...JobRow
    }
  }
`);

export const RunnersQuery = graphql(`
  query Runners {
    runners {
      ...RunnerRow
    }
  }
`);

export const RunnersChanged = graphql(`
  subscription RunnersChanged {
    runnersChanged {
      ...RunnerRow
    }
  }
`);

export const AllotmentQuery = graphql(`
  query Allotment($id: ID!) {
    customer(id: $id) {
      id
      runnerPool
      jobConcurrency
    }
  }
`);

export const AllotRunners = graphql(`
  mutation AllotRunners($input: AllotRunnersInput!) {
    allotRunners(input: $input) {
      id
      runnerPool
      jobConcurrency
    }
  }
`);
