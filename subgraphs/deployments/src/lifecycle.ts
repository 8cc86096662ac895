/** Which status may follow which, for a deployment and for the site that it is of. */
import { conflict } from '@hosterizer/kit/errors';
import type { PhaseSpan } from './entities.ts';
import type { DeploymentPhase, DeploymentStatus, DeploymentType } from './generated/resolvers.ts';

const next: Record<DeploymentStatus, readonly DeploymentStatus[]> = {
  QUEUED: ['RUNNING', 'CANCELLED', 'FAILED'],
  // Back to QUEUED when its runner was lost before it changed anything.
  RUNNING: ['COMPLETED', 'FAILED', 'CANCELLED', 'UNRESOLVED', 'QUEUED'],
  // The next runner finds out what exists and goes on.
  UNRESOLVED: ['RUNNING', 'FAILED'],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
};

/** The only way in which a deployment's status changes. Throws CONFLICT for a move that there is not. */
export function advance(from: DeploymentStatus, to: DeploymentStatus): DeploymentStatus {
  if (!next[from].includes(to)) throw conflict(`A deployment that is ${from} cannot become ${to}.`);
  return to;
}

export const hasEnded = (status: DeploymentStatus): boolean => next[status].length === 0;

/** Whether Terraform had begun to change things: what was only planned is as good as untouched. */
export const hasApplied = (phases: readonly PhaseSpan[]): boolean =>
  phases.some(({ phase }) => phase === 'APPLYING');

/** What a site is while a deployment of this type is at it. */
export const siteDuring: Record<DeploymentType, string> = {
  CREATE: 'PROVISIONING',
  UPDATE: 'UPDATING',
  DELETE: 'DELETING',
};

/** What a site is after it. `changed` says whether Terraform had begun to change things. */
export function siteAfter(
  type: DeploymentType,
  outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED',
  { before, changed }: { before: string; changed: boolean },
): string {
  if (outcome === 'COMPLETED') return type === 'DELETE' ? 'DELETED' : 'ACTIVE';
  // What was not touched is as good as it was, and one that had failed before stays so. But whoever ordered a site that
  // could not even be planned should see that it failed.
  if (!changed && (outcome === 'CANCELLED' || before === 'ACTIVE')) return before;
  return 'FAILED';
}

/** The phases after entering one: the one before ends when this begins. Entering the current phase changes nothing. */
export function enter(phases: readonly PhaseSpan[], phase: DeploymentPhase, at: Date): PhaseSpan[] {
  const current = phases.at(-1);
  if (current?.phase === phase) return [...phases];
  const moment = at.toISOString();
  return [
    ...phases.slice(0, -1),
    ...(current ? [{ ...current, endedAt: moment }] : []),
    { phase, startedAt: moment, endedAt: phase === 'FINISHED' ? moment : null },
  ];
}
