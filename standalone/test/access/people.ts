/** Everybody who can ask: each role, each scope that a key can be given, runners, and nobody in particular. */
import {
  actingScopes,
  customerRoles,
  grantableScopes,
  jobScopes,
  platformRoles,
  runnerScopes,
  suspendedScopes,
  type CustomerRole,
  type PlatformRole,
} from '@hosterizer/kit/scopes';
import type { Tokens } from '@hosterizer/kit/tokens';
import { gatewayViewer, type AccessClaims, type JobClaims, type Viewer } from '@hosterizer/kit/viewer';
import type { Person, Rows } from './rows.ts';
import type { Tenant } from './tenants.ts';

export type Kind = {
  /** Such as `owner` or `key: sites:read`. */
  name: string;
  /** Null for nobody. */
  scopes: readonly string[] | null;
  /** Reaches every customer's things. */
  staff: boolean;
  suspended: boolean;
  /** Has an account of their own. */
  person: boolean;
  /** Whether what they change is written into the audit log. */
  audited: boolean;
  /** Whether the gateway can take anybody for one of these. */
  atGateway: boolean;
};

export type Somebody = {
  kind: Kind;
  /** Whose things are theirs. */
  tenant: Tenant;
  viewer: Viewer | null;
  /** For the gateway; null for nobody, and for the gateway itself. */
  bearer: string | null;
  /** Their account. */
  person: Person | null;
};

const usual = { staff: false, suspended: false, person: true, audited: true, atGateway: true };
const withoutAccount = { ...usual, person: false, audited: false };

export const kinds: readonly Kind[] = [
  { ...withoutAccount, name: 'anonymous', scopes: null },
  ...Object.entries(customerRoles).map(([name, scopes]) => ({ ...usual, name, scopes })),
  ...Object.entries(platformRoles).map(([name, scopes]) => ({ ...usual, name, scopes, staff: true })),
  { ...usual, name: 'acting', scopes: actingScopes },
  { ...usual, name: 'suspended', scopes: suspendedScopes(customerRoles.owner), suspended: true },
  { ...usual, person: false, name: 'key: all', scopes: grantableScopes },
  ...grantableScopes.map((scope) => ({ ...usual, person: false, name: `key: ${scope}`, scopes: [scope] })),
  { ...withoutAccount, name: 'runner', scopes: runnerScopes },
  { ...withoutAccount, name: 'job', scopes: jobScopes },
  { ...withoutAccount, name: 'gateway', scopes: gatewayViewer.scopes, staff: true, atGateway: false },
];

/** Makes somebody of this kind who belongs to the tenant, as far as their kind belongs to any. */
export type Become = (kind: Kind, tenant: Tenant) => Promise<Somebody>;

export const makeBecome =
  ({ rows, tokens }: { rows: Rows; tokens: Tokens }): Become =>
  async (kind, tenant) => {
    const nobody = { kind, tenant, viewer: null, bearer: null, person: null };
    const scopes = kind.scopes ?? [];
    const inTenant = { customerId: tenant.id, scopes, ...(kind.suspended && { suspended: true as const }) };

    if (kind.scopes === null) return nobody;
    if (kind.name === 'gateway') return { ...nobody, viewer: gatewayViewer };
    if (kind.name === 'runner') {
      const viewer: Viewer = {
        ...{ id: 'access', kind: 'RUNNER', customerId: null, role: null, scopes, pool: 'access' },
      };
      return {
        ...nobody,
        viewer,
        bearer: await tokens.sign('runner', { sub: viewer.id, pool: 'access' }, 600),
      };
    }
    if (kind.name === 'job') {
      const { id, siteId, jobId, fence } = await tenant.running();
      const claims: JobClaims = { sub: jobId, cid: tenant.id, dep: id, site: siteId, fence };
      const job = { id: jobId, deploymentId: id, siteId, fence };
      return {
        ...nobody,
        viewer: { ...inTenant, id: jobId, kind: 'RUNNER', role: null, job },
        bearer: await tokens.sign('job', claims, 600),
      };
    }
    if (!kind.person) {
      const key = await rows.apiKey(tenant.id, tenant.founder, { mark: tenant.mark, scopes });
      return {
        ...nobody,
        viewer: { ...inTenant, id: key.id, kind: 'API_KEY', role: null },
        bearer: key.text,
      };
    }

    const platformRole = kind.staff ? kind.name : kind.name === 'acting' ? 'administrator' : null;
    const role = platformRole ?? (kind.suspended ? 'owner' : kind.name);
    const person = platformRole
      ? await rows.person('staff', platformRole as PlatformRole)
      : await tenant.member(role as CustomerRole);
    const customerId = kind.staff ? null : tenant.id;
    const acting = kind.name === 'acting' ? 'A look at a broken site' : null;
    const session = await rows.session(person, customerId, { mark: tenant.mark, actingReason: acting });
    const claims: AccessClaims = { sub: person.id, sid: session.id, cid: customerId };
    return {
      ...nobody,
      person,
      viewer: {
        ...inTenant,
        ...{ id: person.id, kind: 'USER', role, customerId, sessionId: session.id },
        ...(acting && { acting: { reason: acting, endsAt: new Date(Date.now() + 600_000).toISOString() } }),
      },
      bearer: await tokens.sign('access', claims, 600),
    };
  };
