/** Where changes are announced; the names that `@live` in the SDL and the claim's wait listen to. */
import type { AnnouncingTx } from '@hosterizer/kit/tenancy';

/** Each new event. */
export const eventsOf = (deploymentId: string) => `deployment:${deploymentId}`;
/** The deployment whose events are announced on this channel; null for another channel. */
export const deploymentOf = (channel: string) => /^deployment:(.+)$/.exec(channel)?.[1] ?? null;
/** Each change of status, phase, plan or place in the queue. */
export const statusOf = (deploymentId: string) => `deployment-status:${deploymentId}`;
export const siteOf = (siteId: string) => `site:${siteId}`;
/** A job of the pool may be given out that could not before. */
export const jobsOf = (pool: string) => `jobs:${pool}`;
/** The queue has moved. */
export const queueChannel = 'queue';
/** An upgrade has moved on. */
export const upgradeOf = (id: string) => `upgrade:${id}`;
/** A runner has come, gone, or begun or ended a job. */
export const runnersChannel = 'runners';

/** Something in a customer's list of deployments; the platform's staff, who are no customer's, see everybody's. */
const listsOf = (customerId: string) => [`deployments:${customerId}`, 'deployments:'];

type Named = { id: string; siteId: string; customerId: string };

/** Says that a deployment's status, phase or plan has changed; who watches its site or its list sees it there as well. */
export function announceStatus(tx: AnnouncingTx, { id, siteId, customerId }: Named): void {
  for (const channel of [statusOf(id), siteOf(siteId), ...listsOf(customerId)]) tx.announce(channel);
}

/** Says that a job waits in the pool. */
export function announceWaiting(tx: AnnouncingTx, pool: string): void {
  tx.announce(jobsOf(pool));
  tx.announce(queueChannel);
}

/** Says that a runner has begun a job. */
export function announceBegun(tx: AnnouncingTx): void {
  tx.announce(queueChannel);
  tx.announce(runnersChannel);
}

/** Says that a job of the pool is over: another one of its site, or of its customer, may be given out now. */
export function announceEnded(tx: AnnouncingTx, pool: string): void {
  announceWaiting(tx, pool);
  tx.announce(runnersChannel);
}
