/** Where changes are announced; the names that `@live` in the SDL and the claim's wait listen to. */

/** Each new event. */
export const eventsOf = (deploymentId: string) => `deployment:${deploymentId}`;
/** Each change of status, phase or plan. */
export const statusOf = (deploymentId: string) => `deployment-status:${deploymentId}`;
export const siteOf = (siteId: string) => `site:${siteId}`;
/** A job is waiting in the pool. */
export const jobsOf = (pool: string) => `jobs:${pool}`;
