import { deploymentState, type State } from '@hosterizer/ui/status';
import { nameIn } from '@hosterizer/ui/sites/environments';
import type { JobKind, JobRowFragment, RunnerRowFragment, RunnerStatus } from '../generated/graphql.ts';

export const kindNames: Record<JobKind, string> = {
  PLAN: 'Plan and apply',
  APPLY: 'Apply an approved plan',
  DESTROY: 'Remove the site',
  DRIFT: 'Drift check',
  RECOVER: 'Recover after a lost runner',
};

const runnerStates: Record<RunnerStatus, State> = {
  IDLE: { label: 'Idle', tone: 'green' },
  WORKING: { label: 'Working', tone: 'blue', busy: true },
  DRAINING: { label: 'Draining', tone: 'yellow', mark: 'dashed' },
  UNABLE: { label: 'Cannot work', tone: 'red', mark: 'cross' },
  OFFLINE: { label: 'Offline', tone: 'gray', mark: 'line' },
};

export const runnerState = (status: RunnerStatus): State => runnerStates[status];

/** Where a job stands: its deployment's phase, or the check that it is. */
export function jobState({ deployment, runner }: JobRowFragment): State {
  if (deployment) return deploymentState(deployment);
  return runner == null
    ? { label: 'Queued', tone: 'gray', mark: 'ring' }
    : { label: 'Checking drift', tone: 'blue', busy: true };
}

/** `Flower shop #12`, or `Flower shop, drift check`. */
export const subjectOf = ({ site, deployment }: JobRowFragment): string =>
  deployment ? `${nameIn(site)} #${deployment.number}` : `${nameIn(site)}, drift check`;

type Queue = { running: JobRowFragment[]; waiting: JobRowFragment[] };

/** The jobs that runners are at, and those that wait; each in the order in which the platform tells them. */
export function splitQueue(jobs: readonly JobRowFragment[]): Queue {
  return {
    running: jobs.filter(({ runner }) => runner != null),
    waiting: jobs.filter(({ runner }) => runner == null),
  };
}

const isOffline = ({ status }: RunnerRowFragment) => status === 'OFFLINE';

/** Those that are here first; otherwise as the platform tells them, by pool and name. */
export const hereFirst = (runners: readonly RunnerRowFragment[]): RunnerRowFragment[] => [
  ...runners.filter((runner) => !isOffline(runner)),
  ...runners.filter(isOffline),
];

/** `3 runners are here, 2 of 6 slots in use; 1 is offline.` */
export function sayRunners(runners: readonly RunnerRowFragment[]): string {
  const here = runners.filter((runner) => !isOffline(runner));
  const slots = here.reduce((sum, runner) => sum + runner.slots, 0);
  const used = here.reduce((sum, { jobs }) => sum + jobs.length, 0);
  const away = runners.length - here.length;
  const first =
    here.length === 0
      ? 'No runner is here'
      : `${here.length === 1 ? '1 runner is' : `${here.length} runners are`} here, ${used} of ${slots} slots in use`;
  return away === 0 ? `${first}.` : `${first}; ${away} ${away === 1 ? 'is' : 'are'} offline.`;
}

export const poolsOf = (runners: readonly RunnerRowFragment[]): string[] =>
  [...new Set(runners.map(({ pool }) => pool))].sort();
