/** Two deployments side by side: what was ordered, and what existed when each had ended. */
import { rowsOf } from '@hosterizer/kit/database';
import { invalid, notFound } from '@hosterizer/kit/errors';
import type { ReadTx } from '@hosterizer/kit/tenancy';
import { differencesOf } from './differences.ts';
import type { DeploymentRow } from './entities.ts';
import type { AttributeChange, StateDiff } from './generated/resolvers.ts';
import { variablesIn } from './ordered-site.ts';
import { diffStates } from './state-document.ts';
import type { Shelf } from './state-shelf.ts';
import { openVersion } from './state-versions.ts';

export type Comparison = { from: DeploymentRow; to: DeploymentRow };

/**
 * Throws VALIDATION_ERROR unless both are of one site, in whatever environment of it; NOT_FOUND for a site that the
 * viewer does not see.
 */
export async function checkComparable(tx: ReadTx, { from, to }: Comparison): Promise<void> {
  const projects = await rowsOf<{ project: string | null }>(
    tx,
    `select distinct sites.project_of(id) as project from unnest($1::uuid[]) as id`,
    [[from.siteId, to.siteId]],
  );
  if (projects.some(({ project }) => project === null)) throw notFound('Site', to.siteId);
  if (from.customerId !== to.customerId || projects.length > 1)
    throw invalid('to', 'It must be a deployment of the same site, in any of its environments.');
}

/** What was ordered: configuration, size and variables. Secrets are no part of an order. */
export function orderDifferences({ from, to }: Comparison): AttributeChange[] {
  return differencesOf(orderOf(from), orderOf(to), () => false);
}

/** What existed; null when one of them left no state, or when it has not ended. */
export async function stateDifferences(
  tx: ReadTx,
  shelf: Shelf,
  { from, to }: Comparison,
): Promise<StateDiff | null> {
  if (from.stateVersion === null || to.stateVersion === null) return null;
  const before = await openVersion(tx, shelf, from.siteId, from.stateVersion);
  const after = await openVersion(tx, shelf, to.siteId, to.stateVersion);
  return { from: from.stateVersion, to: to.stateVersion, resources: diffStates(before, after) };
}

function orderOf(deployment: DeploymentRow): object {
  const { configuration, instance_type: size, variables = {} } = variablesIn(deployment);
  return { configuration, size, variables };
}
