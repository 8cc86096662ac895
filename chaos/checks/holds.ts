/** What nobody may hold any more when all is quiet. */
import { terraformsOf, type Machines } from '../machines.ts';
import type { Watch } from '../watch.ts';

/** Deployments that have not ended, locks, leases and jobs that are left, and Terraform that still runs. */
export async function checkHolds(watch: Watch, machines: Machines): Promise<string[]> {
  const open = await watch.rows<{ id: string; status: string }>(
    `select id, status from deployments.deployment where status not in ('COMPLETED', 'FAILED', 'CANCELLED')`,
  );
  const locks = await watch.rows<{ site: string; holder: string }>(
    `select site_id as site, info->>'Who' as holder from deployments.state_lock`,
  );
  const leases = await watch.rows<{ job: string }>(`select job_id as job from deployments.lease where held`);
  const jobs = await watch.rows<{ id: string; status: string }>(
    `select id, status from deployments.job where status <> 'DONE'`,
  );
  return [
    ...open.map(({ id, status }) => `Deployment ${id} has not ended: ${status}.`),
    ...locks.map(({ site, holder }) => `The state of site ${site} is still locked by ${holder}.`),
    ...leases.map(({ job }) => `Job ${job} is still held.`),
    ...jobs.map(({ id, status }) => `Job ${id} is still ${status}.`),
    ...machines.runners.flatMap((runner) =>
      terraformsOf(runner).map(
        ({ pid, siteId }) => `Terraform ${pid} still runs for site ${siteId} on ${runner.name}.`,
      ),
    ),
  ];
}
