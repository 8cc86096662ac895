/** What the database says of the deployments under way. */
import pg from 'pg';
import { leaseSeconds } from '@hosterizer/deployments/leases';

export type Active = {
  id: string;
  siteId: string;
  status: string;
  phase: string;
  jobStatus: string;
  runner: string | null;
  /** When its runner was heard of last, in milliseconds since 1970; null while no runner has it. */
  heardAt: number | null;
};

export type Watch = {
  /** Rows as the owner sees them. Rejects while PostgreSQL is down. */
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Every deployment that has not ended, with its newest job. */
  active(): Promise<Active[]>;
  close(): Promise<void>;
};

export function openWatch(databaseUrl: string): Watch {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 3, connectionTimeoutMillis: 5_000 });
  // A server that is killed breaks its idle connections; the next question opens a new one.
  pool.on('error', () => {});

  const rows = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await pool.query<Row>(sql, [...values])).rows;

  return {
    rows,
    active: async () =>
      (
        await rows<Omit<Active, 'heardAt'> & { heardAt: string | null }>(
          `select deployment.id, deployment.site_id as "siteId", deployment.status, deployment.phase,
             job.status as "jobStatus", case when held then job.runner end as runner,
             case when held then extract(epoch from lease_until) * 1000 - $1 end as "heardAt"
           from deployments.deployment
           join lateral (
             select * from deployments.job where job.deployment_id = deployment.id order by job.id desc limit 1
           ) as job on true
           join deployments.lease on lease.job_id = job.id
           where deployment.status in ('QUEUED', 'RUNNING', 'UNRESOLVED')
           order by deployment.id`,
          [leaseSeconds * 1000],
        )
      ).map((row) => ({ ...row, heardAt: row.heardAt === null ? null : Number(row.heardAt) })),
    close: () => pool.end(),
  };
}

/**
 * Whether somebody goes on with it, or will: a runner that has been heard of since that moment holds it, or it waits
 * in the queue.
 */
export const isUnderWay = ({ jobStatus, heardAt }: Active, since: number): boolean =>
  jobStatus === 'QUEUED' || (jobStatus === 'CLAIMED' && heardAt !== null && heardAt > since);
