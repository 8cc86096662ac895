import DataLoader from 'dataloader';
import { In } from 'typeorm';
import type { Database } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { byId } from '@hosterizer/kit/loaders';
import { inTenant, reachOf, type Reach, type TenantTx } from '@hosterizer/kit/tenancy';
import type { Tokens } from '@hosterizer/kit/tokens';
import { unauthenticated } from '@hosterizer/kit/errors';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { allotmentsOf, type Allotment } from './allotments.ts';
import type { Archive } from './archive.ts';
import { bySite } from './by-site.ts';
import type { Clouds } from './clouds/clouds.ts';
import { makeAskingFirst } from './clouds/gate.ts';
import { latestDriftChecks } from './drift.ts';
import { schedulesOf, type DriftScheduleRow } from './drift-schedule.ts';
import { Deployment, DriftCheck, Job, Progress, type DeploymentRow, type DriftCheckRow } from './entities.ts';
import type { HeldJob } from './jobs.ts';
import type { PlanDocument } from './plan-document.ts';
import { readDocuments } from './plans.ts';
import type { Positions } from './positions.ts';
import { requesterOf, type Requester } from './requester.ts';
import { locksOf, type StateLockRow } from './state-lock.ts';
import { setAsideOf, type SetAsideRow } from './state-set-aside.ts';
import type { Waiting } from './waiting.ts';

export type Doors = {
  db: Database;
  /** For what is kept of states and plans. */
  keys: KeyRing;
  tokens: Tokens;
  waiting: Waiting;
  positions: Positions;
  /** How many jobs of a customer may be under way at once where its allotment does not say. */
  customerConcurrency: number;
  archive: Archive | null;
  clouds: Clouds;
};

export type Context = Doors &
  Reach & {
    viewer: Viewer | null;
    /** Aborted when nobody waits for the answer any more. */
    left: AbortSignal | undefined;
    requester: Requester;
    /** As write, for what queues a job: a cloud whose last word is old is asked first. */
    order: Reach['write'];
    /** A transaction of the customer whose job the viewer holds. */
    atJob<T>(work: (tx: TenantTx, job: HeldJob) => Promise<T>): Promise<T>;
    deploymentById: DataLoader<string, DeploymentRow | null>;
    latestBySite: DataLoader<string, DeploymentRow | null>;
    lastSequenceById: DataLoader<string, number>;
    /** The runner that is at a deployment. */
    runnerById: DataLoader<string, string | null>;
    allotmentById: DataLoader<string, Allotment | null>;
    driftCheckById: DataLoader<string, DriftCheckRow | null>;
    /** One or none of each site. */
    latestDriftCheckBySite: DataLoader<string, DriftCheckRow[]>;
    driftScheduleBySite: DataLoader<string, DriftScheduleRow[]>;
    stateLockBySite: DataLoader<string, StateLockRow[]>;
    /** The newest of each site. */
    stateSetAsideBySite: DataLoader<string, SetAsideRow[]>;
    /** Opened plans: the newest of a deployment, and what a drift check has found. */
    planDocuments: Record<'ofDeployment' | 'ofDriftCheck', DataLoader<string, PlanDocument | null>>;
  };

export function makeContext(doors: Doors): (caller: Caller) => Context {
  const askingFirst = makeAskingFirst(doors.db, doors.clouds);
  return (caller) => {
    const { viewer } = caller;
    const reach = reachOf(doors.db, caller);
    return {
      ...doors,
      ...reach,
      viewer,
      left: caller.left,
      requester: requesterOf(caller),
      order: (owner, work) => askingFirst(() => reach.write(owner, work)),
      atJob: (work) => {
        const job = viewer?.job;
        if (!job || !viewer.customerId) throw unauthenticated('Only a runner at its job may say this.');
        return inTenant(doors.db, viewer.customerId, (tx) => work(tx, job));
      },
      deploymentById: byId(reach, Deployment),
      latestBySite: new DataLoader((siteIds) => latest(reach, siteIds)),
      lastSequenceById: new DataLoader((ids) => lastSequences(reach, ids)),
      runnerById: new DataLoader((ids) => runnersAt(reach, ids)),
      allotmentById: new DataLoader(async (ids) => {
        const found = await reach.read((tx) => allotmentsOf(tx, ids));
        return ids.map((id) => found.get(id) ?? null);
      }),
      driftCheckById: byId(reach, DriftCheck),
      latestDriftCheckBySite: bySite(reach, latestDriftChecks),
      driftScheduleBySite: bySite(reach, schedulesOf),
      stateLockBySite: bySite(reach, locksOf),
      stateSetAsideBySite: bySite(reach, setAsideOf),
      planDocuments: {
        ofDeployment: documents(doors, reach, 'deployment_id'),
        ofDriftCheck: documents(doors, reach, 'drift_check_id'),
      },
    };
  };
}

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

async function runnersAt({ read }: Reach, ids: readonly string[]): Promise<Array<string | null>> {
  const jobs = await read((tx) => tx.findBy(Job, { deploymentId: In([...ids]), status: 'CLAIMED' }));
  const found = new Map(jobs.map(({ deploymentId, runner }) => [deploymentId, runner]));
  return ids.map((id) => found.get(id) ?? null);
}

const documents = ({ keys }: Doors, { read }: Reach, of: 'deployment_id' | 'drift_check_id') =>
  new DataLoader((ids: readonly string[]) => read((tx) => readDocuments(tx, keys, of, ids)));
