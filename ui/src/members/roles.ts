import type { CustomerRole } from '../generated/graphql.ts';

/** The roles of a customer's people as they are called and what each means, the most powerful first. */
export const roleTexts: Readonly<Record<CustomerRole, { name: string; meaning: string }>> = {
  OWNER: { name: 'Owner', meaning: 'Everything, including who the other members are and the audit log.' },
  ADMIN: {
    name: 'Admin',
    meaning: 'Sites, API keys and branding; everything but members and the audit log.',
  },
  DEVELOPER: { name: 'Developer', meaning: 'Changes and deploys sites.' },
  BILLING: { name: 'Billing', meaning: 'Costs and invoices. Looks at sites, and changes nothing.' },
  VIEWER: { name: 'Viewer', meaning: 'Looks at everything that is built, and changes nothing.' },
};

export const roles = Object.keys(roleTexts) as CustomerRole[];
