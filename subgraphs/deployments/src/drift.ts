/** Drift checks: comparing what exists with what was built last. A runner does so by a job; nothing is changed. */
import { In } from 'typeorm';
import { conflict } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { mustBeActive } from '@hosterizer/kit/standing';
import { rowsOf } from '@hosterizer/kit/database';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { siteOf } from './channels.ts';
import { mustBeConnected } from './clouds/gate.ts';
import { Deployment, DriftCheck, type DriftCheckRow, type JobRow } from './entities.ts';
import type { DriftCheckTrigger, FinishJobInput } from './generated/resolvers.ts';
import { closeJob } from './leases.ts';
import { lockSite, type LockedSite } from './ordered-site.ts';
import { enqueue } from './queue.ts';

/** Of each site so many are kept, the newest. */
const mostKept = 100;

/**
 * Queues a check. Whoever asks while one is under way is given that one. Throws NOT_FOUND, CONFLICT when the site was
 * never built, while a deployment of it is active, when its customer is not, and as mustBeConnected.
 */
export async function checkDrift(
  tx: TenantTx,
  siteId: string,
  requestedBy: string | null,
): Promise<DriftCheckRow> {
  await mustBeActive(tx);
  const site = await lockSite(tx, siteId);
  const already = await underWay(tx, site.id);
  if (already) return already;
  const obstacle = await whyNot(tx, site.id);
  if (obstacle) throw conflict(obstacle);
  await mustBeConnected(tx, site.cloud_provider);
  return queueCheck(tx, site, 'PERSON', requestedBy);
}

export const underWay = (tx: TenantTx, siteId: string): Promise<DriftCheckRow | null> =>
  tx.findOneBy(DriftCheck, { siteId, status: In(['QUEUED', 'RUNNING']) });

/** Why a site cannot be checked now, as a sentence; null when it can. Under the site's lock. */
export async function whyNot(tx: TenantTx, siteId: string): Promise<string | null> {
  if (!(await tx.existsBy(Deployment, { siteId, status: 'COMPLETED' })))
    return 'Nothing of this site has been built yet: deploy it first.';
  const active = await tx.findOneBy(Deployment, {
    siteId,
    status: In(['QUEUED', 'RUNNING', 'UNRESOLVED']),
  });
  if (!active) return null;
  return `Deployment ${active.number} of this site is active. Wait until it has ended, or cancel it.`;
}

/** Under the site's lock, and where nothing stands against it. */
export async function queueCheck(
  tx: TenantTx,
  { id: siteId, cloud_provider: cloudProvider }: Pick<LockedSite, 'id' | 'cloud_provider'>,
  trigger: DriftCheckTrigger,
  requestedBy: string | null,
): Promise<DriftCheckRow> {
  const id = newId();
  const { customerId } = tx;
  await tx.insert(DriftCheck, { id, customerId, siteId, trigger, requestedBy });
  await enqueue(tx, { kind: 'DRIFT', siteId, driftCheckId: id, cloudProvider });
  await tx.query(
    `delete from deployments.drift_check
     where id in (select id from deployments.drift_check where site_id = $1 order by id desc offset $2)`,
    [siteId, mostKept],
  );
  tx.announce(siteOf(siteId));
  return tx.findOneByOrFail(DriftCheck, { id });
}

/** What a check's runner has found, before it says that it has ended. */
export async function noteDrift(tx: TenantTx, jobId: string, drifted: number): Promise<void> {
  await tx.query(
    `update deployments.drift_check set drifted = $2
     where id = (select drift_check_id from deployments.job where id = $1)`,
    [jobId, drifted],
  );
}

/** Ends a check with its job. Throws CONFLICT for one that is said to be complete and has found nothing out. */
export async function endDriftCheck(
  tx: TenantTx,
  job: JobRow,
  { outcome, errorMessage }: Pick<FinishJobInput, 'outcome'> & { errorMessage?: string | null | undefined },
): Promise<void> {
  const id = job.driftCheckId!;
  await closeJob(tx, job);
  await tx.update(DriftCheck, id, {
    status: outcome === 'COMPLETED' ? await findingOf(tx, id) : outcome === 'FAILED' ? 'FAILED' : 'CANCELLED',
    errorMessage: outcome === 'FAILED' ? (errorMessage ?? null) : null,
    completedAt: new Date(),
  });
  tx.announce(siteOf(job.siteId));
}

async function findingOf(tx: TenantTx, id: string): Promise<'IN_SYNC' | 'DRIFTED'> {
  const [check] = await rowsOf<{ drifted: number | null }>(
    tx,
    `select drifted from deployments.drift_check where id = $1`,
    [id],
  );
  if (check?.drifted == null) throw conflict('Send what was found first, to /plans/ and the job’s id.');
  return check.drifted > 0 ? 'DRIFTED' : 'IN_SYNC';
}

/** Newest first. Throws VALIDATION_ERROR for a page that cannot be. */
export function listDriftChecks(
  tx: ReadTx,
  siteId: string,
  page: PageArguments,
): Promise<Page<DriftCheckRow>> {
  const query = tx.createQueryBuilder(DriftCheck, 'drift_check');
  return pageOf(query.where('drift_check.site_id = :siteId', { siteId }), page);
}

/** The newest check of each of these sites that has one. */
export function latestDriftChecks(tx: ReadTx, siteIds: readonly string[]): Promise<DriftCheckRow[]> {
  return tx
    .createQueryBuilder(DriftCheck, 'drift_check')
    .distinctOn(['drift_check.site_id'])
    .where('drift_check.site_id in (:...siteIds)', { siteIds })
    .orderBy('drift_check.site_id')
    .addOrderBy('drift_check.id', 'DESC')
    .getMany();
}
