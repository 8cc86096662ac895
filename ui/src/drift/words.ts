import type { DriftCheckStatus } from '../generated/graphql.ts';
import type { State } from '../status.ts';

const states: Record<DriftCheckStatus, State> = {
  QUEUED: { label: 'Waiting to check', tone: 'gray', mark: 'ring', busy: true },
  RUNNING: { label: 'Checking', tone: 'blue', busy: true },
  IN_SYNC: { label: 'In sync', tone: 'green' },
  DRIFTED: { label: 'Drifted', tone: 'orange', mark: 'dashed' },
  FAILED: { label: 'Check failed', tone: 'red', mark: 'cross' },
  CANCELLED: { label: 'Cancelled', tone: 'gray', mark: 'line' },
};

type Check = { status: DriftCheckStatus; createdAt: string };

/** How a check has gone. */
export const checkState = ({ status }: Pick<Check, 'status'>): State => states[status];

/** How a site is according to its newest check, if there was one, and as far as its newest deployment lets it be known. */
export function driftState(
  check: Check | null | undefined,
  latestDeployment: { createdAt: string } | null | undefined,
): State {
  if (!check) return { label: 'Never checked', tone: 'gray', mark: 'ring' };
  if (isOutdated(check, latestDeployment)) return { label: 'Not checked since', tone: 'gray', mark: 'ring' };
  return checkState(check);
}

/** What was found before a later deployment may no longer be so. */
export const isOutdated = (
  { status, createdAt }: Check,
  latestDeployment: { createdAt: string } | null | undefined,
): boolean =>
  (status === 'DRIFTED' || status === 'IN_SYNC') &&
  !!latestDeployment &&
  latestDeployment.createdAt > createdAt;

export const isChecking = (check: { status: DriftCheckStatus } | null | undefined): boolean =>
  check?.status === 'QUEUED' || check?.status === 'RUNNING';
