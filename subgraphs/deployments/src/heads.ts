/** Where the logs of deployments stand, for gateways that follow them. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { invalid } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import { acrossTenants } from '@hosterizer/kit/tenancy';
import { deploymentOf, eventsOf } from './channels.ts';
import type { DeploymentStatus, LiveHead } from './generated/resolvers.ts';
import { hasEnded } from './lifecycle.ts';

const most = 1_000;

/** One statement for all of them. Channels that are no log, or nobody's, are left out. Throws VALIDATION_ERROR for too many. */
export async function headsOf(db: Database, channels: readonly string[]): Promise<LiveHead[]> {
  if (channels.length > most) throw invalid('channels', `Ask for at most ${most} channels at a time.`);
  const ids = channels.flatMap((channel) => deploymentOf(channel) ?? []).filter(isId);
  if (ids.length === 0) return [];
  const rows = await acrossTenants(db, 'platform', 'where watched logs stand', (tx) =>
    rowsOf<{ id: string; status: DeploymentStatus; sequence: number }>(
      tx,
      `select id, status, last_sequence as sequence
       from deployments.progress join deployments.deployment on id = deployment_id
       where deployment_id = any ($1)`,
      [ids],
    ),
  );
  return rows.map(({ id, status, sequence }) => ({
    channel: eventsOf(id),
    sequence,
    ended: hasEnded(status),
  }));
}
