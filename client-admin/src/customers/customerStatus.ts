import type { Choice } from '@hosterizer/ui/Filters.tsx';
import type { State } from '@hosterizer/ui/status';
import type { CustomerStatus, CustomerTier } from '../generated/graphql.ts';

const states: Record<CustomerStatus, State> = {
  ACTIVE: { label: 'Active', tone: 'green' },
  SUSPENDED: { label: 'Suspended', tone: 'yellow', mark: 'line' },
  INACTIVE: { label: 'Closed', tone: 'gray', mark: 'ring' },
};

export const customerState = (status: CustomerStatus): State => states[status];

export const tierNames: Record<CustomerTier, string> = { STANDARD: 'Standard', PREMIUM: 'Premium' };

export const statusChoices: readonly Choice[] = Object.entries(states).map(([value, { label }]) => ({
  value,
  label,
}));

export const tierChoices: readonly Choice[] = Object.entries(tierNames).map(([value, label]) => ({
  value,
  label,
}));

/** A move to a status: what the button says, what then happens, and what the toast says afterwards. */
type Move = { verb: string; consequences: readonly string[]; done: string; isGrave: boolean };

export const moves: Record<CustomerStatus, Move> = {
  ACTIVE: {
    verb: 'Open again',
    consequences: [
      'Its people and programs may change and deploy things again, at once.',
      'Deployments that were held back go on.',
    ],
    done: 'is open again',
    isGrave: false,
  },
  SUSPENDED: {
    verb: 'Suspend',
    consequences: [
      'Its people can sign in and see everything, but change nothing and deploy nothing.',
      'Deployments that run go on to their end; those that wait are held back.',
      'Its sites stay up. You can open the customer again at any time.',
    ],
    done: 'is suspended',
    isGrave: true,
  },
  INACTIVE: {
    verb: 'Close',
    consequences: [
      'Nobody can sign in to it any more; whoever is signed in is sent away, and its API keys stop working.',
      'Deployments that run go on to their end; those that wait are held back.',
      'Its sites stay as they are: remove them first if nobody shall reach them.',
    ],
    done: 'is closed',
    isGrave: true,
  },
};
