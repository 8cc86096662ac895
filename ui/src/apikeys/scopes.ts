/** What a scope allows, for somebody who gives it to a program. Unknown ones are shown by their name. */
const texts: Readonly<Record<string, string>> = {
  'customers:read': 'See the name, tier and state of the account',
  'users:read': 'See who the members are',
  'members:write': 'Invite, change and remove members',
  'sites:read': 'See sites',
  'sites:write': 'Order, change and remove sites',
  'deployments:read': 'See deployments and their logs',
  'deployments:write': 'Deploy and cancel',
  'state:read': 'Read Terraform state',
  'state:write': 'Change and lock Terraform state',
  'clouds:read': 'See which clouds are connected',
  'clouds:write': 'Connect, check and disconnect clouds',
  'keys:read': 'See API keys',
  'keys:write': 'Make, rotate and revoke API keys',
  'branding:write': 'Change logo, colours and domain',
  'audit:read': 'Read and export the audit log',
};

export const sayScope = (scope: string): string => texts[scope] ?? scope;

const domainNames: Readonly<Record<string, string>> = {
  customers: 'Account',
  users: 'Members',
  members: 'Members',
  sites: 'Sites',
  deployments: 'Deployments',
  state: 'Terraform state',
  clouds: 'Clouds',
  keys: 'API keys',
  branding: 'Branding',
  audit: 'Audit log',
};

/** What a person with these scopes can give to a key: a key has no account of its own. */
export const grantable = (scopes: readonly string[]): string[] =>
  scopes.filter((scope) => scope !== 'account:write');

/** Scopes by what they are about, in the order in which they come. */
export function byDomain(scopes: readonly string[]): Array<{ domain: string; scopes: string[] }> {
  const groups = new Map<string, string[]>();
  for (const scope of scopes) {
    const key = scope.split(':')[0]!;
    const domain = domainNames[key] ?? key;
    groups.set(domain, [...(groups.get(domain) ?? []), scope]);
  }
  return [...groups].map(([domain, held]) => ({ domain, scopes: held }));
}
