/** The protocols besides GraphQL: who asks for what of whose, and which answer it has to be. */
import type { Cast } from './cast.ts';
import { kinds, type Kind, type Somebody } from './people.ts';
import type { Platform, RouteQuestion } from './platform.ts';
import { planOf, stateOf } from './site-rows.ts';

/** What a path names. */
type Things = { siteId: string; deploymentId: string; jobId: string; digest: string };

export type Route = {
  subgraph: 'deployments' | 'registry';
  /** What it gives is nobody's: every job gets the same. */
  everybodys?: boolean;
  method: string;
  path(things: Things): string;
  /** What a person or key needs for it; null for what only a job may. */
  scope: string | null;
  /** Whether a job may do so at its own site, deployment or plan. */
  forJobs: boolean;
  /** Whether the platform's staff may, with the scope. */
  forStaff: boolean;
  /** The status for who may. */
  status: number;
  body?(mark: string): string;
};

const lock = '11111111-2222-7333-8444-555555555555';
const lockInfo = () => JSON.stringify({ ID: lock, Who: 'somebody', Operation: 'OperationTypeApply' });
const ofDeployments = { subgraph: 'deployments' as const };
const state = { ...ofDeployments, scope: 'state:read', forJobs: true, forStaff: false, status: 200 };
const stateWritten = { ...state, scope: 'state:write' };
const log = { ...ofDeployments, scope: 'deployments:read', forJobs: false, forStaff: true, status: 200 };
const plan = { ...ofDeployments, scope: null, forJobs: true, forStaff: false };

/** In this order, so that who writes a state has locked it. */
export const routes: readonly Route[] = [
  { ...state, method: 'GET', path: ({ siteId }) => `/state/${siteId}` },
  { ...state, method: 'GET', path: ({ siteId }) => `/state/${siteId}?version=1` },
  { ...state, method: 'GET', path: ({ siteId }) => `/state/${siteId}?download=1` },
  { ...stateWritten, method: 'LOCK', path: ({ siteId }) => `/state/${siteId}`, body: lockInfo },
  {
    ...{ ...stateWritten, method: 'POST', path: ({ siteId }) => `/state/${siteId}?ID=${lock}` },
    body: (mark) => stateOf(mark, 10),
  },
  { ...stateWritten, method: 'UNLOCK', path: ({ siteId }) => `/state/${siteId}`, body: lockInfo },

  { ...log, method: 'GET', path: ({ deploymentId }) => `/logs/${deploymentId}` },
  { ...log, method: 'GET', path: ({ deploymentId }) => `/logs/${deploymentId}?format=json` },

  {
    ...{ ...plan, method: 'PUT', path: ({ jobId }) => `/plans/${jobId}`, status: 200 },
    body: (mark) => JSON.stringify(planOf(mark)),
  },
  { ...plan, method: 'PUT', path: ({ jobId }) => `/plans/${jobId}/file`, status: 204, body: () => 'A file.' },
  // Nobody has approved it.
  { ...plan, method: 'GET', path: ({ jobId }) => `/plans/${jobId}/file`, status: 409 },

  {
    ...{ subgraph: 'registry', everybodys: true, scope: null, forJobs: true, forStaff: false, status: 200 },
    ...{ method: 'GET', path: ({ digest }) => `/bundles/${digest}` },
  },
];

/** Such as `GET /state/<site>?version=1`. */
export const nameOfRoute = ({ method, path }: Route): string =>
  `${method} ${path(placeholders).replace(lock, '<lock>')}`;

const placeholders = {
  ...{ siteId: '<site>', deploymentId: '<deployment>', jobId: '<job>', digest: '<digest>' },
};

/** The status that an answer has to have. */
export function statusFor(route: Route, { name, scopes, staff }: Kind, foreign: boolean): number {
  if (scopes === null) return 401;
  if (name === 'job') return !route.forJobs ? 403 : foreign && !route.everybodys ? 404 : route.status;
  if (route.scope === null || !scopes.includes(route.scope)) return 403;
  if (staff) return route.forStaff ? route.status : 404;
  return foreign ? 404 : route.status;
}

/** Asks for every route as everybody, for what is theirs and for what is somebody else's. Answers what is wrong. */
export async function examineRoutes(
  platform: Platform,
  { stage, standing, tenants }: Cast,
): Promise<string[]> {
  const { foreign } = tenants;
  const theirs = await thingsOf({ tenant: foreign, viewer: null });
  return (await Promise.all(kinds.map(examineKind))).flat();

  /** One after the other: what is written has been locked before. */
  async function examineKind(kind: Kind): Promise<string[]> {
    const asker = standing.get(kind.name)!;
    const own = await thingsOf(asker);
    // For a job everything but its own is as if it were somebody else's.
    const beside = kind.name === 'job' ? [await thingsOf({ tenant: asker.tenant, viewer: null })] : [];
    const wrong: string[] = [];
    for (const door of doorsOf(kind)) {
      for (const things of [own, ...beside, theirs]) {
        const strange = things !== own;
        for (const route of routes)
          wrong.push(...(await examineRoute(door, route, asker, { things, strange })));
      }
    }
    return wrong;
  }

  async function examineRoute(
    door: RouteQuestion['door'],
    route: Route,
    asker: Somebody,
    { things, strange }: { things: Things; strange: boolean },
  ): Promise<string[]> {
    const { kind, tenant } = asker;
    const { method } = route;
    const path = route.path(things);
    const body = route.body?.(tenant.mark);
    const { status, text } = await platform.send(
      { door, subgraph: route.subgraph, method, path, ...(body && { body }) },
      asker,
    );
    // Of who comes past the gateway it only matters that they are sent away.
    const signed = door === 'gateway' || door === 'subgraph';
    const promised = signed ? statusFor(route, kind, strange) : 401;
    const said = `${kind.name} asks ${door} for ${method} ${path} of ${strange ? 'somebody else' : 'their own'}`;
    if (status !== promised) return [`${said}: promised ${promised}, got ${status}: ${text.slice(-300)}`];
    const shows = method === 'GET' && status === 200 && !route.everybodys;
    if (shows && !text.includes(strange ? foreign.mark : tenant.mark)) return [`${said}: it is not there.`];
    return strange && !shows && text.includes(foreign.mark)
      ? [`${said}: the answer holds what is not theirs.`]
      : [];
  }

  /** A job has its own; everybody else gets a site that nobody has locked before. */
  async function thingsOf({ tenant, viewer }: Pick<Somebody, 'tenant' | 'viewer'>): Promise<Things> {
    const { id, mark } = tenant;
    const digest = await stage.rows.bundle();
    if (viewer?.job) {
      const { id: jobId, siteId } = viewer.job;
      for (const version of [1, 2]) await stage.rows.stateVersion(id, siteId, { mark, version });
      return { digest, siteId, jobId, deploymentId: viewer.job.deploymentId! };
    }
    const site = await stage.rows.builtSite(id, mark);
    const { jobId } = await tenant.running();
    return { digest, siteId: site.id, deploymentId: site.deploymentId, jobId };
  }
}

/** A subgraph's own door leaves it to the gateway to send those away who are nobody. */
const doorsOf = ({ scopes, atGateway }: Kind): ReadonlyArray<RouteQuestion['door']> =>
  scopes === null ? ['gateway', 'unsigned', 'forged'] : atGateway ? ['gateway', 'subgraph'] : ['subgraph'];
