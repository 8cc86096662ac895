import type { State } from '@hosterizer/ui/status';
import type { CustomerStatus, CustomerTier } from './generated/graphql.ts';

const states: Record<CustomerStatus, State> = {
  ACTIVE: { label: 'Active', tone: 'green' },
  INACTIVE: { label: 'Inactive', tone: 'gray', mark: 'ring' },
  SUSPENDED: { label: 'Suspended', tone: 'orange', mark: 'line' },
};

export const customerState = (status: CustomerStatus): State => states[status];

export const tierNames: Record<CustomerTier, string> = { STANDARD: 'Standard', PREMIUM: 'Premium' };
