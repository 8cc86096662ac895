import DataLoader from 'dataloader';
import { In } from 'typeorm';
import type { Blueprints } from '@hosterizer/kit/blueprints';
import type { Database } from '@hosterizer/kit/database';
import { byId } from '@hosterizer/kit/loaders';
import { inTenant, reachOf, type Reach, type TenantTx } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import { unauthenticated } from '@hosterizer/kit/errors';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { Deployment, Progress, type DeploymentRow } from './entities.ts';
import type { HeldJob } from './jobs.ts';
import type { Waiting } from './waiting.ts';

export type Doors = { db: Database; tokens: Tokens; blueprints: Blueprints; waiting: Waiting };

export type Context = Doors &
  Reach & {
    viewer: Viewer | null;
    /** A transaction of the customer whose job the viewer holds. */
    atJob<T>(work: (tx: TenantTx, job: HeldJob) => Promise<T>): Promise<T>;
    deploymentById: DataLoader<string, DeploymentRow | null>;
    latestBySite: DataLoader<string, DeploymentRow | null>;
    lastSequenceById: DataLoader<string, number>;
  };

export const makeContext =
  (doors: Doors) =>
  (caller: Caller): Context => {
    const { viewer } = caller;
    const reach = reachOf(doors.db, caller);
    return {
      ...doors,
      ...reach,
      viewer,
      atJob: (work) => {
        const job = viewer?.job;
        if (!job || !viewer.customerId) throw unauthenticated('Only a runner at its job may say this.');
        return inTenant(doors.db, viewer.customerId, (tx) => work(tx, job));
      },
      deploymentById: byId(reach, Deployment),
      latestBySite: new DataLoader((siteIds) => latest(reach, siteIds)),
      lastSequenceById: new DataLoader((ids) => lastSequences(reach, ids)),
    };
  };

async function latest({ read }: Reach, siteIds: readonly string[]): Promise<Array<DeploymentRow | null>> {
  const rows = await read((tx) =>
    tx
      .createQueryBuilder(Deployment, 'deployment')
      .distinctOn(['deployment.site_id'])
      .where('deployment.site_id in (:...siteIds)', { siteIds })
      .orderBy('deployment.site_id')
      .addOrderBy('deployment.id', 'DESC')
      .getMany(),
  );
  const bySite = new Map(rows.map((row) => [row.siteId, row]));
  return siteIds.map((id) => bySite.get(id) ?? null);
}

async function lastSequences({ read }: Reach, ids: readonly string[]): Promise<number[]> {
  const rows = await read((tx) => tx.findBy(Progress, { deploymentId: In([...ids]) }));
  const found = new Map(rows.map(({ deploymentId, lastSequence }) => [deploymentId, lastSequence]));
  return ids.map((id) => found.get(id) ?? 0);
}
