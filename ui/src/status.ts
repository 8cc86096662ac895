import type { DeploymentPhase, DeploymentStatus, DeploymentType, SiteStatus } from './generated/graphql.ts';

export type State = {
  label: string;
  tone: 'green' | 'blue' | 'gray' | 'purple' | 'yellow' | 'orange' | 'red';
  /** Something is going on: the dot pulses. */
  busy?: boolean;
  /** How the dot is drawn, so that a state never rests on its colour alone. */
  mark?: 'dot' | 'ring' | 'line' | 'dashed' | 'cross';
};

const sites: Record<SiteStatus, State> = {
  PENDING: { label: 'Not deployed', tone: 'gray', mark: 'ring' },
  PROVISIONING: { label: 'Deploying', tone: 'blue', busy: true },
  ACTIVE: { label: 'Live', tone: 'green' },
  UPDATING: { label: 'Updating', tone: 'blue', busy: true },
  FAILED: { label: 'Failed', tone: 'red', mark: 'cross' },
  DELETING: { label: 'Removing', tone: 'orange', busy: true },
  DELETED: { label: 'Removed', tone: 'gray', mark: 'line' },
};

const running: Record<DeploymentPhase, State> = {
  QUEUED: { label: 'Starting', tone: 'blue', busy: true },
  PLANNING: { label: 'Planning', tone: 'blue', busy: true },
  ESTIMATING: { label: 'Estimating', tone: 'blue', busy: true },
  POLICY_CHECK: { label: 'Policy check', tone: 'purple', busy: true },
  AWAITING_APPROVAL: { label: 'Waiting for approval', tone: 'yellow', mark: 'dashed' },
  APPLYING: { label: 'Applying', tone: 'blue', busy: true },
  FINISHED: { label: 'Finishing', tone: 'blue', busy: true },
};

export const siteState = (status: SiteStatus): State => sites[status];

export function deploymentState(deployment: {
  status: DeploymentStatus;
  phase: DeploymentPhase;
  type: DeploymentType;
  queuePosition?: number | null;
}): State {
  switch (deployment.status) {
    case 'QUEUED':
      return { label: sayQueued(deployment.queuePosition), tone: 'gray', mark: 'ring' };
    case 'RUNNING':
      return running[deployment.phase];
    case 'COMPLETED':
      return { label: deployment.type === 'DELETE' ? 'Removed' : 'Completed', tone: 'green' };
    case 'FAILED':
      return { label: 'Failed', tone: 'red', mark: 'cross' };
    case 'CANCELLED':
      return { label: 'Cancelled', tone: 'gray', mark: 'line' };
    case 'UNRESOLVED':
      return { label: 'Being checked', tone: 'orange', mark: 'dashed' };
  }
}

/** `Queued, position 3`; without the place while that is not known. */
const sayQueued = (position: number | null | undefined): string =>
  position ? `Queued, position ${position}` : 'Queued';

export const isOver = (status: DeploymentStatus): boolean =>
  status === 'COMPLETED' || status === 'FAILED' || status === 'CANCELLED';
