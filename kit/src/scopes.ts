/**
 * Who may do what, in one table. A role is a named set of scopes, a scope is `domain:verb`, and `@access` in the
 * SDL names the scope that a field asks for.
 */
const everybody = ['account:write', 'customers:read', 'users:read', 'sites:read'] as const;
const watching = [...everybody, 'deployments:read'] as const;
const building = [...watching, 'sites:write', 'deployments:write', 'clouds:read'] as const;
const running = [
  ...building,
  'deployments:approve',
  'state:read',
  'state:write',
  'keys:read',
  'keys:write',
  'branding:write',
  'clouds:write',
] as const;
const owning = [...running, 'members:write', 'audit:read'] as const;

export const customerRoles = {
  owner: owning,
  admin: running,
  developer: building,
  billing: everybody,
  viewer: watching,
} as const satisfies Record<string, readonly string[]>;

export const platformRoles = {
  administrator: [
    ...building,
    'deployments:approve',
    // To break a lock and to restore a version; the state itself, with its secrets, is for its customer's eyes.
    'state:write',
    'runners:read',
    'runners:write',
    'registry:read',
    'registry:write',
    'customers:create',
    'customers:write',
    'customers:act',
    'branding:write',
    'clouds:write',
    'audit:read',
  ],
  support: [...watching, 'runners:read', 'registry:read', 'audit:read'],
} as const satisfies Record<string, readonly string[]>;

/** What a person holds on to while they act for a customer: everything of an owner's but an account of their own. */
export const actingScopes: readonly string[] = owning.filter((scope) => scope !== 'account:write');

/** What an API key can be given: a key has no account, no password and no sessions of its own. */
export const grantableScopes: readonly string[] = actingScopes;

/** A runner may only claim; the token that a claim returns may only work on that one job. */
export const runnerScopes = ['runner:work'] as const;
export const jobScopes = ['job:work'] as const;
/** The gateway itself, when it asks whom a credential speaks for, and where logs stand that are being watched. */
export const gatewayScopes = ['credentials:read', 'live:read'] as const;

export type CustomerRole = keyof typeof customerRoles;
export type PlatformRole = keyof typeof platformRoles;

/** The scopes of a role by name; none for a name that is not a role. */
export function scopesOf(role: string): readonly string[] {
  const roles: Record<string, readonly string[]> = { ...customerRoles, ...platformRoles };
  return Object.hasOwn(roles, role) ? roles[role]! : [];
}

/** What is left of some scopes while their customer is suspended: reading, and one's own account. */
export const suspendedScopes = (scopes: readonly string[]): readonly string[] =>
  scopes.filter((scope) => scope.endsWith(':read') || scope === 'account:write');
