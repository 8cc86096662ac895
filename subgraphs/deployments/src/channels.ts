/** Where changes are announced; the names that `@live` in the SDL and the claim's wait listen to. */
import type { TenantTx } from '@hosterizer/kit/tenancy';

/** Each new event. */
export const eventsOf = (deploymentId: string) => `deployment:${deploymentId}`;
/** Each change of status, phase or plan. */
export const statusOf = (deploymentId: string) => `deployment-status:${deploymentId}`;
export const siteOf = (siteId: string) => `site:${siteId}`;
/** A job is waiting in the pool. */
export const jobsOf = (pool: string) => `jobs:${pool}`;

/** Says that a deployment's status, phase or plan has changed; who watches its site sees it there as well. */
export function announceStatus(tx: TenantTx, { id, siteId }: { id: string; siteId: string }): void {
  tx.announce(statusOf(id));
  tx.announce(siteOf(siteId));
}
