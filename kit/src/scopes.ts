/**
 * Who may do what, in one table. A role is a named set of scopes, a scope is `domain:verb`, and `@access` in the
 * SDL names the scope that a field asks for.
 */
export const customerRoles = {
  owner: [
    'session:write',
    'customers:read',
    'customers:admin',
    'users:read',
    'sites:read',
    'sites:write',
    'deployments:read',
    'deployments:write',
    'state:read',
    'state:write',
  ],
  admin: [
    'session:write',
    'customers:read',
    'users:read',
    'sites:read',
    'sites:write',
    'deployments:read',
    'deployments:write',
    'state:read',
    'state:write',
  ],
  developer: [
    'session:write',
    'customers:read',
    'users:read',
    'sites:read',
    'sites:write',
    'deployments:read',
    'deployments:write',
  ],
  billing: ['session:write', 'customers:read', 'users:read', 'sites:read'],
  viewer: ['session:write', 'customers:read', 'users:read', 'sites:read', 'deployments:read'],
} as const satisfies Record<string, readonly string[]>;

export const platformRoles = {
  administrator: [
    'session:write',
    'customers:read',
    'customers:create',
    'customers:admin',
    'users:read',
    'sites:read',
    'sites:write',
    'deployments:read',
    'deployments:write',
  ],
  support: ['session:write', 'customers:read', 'users:read', 'sites:read', 'deployments:read'],
} as const satisfies Record<string, readonly string[]>;

/** A runner may only claim; the token that a claim returns may only work on that one job. */
export const runnerScopes = ['runner:work'] as const;
export const jobScopes = ['job:work'] as const;

export type CustomerRole = keyof typeof customerRoles;
export type PlatformRole = keyof typeof platformRoles;

/** The scopes of a role by name; none for a name that is not a role. */
export function scopesOf(role: string): readonly string[] {
  const roles: Record<string, readonly string[]> = { ...customerRoles, ...platformRoles };
  return Object.hasOwn(roles, role) ? roles[role]! : [];
}
