/** Terraform's own files of plans, which are kept while a plan waits for leave or is being applied. */
import { rowsOf } from '@hosterizer/kit/database';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import type { DeploymentRow } from './entities.ts';

/** A plan whose file is kept, with the state that it was made from. */
export type WaitingPlan = { jobId: string; lineage: string | null; serial: string | null };

/** The newest plan of a deployment whose file is kept: the one that waits for approval, or has been approved. */
export const waitingPlan = (tx: ReadTx, deploymentId: string): Promise<WaitingPlan | null> =>
  newestWithFile(tx, deploymentId, null);

/**
 * The plan that was approved, for a job that works on it; null when none was. A plan that the job itself has made since
 * was approved by nobody, also when its file is kept already.
 */
export async function approvedPlan(
  tx: ReadTx,
  { id, decision }: Pick<DeploymentRow, 'id' | 'decision'>,
  jobId: string,
): Promise<WaitingPlan | null> {
  return decision === 'APPROVED' ? newestWithFile(tx, id, jobId) : null;
}

async function newestWithFile(
  tx: ReadTx,
  deploymentId: string,
  besides: string | null,
): Promise<WaitingPlan | null> {
  const [found] = await rowsOf<WaitingPlan>(
    tx,
    `select job_id as "jobId", lineage, serial::text from deployments.plan
     where deployment_id = $1 and file is not null and job_id is distinct from $2::uuid
     order by job_id desc limit 1`,
    [deploymentId, besides],
  );
  return found ?? null;
}

/** Once a deployment has ended, nothing is applied from its files any more. */
export async function dropFiles(tx: TenantTx, deploymentId: string): Promise<void> {
  await tx.query(`update deployments.plan set file = null where deployment_id = $1 and file is not null`, [
    deploymentId,
  ]);
}
