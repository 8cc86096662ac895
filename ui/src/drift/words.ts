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

/** How a site is according to its newest check; null for one that was never checked. */
export const driftState = (check: { status: DriftCheckStatus } | null | undefined): State =>
  check ? states[check.status] : { label: 'Never checked', tone: 'gray', mark: 'ring' };

export const isChecking = (check: { status: DriftCheckStatus } | null | undefined): boolean =>
  check?.status === 'QUEUED' || check?.status === 'RUNNING';
