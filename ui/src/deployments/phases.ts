import type { DeploymentPhase, DeploymentStatus, DeploymentType } from '../generated/graphql.ts';

export type Step = {
  phase: DeploymentPhase;
  label: string;
  state: 'done' | 'active' | 'failed' | 'cancelled' | 'unknown' | 'upcoming' | 'skipped';
  /** Null for a step that has not begun, and for the last one. */
  startedAt: string | null;
  /** Null while it lasts, and where `startedAt` is. */
  endedAt: string | null;
};

type Deployment = {
  status: DeploymentStatus;
  type: DeploymentType;
  createdAt: string;
  completedAt?: string | null;
  phases: ReadonlyArray<{ phase: DeploymentPhase; startedAt: string; endedAt?: string | null }>;
};

const order: readonly DeploymentPhase[] = [
  'QUEUED',
  'PLANNING',
  'ESTIMATING',
  'POLICY_CHECK',
  'AWAITING_APPROVAL',
  'APPLYING',
];

const labels: Record<DeploymentPhase, string> = {
  QUEUED: 'Queued',
  PLANNING: 'Planning',
  ESTIMATING: 'Estimating',
  POLICY_CHECK: 'Policy check',
  AWAITING_APPROVAL: 'Approval',
  APPLYING: 'Applying',
  FINISHED: 'Live',
};

// Every deployment has these; the others only show when they have happened.
const always = new Set<DeploymentPhase>(['QUEUED', 'PLANNING', 'APPLYING']);

const stopped: Partial<Record<DeploymentStatus, Step['state']>> = {
  FAILED: 'failed',
  CANCELLED: 'cancelled',
  UNRESOLVED: 'unknown',
};

/** The story of a deployment as its steps: those that have been, the one that lasts, those to come. */
export function stepsOf(deployment: Deployment): Step[] {
  const spans = deployment.phases.filter((span) => span.phase !== 'FINISHED');
  const over = deployment.status === 'COMPLETED';
  const lastPhase = spans.at(-1)?.phase ?? 'QUEUED';

  const steps = order.flatMap((phase): Step[] => {
    // A phase may begin again when a lost runner's work is taken up by another.
    const mine = spans.filter((span) => span.phase === phase);
    if (mine.length === 0 && !always.has(phase)) return [];
    const startedAt = mine[0]?.startedAt ?? (phase === 'QUEUED' ? deployment.createdAt : null);
    const last = phase === lastPhase;
    const ended =
      mine.at(-1)?.endedAt ??
      (last && !isRunning(deployment.status) ? (deployment.completedAt ?? null) : null);
    return [
      {
        phase,
        label: labels[phase],
        state: stateOf(phase, mine.length > 0, last),
        startedAt,
        endedAt: ended,
      },
    ];
  });

  function stateOf(phase: DeploymentPhase, happened: boolean, last: boolean): Step['state'] {
    if (over) return happened || phase === 'QUEUED' ? 'done' : 'skipped';
    if (last) return stopped[deployment.status] ?? 'active';
    if (happened) return 'done';
    if (order.indexOf(phase) < order.indexOf(lastPhase)) return 'done';
    return isRunning(deployment.status) || deployment.status === 'UNRESOLVED' ? 'upcoming' : 'skipped';
  }

  return [
    ...steps,
    {
      phase: 'FINISHED',
      label: deployment.type === 'DELETE' ? 'Removed' : 'Live',
      state: over
        ? 'done'
        : isRunning(deployment.status) || deployment.status === 'UNRESOLVED'
          ? 'upcoming'
          : 'skipped',
      // Where it arrives takes no time.
      startedAt: null,
      endedAt: null,
    },
  ];
}

const isRunning = (status: DeploymentStatus) => status === 'QUEUED' || status === 'RUNNING';

/** What is happening in a customer's words. */
export function sayPhase(deployment: {
  status: DeploymentStatus;
  phase: DeploymentPhase;
  type: DeploymentType;
  queuePosition?: number | null;
}): string {
  const removing = deployment.type === 'DELETE';
  switch (deployment.status) {
    case 'QUEUED':
      return deployment.queuePosition
        ? `Queued, position ${deployment.queuePosition}`
        : 'Waiting for a free runner';
    case 'COMPLETED':
      return removing ? 'The site is gone' : 'The site is live';
    case 'FAILED':
      return 'Something went wrong';
    case 'CANCELLED':
      return 'Stopped before the end';
    case 'UNRESOLVED':
      return 'Checking what exists';
    case 'RUNNING':
      break;
  }
  const running: Record<DeploymentPhase, string> = {
    QUEUED: 'A runner is getting ready',
    PLANNING: 'Working out what has to change',
    ESTIMATING: 'Working out what it costs',
    POLICY_CHECK: 'Checking the rules',
    AWAITING_APPROVAL: 'Waiting for somebody to approve',
    APPLYING: removing ? 'Removing your site' : 'Building your site',
    FINISHED: 'Finishing',
  };
  return running[deployment.phase];
}
