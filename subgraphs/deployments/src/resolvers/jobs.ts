/** What runners say and ask. */
import { claimJob } from '../claim-job.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { tellHeldBack } from '../held-back.ts';
import * as jobs from '../jobs.ts';
import { releaseJob } from '../lost-jobs.ts';
import { reportRunner } from '../runners.ts';

export const jobResolvers: Resolvers = {
  Mutation: {
    reportRunner: async (_, { input }, { db, viewer }) => {
      await reportRunner(db, viewer!.pool ?? 'default', input);
      if (input.unable != null) await tellHeldBack(db);
      return true;
    },
    claimJob: (_, { input }, context) => claimJob(context, input),
    appendDeploymentEvents: (_, { input }, { atJob }) =>
      atJob((tx, job) => jobs.appendDeploymentEvents(tx, job, input)),
    heartbeatJob: (_, _args, { atJob }) => atJob((tx, job) => jobs.heartbeatJob(tx, job)),
    finishJob: (_, { input }, { atJob }) => atJob((tx, job) => jobs.finishJob(tx, job, input)),
    releaseJob: (_, { input }, { atJob }) => atJob((tx, job) => releaseJob(tx, job, input)),
  },
};
