/**
 * The door of Terraform's state: `/state/<site>` with the verbs of the `http` backend, for jobs and for people with a
 * Terraform of their own. Pages of the portals may read there: `?version=N` is an older one, `?download=1` a file.
 */
import { actorOf } from '@hosterizer/kit/audit';
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { isId } from '@hosterizer/kit/ids';
import type { Route, RouteAnswer, RouteRequest } from '@hosterizer/kit/subgraph';
import { inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { refused } from './answers.ts';
import { holdsJob } from './leases.ts';
import { isAway } from './places/place.ts';
import { isForeign } from './state-native-lock.ts';
import type { Shelf, WithShelf } from './state-shelf.ts';
import {
  lockedElsewhere,
  lockState,
  readState,
  unlockState,
  writeState,
  writeTooLate,
  type Writer,
} from './state.ts';

const noSite = () => refused(404, 'There is no such site.');

export const stateRoute = (db: Database, withShelf: WithShelf): Route => ({
  prefix: '/state/',
  methods: ['GET', 'POST', 'LOCK', 'UNLOCK'],
  portals: true,

  async answer(request, caller) {
    const { method, rest: siteId } = request;
    const { viewer, portal } = caller;
    if (!viewer)
      return refused(401, 'Sign in: the password is an API key, an access token or a job’s token.');
    if (portal && method !== 'GET') return refused(403, 'Pages may read the state here, and change nothing.');
    const needed = method === 'GET' ? 'state:read' : 'state:write';
    if (!viewer.job && !viewer.scopes.includes(needed))
      return refused(403, `This needs the permission ${needed}.`);
    if (!viewer.customerId || !isId(siteId) || (viewer.job && viewer.job.siteId !== siteId)) return noSite();

    const { customerId } = viewer;
    return withShelf((shelf) =>
      inTenant(db, customerId, (tx) => answer(tx, shelf, siteId, request, caller)),
    ).catch(objection);
  },
});

/** What the place where the state lies has against it. */
function objection(error: unknown): RouteAnswer {
  if (isForeign(error)) return lockedElsewhere(error.foreign);
  if (isAway(error)) return refused(503, error.message);
  throw error;
}

async function answer(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  { method, query, headers, body }: RouteRequest,
  caller: Caller,
): Promise<RouteAnswer> {
  const [site] = await rowsOf<{ owner: string | null }>(tx, `select sites.customer_of($1) as owner`, [
    siteId,
  ]);
  if (!site?.owner) return noSite();

  const md5 = headers['content-md5'];
  const sent = { body, contentMd5: typeof md5 === 'string' ? md5 : undefined };
  const job = caller.viewer?.job;
  if (job && !(await holdsJob(tx, job.id, job.fence))) {
    return method === 'POST'
      ? writeTooLate(tx, shelf.keys, job, sent)
      : refused(403, 'This job is over or has been given to another runner.');
  }

  const writer: Writer = job ? { job } : { job: null, actor: actorOf(caller) };
  if (method === 'LOCK') return lockState(tx, shelf, siteId, writer, body);
  if (method === 'UNLOCK') return unlockState(tx, shelf, siteId, writer, body);
  if (method === 'POST') return writeState(tx, shelf, siteId, writer, { ...sent, lockId: query['ID'] });

  const { version, download } = query;
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version))
    return refused(400, 'version: Give the number of a version, counted from 1.');
  return readState(tx, shelf, siteId, {
    version: version === undefined ? undefined : Number(version),
    download: download === '1',
  });
}
