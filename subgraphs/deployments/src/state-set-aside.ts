/**
 * States that lost runners sent after their job had been given to another one. Each is kept, since it may be the only
 * record of something that exists; the next job to lock the site's state goes on from it where it still fits.
 */
import { rowsOf } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { newId } from '@hosterizer/kit/ids';
import type { ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { siteOf } from './channels.ts';
import { says } from './deployments.ts';
import { Deployment } from './entities.ts';
import { append } from './events.ts';
import { hasEnded } from './lifecycle.ts';
import { countResources, parseState, type StateDocument } from './state-document.ts';
import type { Shelf } from './state-shelf.ts';
import { takeTurns } from './state-turns.ts';
import { keepVersion, md5Of, newestVersion, openState, sealState } from './state-versions.ts';

export type SetAsideRow = {
  id: string;
  siteId: string;
  lineage: string;
  serial: string;
  createdAt: Date;
  deploymentId: string | null;
  version: number | null;
};

/** The job that sent it, which does not hold its lease any more. */
type LostJob = { id: string; deploymentId: string | null; siteId: string; fence: number };

const mostShown = 20;

/** Keeps a state that came too late. Answers false when it says nothing that the newest version does not. */
export async function setAside(
  tx: TenantTx,
  keys: KeyRing,
  job: LostJob,
  { lineage, serial }: Pick<StateDocument, 'lineage' | 'serial'>,
  body: Buffer,
): Promise<boolean> {
  const { siteId, deploymentId } = job;
  await takeTurns(tx, siteId);
  const newest = await newestVersion(tx, siteId);
  if (newest && (newest.lineage !== lineage || BigInt(serial) <= BigInt(newest.serial))) return false;

  const md5 = md5Of(body);
  const [known] = await rowsOf(
    tx,
    `select id from deployments.state_set_aside where site_id = $1 and job_id = $2 and md5 = $3`,
    [siteId, job.id, md5],
  );
  if (known) return true;
  await tx.query(
    `insert into deployments.state_set_aside
       (id, site_id, deployment_id, job_id, fence, lineage, serial, md5, sealed)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[newId(), siteId, deploymentId, job.id, job.fence, lineage, serial, md5],
      await sealState(keys, siteId, body),
    ],
  );
  await tell(
    tx,
    deploymentId,
    `A runner that was lost has sent the state of its work (serial ${serial}). It is kept, and the next job that locks the state goes on from it where it fits.`,
  );
  tx.announce(siteOf(siteId));
  return true;
}

/** For a job that has just locked the state: the highest state set aside that fits becomes the newest version. */
export async function takeUpSetAside(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  byDeployment: string | null,
): Promise<void> {
  const newest = await newestVersion(tx, siteId);
  const [fitting] = await rowsOf<{
    id: string;
    job_id: string;
    deployment_id: string | null;
    lineage: string;
    serial: string;
    md5: string;
    sealed: Buffer;
  }>(
    tx,
    `select id, job_id, deployment_id, lineage, serial, md5, sealed from deployments.state_set_aside
     where site_id = $1 and version is null
       and ($2::text is null or (lineage = $2 and serial > $3))
     order by serial desc, id desc limit 1`,
    [siteId, newest?.lineage ?? null, newest?.serial ?? null],
  );
  if (!fitting) return;
  const { lineage, serial, md5 } = fitting;
  const body = await openState(shelf.keys, siteId, fitting.sealed);
  const { version } = await keepVersion(tx, shelf, siteId, {
    ...{ version: (newest?.version ?? 0) + 1, lineage, serial, md5, body },
    resources: countResources(parseState(body)!),
    writtenBy: fitting.job_id,
    deploymentId: fitting.deployment_id,
  });
  await tx.query(`update deployments.state_set_aside set version = $2 where id = $1`, [fitting.id, version]);
  await tell(
    tx,
    byDeployment,
    `The state that a lost runner had sent too late (serial ${serial}) is version ${version} now.`,
  );
}

/** Of each of these sites the newest ones. */
export function setAsideOf(tx: ReadTx, siteIds: readonly string[]): Promise<SetAsideRow[]> {
  return rowsOf<SetAsideRow>(
    tx,
    `select found.* from unnest($1::uuid[]) as site (id) cross join lateral (
       select id, site_id as "siteId", lineage, serial, created_at as "createdAt",
         deployment_id as "deploymentId", version
       from deployments.state_set_aside where site_id = site.id order by id desc limit ${mostShown}
     ) as found`,
    [siteIds],
  );
}

/** In the log of a deployment that still has one. */
async function tell(tx: TenantTx, deploymentId: string | null, message: string): Promise<void> {
  const deployment = deploymentId && (await tx.findOneBy(Deployment, { id: deploymentId }));
  if (deployment && !hasEnded(deployment.status))
    await append(tx, deploymentId, says(deployment, message, 'WARN'));
}
