/** The door of Terraform's state: `/state/<site>` with the verbs of the `http` backend. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { isId } from '@hosterizer/kit/ids';
import type { Route, RouteAnswer } from '@hosterizer/kit/subgraph';
import { inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { holdsJob } from './claims.ts';
import { lockState, readState, unlockState, writeState } from './state.ts';

const refused = (status: number, error: string): RouteAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error }),
});

export const stateRoute = (db: Database, keys: KeyRing): Route => ({
  prefix: '/state/',
  methods: ['GET', 'POST', 'LOCK', 'UNLOCK'],

  async answer({ method, rest: siteId, query, headers, body }, { viewer }) {
    if (!viewer) return refused(401, 'Sign in: the password is an access token or a job token.');
    const needed = method === 'GET' ? 'state:read' : 'state:write';
    if (!viewer.job && !viewer.scopes.includes(needed))
      return refused(403, `This needs the permission ${needed}.`);
    if (!viewer.customerId || !isId(siteId) || (viewer.job && viewer.job.siteId !== siteId)) {
      return refused(404, 'There is no such site.');
    }

    return inTenant(db, viewer.customerId, async (tx) => {
      const reason = await whyRefused(tx, viewer, siteId);
      if (reason) return reason;
      const writer = { id: viewer.id, job: viewer.job ?? null };
      if (method === 'GET') return readState(tx, keys, siteId);
      if (method === 'LOCK') return lockState(tx, siteId, writer, body);
      if (method === 'UNLOCK') return unlockState(tx, siteId, writer, body);
      const md5 = headers['content-md5'];
      return writeState(tx, keys, siteId, writer, {
        lockId: query['ID'],
        body,
        contentMd5: typeof md5 === 'string' ? md5 : undefined,
      });
    });
  },
});

async function whyRefused(tx: TenantTx, { job }: Viewer, siteId: string): Promise<RouteAnswer | null> {
  if (job && !(await holdsJob(tx, job.deploymentId, job.fence))) {
    return refused(403, 'This job has been given to another runner.');
  }
  const [site] = await rowsOf<{ owner: string | null }>(tx, `select sites.customer_of($1) as owner`, [
    siteId,
  ]);
  return site?.owner ? null : refused(404, 'There is no such site.');
}
