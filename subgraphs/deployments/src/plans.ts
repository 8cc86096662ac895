/** Plans: what a job was going to change, kept encrypted, and whether it may go on to change it. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { rowsOf } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { conflict } from '@hosterizer/kit/errors';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import type { Viewer } from '@hosterizer/kit/viewer';
import { announceStatus } from './channels.ts';
import { noteDrift } from './drift.ts';
import { Deployment, Job, type DeploymentRow, type PlanSummary } from './entities.ts';
import type { PlannedAction } from './generated/resolvers.ts';
import { holdsJob, lostJob } from './leases.ts';
import type { PlanDocument, PlannedChanges } from './plan-document.ts';
import { approvedPlan, type WaitingPlan } from './plan-files.ts';

/** A deployment's plan as its row tells it; what each resource's attributes will be is read when it is asked for. */
export type PlanModel = PlanSummary & { deploymentId: string };

/** A resource of a plan, or one that has drifted. */
export type PlannedResourceModel = {
  address: string;
  action: PlannedAction;
  /** Opens the plan, which is done once for all of its resources. */
  details(): Promise<PlannedChanges>;
};

/** Whether the job may go on to apply; NOTED is the answer to a drift check, which never does. */
export type Verdict = 'PROCEED' | 'WAIT' | 'NOTED';

export type HeldJob = NonNullable<Viewer['job']>;

/** Bytes of a plan file of Terraform's. */
export const largestFile = 48 * 1024 * 1024;

const zip = promisify(gzip);
const unzip = promisify(gunzip);
const contextOf = (jobId: string) => `plan ${jobId}`;

export const modelOf = ({ id, plan }: DeploymentRow): PlanModel | null =>
  plan && { ...plan, deploymentId: id };

/**
 * Keeps what a job is going to change, and says whether it may. A plan that the job sent before is replaced, with its
 * file. Throws CONFLICT when another runner has the job by now.
 */
export async function storePlan(
  tx: TenantTx,
  keys: KeyRing,
  job: HeldJob,
  document: PlanDocument,
): Promise<Verdict> {
  const bytes = await sealed(keys, job.id, Buffer.from(JSON.stringify(document)));
  const deployment = await lockHeld(tx, job);
  const verdict = deployment ? await verdictOn(tx, keys, deployment, job, document) : 'NOTED';
  await tx.query(
    `insert into deployments.plan (job_id, deployment_id, drift_check_id, lineage, serial, document)
     select id, deployment_id, drift_check_id, $2, $3, $4 from deployments.job where id = $1
     on conflict (customer_id, job_id) do update
     set lineage = excluded.lineage, serial = excluded.serial, document = excluded.document, file = null,
         created_at = now()`,
    [job.id, document.lineage, document.serial, bytes],
  );
  if (deployment) {
    // Who applies an approved plan makes another one only when that was broken off and it has to see what is left.
    await tx.update(Job, { id: job.id, kind: 'APPLY' }, { kind: 'RECOVER' });
    await tx.update(Deployment, deployment.id, { plan: summaryOf(document) });
    announceStatus(tx, deployment);
  } else {
    await noteDrift(tx, job.id, changesIn(document).length + document.resourcesLeftOut);
  }
  return verdict;
}

/** Keeps Terraform's own file of the plan that the job has sent before. Throws CONFLICT without one, or as storePlan. */
export async function storeFile(tx: TenantTx, keys: KeyRing, job: HeldJob, file: Buffer): Promise<void> {
  const bytes = await sealed(keys, job.id, file);
  const deployment = await lockHeld(tx, job);
  const kept = deployment
    ? await rowsOf(tx, `update deployments.plan set file = $2 where job_id = $1 returning job_id`, [
        job.id,
        bytes,
      ])
    : [];
  if (kept.length === 0) throw conflict('Send the plan of this job first, then its file.');
}

/** The file of the plan that was approved, for the job that applies it. Throws CONFLICT without one, or as storePlan. */
export async function readFile(tx: TenantTx, keys: KeyRing, job: HeldJob): Promise<Buffer> {
  const deployment = await lockHeld(tx, job);
  const approved = deployment && (await approvedPlan(tx, deployment, job.id));
  if (!approved) throw conflict('No plan of this deployment has been approved.');
  return opened(keys, approved.jobId, await columnOf(tx, 'file', approved));
}

/** The resources of a deployment's plan; `open` is asked for the plan only where their details are. */
export const resourcesOf = (
  { resources }: PlanModel,
  open: () => Promise<PlanDocument | null>,
): PlannedResourceModel[] =>
  resources.map(({ address, action }, place) => ({
    ...{ address, action },
    async details() {
      const found = (await open())?.resources[place];
      // The deployment may have been planned anew since its row was read.
      return found?.address === address ? found : { reason: null, changes: [] };
    },
  }));

/** The newest plan of each deployment, or of each drift check, opened; null for one that has none. */
export async function readDocuments(
  tx: ReadTx,
  keys: KeyRing,
  of: 'deployment_id' | 'drift_check_id',
  ids: readonly string[],
): Promise<Array<PlanDocument | null>> {
  const rows = await rowsOf<{ of: string; job_id: string; document: Buffer }>(
    tx,
    `select distinct on (${of}) ${of} as of, job_id, document from deployments.plan
     where ${of} = any ($1) order by ${of}, job_id desc`,
    [ids],
  );
  const byId = new Map(rows.map((row) => [row.of, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = byId.get(id);
      return row ? documentOf(keys, row.job_id, row.document) : null;
    }),
  );
}

async function columnOf(tx: ReadTx, column: 'document' | 'file', { jobId }: WaitingPlan): Promise<Buffer> {
  const [plan] = await rowsOf<{ bytes: Buffer }>(
    tx,
    `select ${column} as bytes from deployments.plan where job_id = $1`,
    [jobId],
  );
  return plan!.bytes;
}

/** The deployment of a job, locked; null for a drift check's. Throws CONFLICT when another runner has the job by now. */
async function lockHeld(tx: TenantTx, { id, fence, deploymentId }: HeldJob): Promise<DeploymentRow | null> {
  // The deployment's row comes first, here as in cancel and in finish, so that nobody takes the job meanwhile.
  const deployment = deploymentId
    ? await tx.findOne(Deployment, { where: { id: deploymentId }, lock: { mode: 'pessimistic_write' } })
    : null;
  if (!(await holdsJob(tx, id, fence))) throw lostJob();
  return deployment;
}

/** Leave that was given is for one plan: what goes on from it needs none, and what goes beyond it needs it again. */
async function verdictOn(
  tx: TenantTx,
  keys: KeyRing,
  deployment: DeploymentRow,
  job: HeldJob,
  document: PlanDocument,
): Promise<Verdict> {
  const { approvalPolicy, awaitsApproval } = deployment;
  const needsLeave =
    awaitsApproval ||
    approvalPolicy === 'ALWAYS' ||
    (approvalPolicy === 'DESTRUCTIVE' && document.destroy > 0);
  if (!needsLeave) return 'PROCEED';
  const approved = await approvedPlan(tx, deployment, job.id);
  if (!approved) return 'WAIT';
  const stored = await columnOf(tx, 'document', approved);
  return isWithin(document, await documentOf(keys, approved.jobId, stored)) ? 'PROCEED' : 'WAIT';
}

/** Whether everything in a plan had stood in an earlier one, of which a part has been done by now. */
export function isWithin(plan: PlanDocument, { resources: earlier }: PlanDocument): boolean {
  const agreed = new Set<string>();
  for (const { address, action } of earlier) {
    // Of a replacement the one half may be done.
    for (const part of action === 'REPLACE' ? ['REPLACE', 'DELETE', 'CREATE'] : [action])
      agreed.add(`${part} ${address}`);
  }
  return (
    plan.resourcesLeftOut === 0 &&
    changesIn(plan).every(({ address, action }) => agreed.has(`${action} ${address}`))
  );
}

/** Reading changes nothing. */
const changesIn = ({ resources }: PlanDocument) => resources.filter(({ action }) => action !== 'READ');

const summaryOf = ({ add, change, destroy, resources, resourcesLeftOut }: PlanDocument): PlanSummary => ({
  ...{ add, change, destroy, resourcesLeftOut },
  resources: resources.map(({ address, action }) => ({ address, action })),
  plannedAt: new Date().toISOString(),
});

const sealed = async (keys: KeyRing, jobId: string, plain: Buffer): Promise<Buffer> =>
  keys.seal(await zip(plain), contextOf(jobId));

const opened = (keys: KeyRing, jobId: string, bytes: Buffer): Promise<Buffer> =>
  unzip(keys.open(bytes, contextOf(jobId)));

const documentOf = async (keys: KeyRing, jobId: string, bytes: Buffer): Promise<PlanDocument> =>
  JSON.parse((await opened(keys, jobId, bytes)).toString()) as PlanDocument;
