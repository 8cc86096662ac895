import { conflict, invalid } from '@hosterizer/kit/errors';
import type { JobClaims } from '@hosterizer/kit/viewer';
import { claim } from './claims.ts';
import type { Context } from './context.ts';
import type { ClaimedJob, ClaimJobInput } from './generated/resolvers.ts';
import { reportOf } from './runners.ts';
import type { Claim } from './take.ts';

/** Longer than any job; what ends a job's token earlier is its fence. */
const tokenSeconds = 24 * 60 * 60;

/**
 * Waits for a job of the runner's pool; null when none came, or when the runner takes none. Throws VALIDATION_ERROR,
 * CONFLICT when the runner has not reported itself.
 */
export async function claimJob(
  { db, viewer, tokens, waiting, customerConcurrency, left }: Context,
  { runner, waitSeconds }: ClaimJobInput,
): Promise<ClaimedJob | null> {
  if (waitSeconds < 0 || waitSeconds > 20) throw invalid('waitSeconds', 'Wait for 0 to 20 seconds.');
  const report = await reportOf(db, runner, viewer!.pool ?? 'default');
  if (!report) throw conflict('Say first who you are: reportRunner, and again every 10 seconds.');
  if (report.unable !== null || report.draining) return null;

  const asking = { pool: report.pool, seconds: waitSeconds, left };
  const claimed = await waiting.until(asking, () => claim(db, report, customerConcurrency));
  if (!claimed) return null;
  const token = await tokens.sign('job', claimsOf(claimed), tokenSeconds);
  return describe(claimed, token);
}

const claimsOf = ({ job, fence }: Claim): JobClaims => ({
  sub: job.id,
  cid: job.customerId,
  dep: job.deploymentId,
  site: job.siteId,
  fence,
});

function describe(
  { job, order, source, fence, nextLine, leaseUntil, secrets, environment, approvedPlan }: Claim,
  token: string,
): ClaimedJob {
  const drift = job.kind === 'DRIFT';
  return {
    ...{ id: job.id, kind: job.kind, token, fence, leaseUntil, nextLine },
    ...{ deploymentId: job.deploymentId, siteId: job.siteId },
    type: drift ? 'UPDATE' : order.type,
    refreshOnly: !drift && order.refreshOnly,
    ...{ cloudProvider: order.cloudProvider, blueprint: order.blueprint, variables: order.variables },
    ...{ bundle: source.digest, root: source.module },
    ...{ secrets, environment },
    approvedPlan,
    traceParent: drift ? null : order.traceParent,
  };
}
