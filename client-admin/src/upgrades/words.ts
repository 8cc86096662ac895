import { environmentNames, environments } from '@hosterizer/ui/sites/environments';
import type { State } from '@hosterizer/ui/status';
import type {
  Environment,
  UpgradedSiteStatus,
  UpgradeFieldsFragment,
  UpgradeStatus,
} from '../generated/graphql.ts';
import { count } from '../modules/words.ts';

const upgradeStates: Record<UpgradeStatus, State> = {
  PREPARING: { label: 'Preparing', tone: 'blue', busy: true },
  RUNNING: { label: 'Running', tone: 'blue', busy: true },
  STOPPED: { label: 'Stopped', tone: 'orange', mark: 'line' },
  COMPLETED: { label: 'Completed', tone: 'green' },
};

export const upgradeState = (status: UpgradeStatus): State => upgradeStates[status];

/** In the order in which a bar shows them, from what is done to what is to come. */
export const siteStatuses: readonly UpgradedSiteStatus[] = [
  'COMPLETED',
  'SKIPPED',
  'FAILED',
  'DEPLOYING',
  'WAITING',
];

const siteStates: Record<UpgradedSiteStatus, State> = {
  WAITING: { label: 'Waiting', tone: 'gray', mark: 'ring' },
  DEPLOYING: { label: 'Deploying', tone: 'blue', busy: true },
  COMPLETED: { label: 'Completed', tone: 'green' },
  FAILED: { label: 'Failed', tone: 'red', mark: 'cross' },
  SKIPPED: { label: 'Skipped', tone: 'gray', mark: 'line' },
};

export const upgradedState = (status: UpgradedSiteStatus): State => siteStates[status];

export type Wave = UpgradeFieldsFragment['waves'][number];

export type Counts = Record<UpgradedSiteStatus, number>;

export const countsOf = ({ waiting, deploying, completed, failed, skipped }: Wave): Counts => ({
  ...{ WAITING: waiting, DEPLOYING: deploying, COMPLETED: completed, FAILED: failed, SKIPPED: skipped },
});

/** Of all waves together. */
export function totalOf(waves: readonly Wave[]): Counts {
  const counts: Counts = { WAITING: 0, DEPLOYING: 0, COMPLETED: 0, FAILED: 0, SKIPPED: 0 };
  for (const wave of waves.map(countsOf)) for (const status of siteStatuses) counts[status] += wave[status];
  return counts;
}

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, more) => sum + more, 0);

/** `2 completed, 1 failed, 3 waiting`; nothing of what there is none of. */
export const sayCounts = (counts: Counts): string =>
  siteStatuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${siteStates[status].label.toLowerCase()}`)
    .join(', ') || 'no site';

/** `in all environments`, `in staging and development`. */
export function sayEnvironments(chosen: readonly Environment[]): string {
  if (chosen.length === environments.length) return 'in all environments';
  const names = environments.filter((one) => chosen.includes(one)).map((one) => environmentNames[one]);
  return `in ${names.join(' and ').toLowerCase()}`;
}

/** One sentence of where it stands. */
export function sayStanding({ status, waves, reason }: UpgradeFieldsFragment): string {
  const counts = totalOf(waves);
  const all = sumOf(counts);
  if (status === 'PREPARING' && all === 0) return 'Its sites are being found.';
  if (status === 'COMPLETED' && all === 0)
    return 'There was nothing to upgrade: no site had an older version.';
  if (status === 'STOPPED') return `${reason ?? 'It was stopped.'} ${sayWaiting(counts.WAITING)}`;
  return `${counts.COMPLETED} of ${count(all, 'site')} upgraded.`;
}

const sayWaiting = (sites: number) =>
  sites === 1 ? '1 site waits.' : `${sites === 0 ? 'No' : sites} sites wait.`;

export const isUnderWay = (status: UpgradeStatus): boolean => status === 'PREPARING' || status === 'RUNNING';

export const upgradePath = (id: string): string => `/upgrades/${id}`;
