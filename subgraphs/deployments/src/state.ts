/**
 * Terraform's state of a site, by the protocol of its `http` backend: read, write, lock, unlock. Every version is kept
 * encrypted; what is written without the lock, or by a job that has been given to another runner, is refused.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { rowsOf } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import type { RouteAnswer } from '@hosterizer/kit/subgraph';
import type { HeldJob } from './jobs.ts';

/** Who writes: a job under its fence, or a person with a Terraform of their own. */
export type Writer = { id: string; job: HeldJob | null };

type LockInfo = { ID: string } & Record<string, unknown>;
type LockRow = {
  lock_id: string;
  info: LockInfo;
  job_id: string | null;
  fence: number | null;
  holder: string;
};
type VersionRow = { version: number; lineage: string; serial: string; md5: string; sealed: Buffer };

const json = (status: number, body: unknown): RouteAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The newest version; 404 when there is none. */
export async function readState(tx: TenantTx, keys: KeyRing, siteId: string): Promise<RouteAnswer> {
  const newest = await newestVersion(tx, siteId);
  if (!newest) return { status: 404 };
  const body = gunzipSync(keys.open(newest.sealed, siteId));
  const md5 = createHash('md5').update(body).digest('base64');
  return { status: 200, headers: { 'content-type': 'application/json', 'content-md5': md5 }, body };
}

/**
 * Keeps a new version. 423 without the lock, 409 for another lineage or an older serial, 400 for a body that is no
 * state or was damaged on its way (RFC 1864).
 */
export async function writeState(
  tx: TenantTx,
  keys: KeyRing,
  siteId: string,
  writer: Writer,
  { lockId, body, contentMd5 }: { lockId: string | undefined; body: Buffer; contentMd5: string | undefined },
): Promise<RouteAnswer> {
  const md5 = createHash('md5').update(body).digest('base64');
  if (contentMd5 !== undefined && contentMd5 !== md5)
    return json(400, { error: 'The state was damaged on its way.' });
  const state = parseState(body);
  if (!state) return json(400, { error: 'This is no Terraform state.' });

  const lock = await heldLock(tx, siteId);
  if (!lock || lock.lock_id !== lockId) {
    return json(
      lock ? 423 : 409,
      lock?.info ?? { error: 'Lock the state before you write it: set lock_address.' },
    );
  }
  if (!mine(lock, writer)) return json(423, lock.info);

  const newest = await newestVersion(tx, siteId);
  if (newest?.md5 === md5) return { status: 200 };
  if (newest && newest.lineage !== state.lineage) {
    return json(409, { error: `The site's state has the lineage ${newest.lineage}, not ${state.lineage}.` });
  }
  if (newest && BigInt(state.serial) <= BigInt(newest.serial)) {
    return json(409, { error: `The site's state is at serial ${newest.serial} already.` });
  }
  await tx.query(
    `insert into deployments.state_version (site_id, version, lineage, serial, md5, sealed, written_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      siteId,
      (newest?.version ?? 0) + 1,
      state.lineage,
      state.serial,
      md5,
      keys.seal(gzipSync(body), siteId),
      writer.id,
    ],
  );
  return { status: 200 };
}

/** 200 when the lock is the writer's, 423 with the holder's description when it is somebody else's. */
export async function lockState(
  tx: TenantTx,
  siteId: string,
  writer: Writer,
  body: Buffer,
): Promise<RouteAnswer> {
  const info = parseLock(body);
  if (!info) return json(400, { error: 'A lock needs an ID.' });
  const { job } = writer;

  const held = await heldLock(tx, siteId);
  if (held && held.lock_id !== info.ID) {
    // A job that was lost leaves its lock to the next runner of the same job, whose fence is higher.
    const inherited = job && held.job_id === job.id && held.fence !== null && held.fence < job.fence;
    if (!inherited) return json(423, held.info);
  }
  if (held && held.lock_id === info.ID && !mine(held, writer)) return json(423, held.info);

  await tx.query(
    `insert into deployments.state_lock (site_id, lock_id, info, job_id, fence, holder, expires_at)
     values ($1, $2, $3, $4, $5, $6, case when $4::uuid is null then now() + interval '1 hour' end)
     on conflict (customer_id, site_id) do update
     set lock_id = excluded.lock_id, info = excluded.info, job_id = excluded.job_id, fence = excluded.fence,
         holder = excluded.holder, created_at = now(), expires_at = excluded.expires_at`,
    [siteId, info.ID, info, job?.id ?? null, job?.fence ?? null, writer.id],
  );
  return { status: 200 };
}

/** Without a body (`terraform force-unlock`) only a person may unlock, and only a lock that no job holds. */
export async function unlockState(
  tx: TenantTx,
  siteId: string,
  writer: Writer,
  body: Buffer,
): Promise<RouteAnswer> {
  const held = await heldLock(tx, siteId);
  if (!held) return { status: 200 };
  const asked = parseLock(body);
  if (
    asked ? asked.ID !== held.lock_id || !mine(held, writer) : writer.job !== null || held.job_id !== null
  ) {
    return json(423, held.info);
  }
  await tx.query(`delete from deployments.state_lock where site_id = $1`, [siteId]);
  return { status: 200 };
}

/** Frees the lock that a job holds, when the job has ended. */
export async function releaseJobLock(tx: TenantTx, job: HeldJob): Promise<void> {
  await tx.query(`delete from deployments.state_lock where site_id = $1 and job_id = $2`, [
    job.siteId,
    job.id,
  ]);
}

async function heldLock(tx: TenantTx, siteId: string): Promise<LockRow | undefined> {
  // Two that lock at once take turns, also when there is no row yet that could be locked.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`state ${siteId}`]);
  const [held] = await rowsOf<LockRow>(
    tx,
    `select lock_id, info, job_id, fence, holder from deployments.state_lock
     where site_id = $1 and (expires_at is null or expires_at > now())`,
    [siteId],
  );
  return held;
}

const mine = (lock: LockRow, { id, job }: Writer): boolean =>
  job ? lock.job_id === job.id && lock.fence === job.fence : lock.job_id === null && lock.holder === id;

async function newestVersion(tx: TenantTx, siteId: string): Promise<VersionRow | undefined> {
  const [newest] = await rowsOf<VersionRow>(
    tx,
    `select version, lineage, serial, md5, sealed from deployments.state_version
     where site_id = $1 order by version desc limit 1`,
    [siteId],
  );
  return newest;
}

function parseState(body: Buffer): { lineage: string; serial: number } | null {
  const state = parseJson(body) as { lineage?: unknown; serial?: unknown } | null;
  if (typeof state?.lineage !== 'string' || !Number.isSafeInteger(state.serial)) return null;
  return { lineage: state.lineage, serial: state.serial as number };
}

function parseLock(body: Buffer): LockInfo | null {
  const info = parseJson(body) as LockInfo | null;
  return typeof info?.ID === 'string' && info.ID.length > 0 ? info : null;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
}
