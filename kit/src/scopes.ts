/**
 * Who may do what, in one table. A role is a named set of scopes, a scope is `domain:verb`, and `@access` in the
 * SDL names the scope that a field asks for.
 */
const everybody = ['session:write', 'customers:read', 'users:read', 'sites:read'] as const;
const watching = [...everybody, 'deployments:read'] as const;
const building = [...watching, 'sites:write', 'deployments:write'] as const;
const running = [...building, 'state:read', 'state:write'] as const;

export const customerRoles = {
  owner: [...running, 'customers:admin'],
  admin: running,
  developer: building,
  billing: everybody,
  viewer: watching,
} as const satisfies Record<string, readonly string[]>;

export const platformRoles = {
  administrator: [...building, 'customers:admin', 'customers:create'],
  support: watching,
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
