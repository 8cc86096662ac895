import { invalid } from '@hosterizer/kit/errors';
import type { JobClaims } from '@hosterizer/kit/viewer';
import { claim, noteRunner } from './claims.ts';
import type { Context } from './context.ts';
import type { ClaimJobInput, Job } from './generated/resolvers.ts';

/** Longer than any job; what ends a job's token earlier is its fence. */
const tokenSeconds = 24 * 60 * 60;

/** Waits for a job of the runner's pool; null when none came. Throws VALIDATION_ERROR. */
export async function claimJob(
  { db, viewer, tokens, waiting }: Context,
  { runner, waitSeconds, unable }: ClaimJobInput,
): Promise<Job | null> {
  if (waitSeconds < 0 || waitSeconds > 20) throw invalid('waitSeconds', 'Wait for 0 to 20 seconds.');
  if (!/^[\w.:-]{1,100}$/.test(runner))
    throw invalid('runner', 'Give a name of letters, digits, dots and dashes.');
  const pool = viewer!.pool ?? 'default';

  await noteRunner(db, runner, pool, unable ?? null);
  if (unable) return null;
  const claimed = await waiting.until(pool, waitSeconds, () => claim(db, pool, runner));
  if (!claimed) return null;

  const { job, deployment, nextLine, leaseUntil } = claimed;
  const claims: JobClaims = {
    sub: job.id,
    cid: job.customerId,
    dep: job.deploymentId,
    site: job.siteId,
    fence: job.fence,
  };
  return {
    id: job.id,
    token: await tokens.sign('job', claims, tokenSeconds),
    fence: job.fence,
    leaseUntil,
    deploymentId: job.deploymentId,
    siteId: job.siteId,
    type: deployment.type,
    nextLine,
    cloudProvider: deployment.cloudProvider,
    blueprint: deployment.blueprint,
    variables: deployment.variables,
  };
}
