/**
 * Terraform's state of a site, by the protocol of its `http` backend: read, write, lock, unlock. Every version is kept
 * encrypted; what is written without the lock is refused, and what a job writes that has been given to another runner
 * is set aside.
 */
import { recordDeed, type Actor } from '@hosterizer/kit/audit';
import { rowsOf } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import type { RouteAnswer } from '@hosterizer/kit/subgraph';
import type { TenantTx } from '@hosterizer/kit/tenancy';
import { json, refused } from './answers.ts';
import type { Viewer } from '@hosterizer/kit/viewer';
import { siteOf } from './channels.ts';
import { countResources, parseState } from './state-document.ts';
import { holderIn, type LockInfo } from './lock-info.ts';
import { freeLock, heldLock, type HeldLock } from './state-lock.ts';
import { placeOf } from './state-places.ts';
import { setAside, takeUpSetAside } from './state-set-aside.ts';
import { freeNatively, mustHoldNatively, type Shelf } from './state-shelf.ts';
import { keepVersion, md5Of, newestVersion, openVersion } from './state-versions.ts';

type HeldJob = NonNullable<Viewer['job']>;

/** Who writes: a job under its fence, or a person or key with a Terraform of their own. */
export type Writer = { job: HeldJob } | { job: null; actor: Actor };

type Sent = { body: Buffer; contentMd5: string | undefined };

/** Terraform's own descriptions are some hundred bytes long. */
const longestLock = 16 * 1024;

/** One version, or the newest when none is named; 404 when there is none. */
export async function readState(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  { version, download }: { version?: number | undefined; download?: boolean } = {},
): Promise<RouteAnswer> {
  const number = version ?? (await newestVersion(tx, siteId))?.version;
  const body = number === undefined ? null : await openVersion(tx, shelf, siteId, number);
  if (!body) return version === undefined ? { status: 404 } : refused(404, `There is no version ${version}.`);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'content-md5': md5Of(body),
      ...(download && {
        'content-disposition': `attachment; filename="${await nameOf(tx, siteId)}-v${number}.tfstate"`,
      }),
    },
    body,
  };
}

/**
 * Keeps a new version. 423 without the lock, 409 for another lineage or an older serial, 400 for a body that is no
 * state or was damaged on its way (RFC 1864).
 */
export async function writeState(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  writer: Writer,
  { body, contentMd5, lockId }: Sent & { lockId: string | undefined },
): Promise<RouteAnswer> {
  const state = stateIn(body, contentMd5);
  if ('status' in state) return state;

  const lock = await heldLock(tx, siteId);
  if (!lock || lock.lock_id !== lockId) {
    return lock
      ? locked(lock)
      : refused(409, 'Lock the state before you write it: set lock_address and unlock_address.');
  }
  if (!mine(lock, writer)) return locked(lock);

  const md5 = md5Of(body);
  const newest = await newestVersion(tx, siteId);
  if (newest?.md5 === md5) return { status: 200 };
  const { lineage, serial } = state;
  if (newest && newest.lineage !== lineage)
    return refused(409, `The site's state has the lineage ${newest.lineage}, not ${lineage}.`);
  if (newest && BigInt(serial) <= BigInt(newest.serial))
    return refused(409, `The site's state is at serial ${newest.serial} already.`);
  await keepVersion(tx, shelf, siteId, {
    ...{ version: (newest?.version ?? 0) + 1, lineage, serial, md5, body },
    resources: countResources(state),
    writtenBy: idOf(writer),
    deploymentId: writer.job?.deploymentId ?? null,
  });
  return { status: 200 };
}

/** A state from a job that has been given to another runner: kept where it may tell of something, and 409 in any case. */
export async function writeTooLate(
  tx: TenantTx,
  keys: KeyRing,
  job: HeldJob,
  { body, contentMd5 }: Sent,
): Promise<RouteAnswer> {
  const state = stateIn(body, contentMd5);
  if ('status' in state) return state;
  const kept = await setAside(tx, keys, job, state, body);
  return refused(
    409,
    kept
      ? 'This job is over or has been given to another runner. The state is kept aside for the next one that locks the state.'
      : 'This job is over or has been given to another runner, and the state is not newer than what is kept.',
  );
}

/** 200 when the lock is the writer's, 423 with the holder's description when it is somebody else's. */
export async function lockState(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  writer: Writer,
  body: Buffer,
): Promise<RouteAnswer> {
  const info = lockIn(body);
  if (!info) return refused(400, `A lock needs an ID, and has at most ${longestLock} bytes.`);
  const { job } = writer;

  const held = await heldLock(tx, siteId);
  if (held && held.lock_id !== info.ID) {
    // A job that was lost leaves its lock to the next runner of the same job, whose fence is higher.
    const inherited = job && held.job_id === job.id && held.fence !== null && held.fence < job.fence;
    if (!inherited) return locked(held);
  }
  if (held && held.lock_id === info.ID && !mine(held, writer)) return locked(held);
  const place = await placeOf(tx, siteId);
  if (place) mustHoldNatively(shelf, place, info);

  await tx.query(
    `insert into deployments.state_lock (site_id, lock_id, info, job_id, fence, holder, expires_at)
     values ($1, $2, $3, $4, $5, $6, case when $4::uuid is null then now() + interval '1 hour' end)
     on conflict (customer_id, site_id) do update
     set lock_id = excluded.lock_id, info = excluded.info, job_id = excluded.job_id, fence = excluded.fence,
         holder = excluded.holder, created_at = now(), expires_at = excluded.expires_at`,
    [siteId, info.ID, info, job?.id ?? null, job?.fence ?? null, idOf(writer)],
  );
  // The lock's row comes before the log's, as when a deployment ends, so that nobody locks anybody out.
  if (job) await takeUpSetAside(tx, shelf, siteId, job.deploymentId);
  tx.announce(siteOf(siteId));
  return { status: 200 };
}

/** Without a body (`terraform force-unlock`) only a person may unlock, and only a lock that no job holds. */
export async function unlockState(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  writer: Writer,
  body: Buffer,
): Promise<RouteAnswer> {
  const held = await heldLock(tx, siteId);
  if (!held) return { status: 200 };
  const asked = lockIn(body);
  if (asked) {
    if (asked.ID !== held.lock_id || !mine(held, writer)) return locked(held);
  } else {
    if (writer.job || held.job_id !== null) return locked(held);
    await recordDeed(tx, writer.actor, tx.customerId, {
      operation: 'breakStateLock',
      object: { type: 'Site', id: siteId },
      before: { lockId: held.lock_id },
      after: { reason: 'terraform force-unlock' },
    });
  }
  await freeLock(tx, siteId);
  await freeNatively(tx, shelf, siteId);
  return { status: 200 };
}

/**
 * With the holder's description. Terraform's command shows of it nothing but the ID, next to its own name as if that
 * were the holder's; so the ID says who it is. To unlock by force, any ID will do.
 */
const locked = ({ info, created_at: since }: HeldLock): RouteAnswer =>
  json(423, { ...info, ID: `${info.ID}, held by ${holderIn(info)} since ${since.toISOString()}` });

/** Of a lock at the place itself, which the platform has not given. */
export const lockedElsewhere = (info: LockInfo): RouteAnswer =>
  json(423, { ...info, ID: `${info.ID}, held by ${holderIn(info)} at the place where the state lies` });

const idOf = (writer: Writer): string => (writer.job ? writer.job.id : writer.actor.id);

const mine = (lock: HeldLock, writer: Writer): boolean =>
  writer.job
    ? lock.job_id === writer.job.id && lock.fence === writer.job.fence
    : lock.job_id === null && lock.holder === writer.actor.id;

function stateIn(body: Buffer, contentMd5: string | undefined) {
  if (contentMd5 !== undefined && contentMd5 !== md5Of(body))
    return refused(400, 'The state was damaged on its way.');
  return parseState(body) ?? refused(400, 'This is no Terraform state.');
}

function lockIn(body: Buffer): LockInfo | null {
  if (body.length > longestLock) return null;
  try {
    const info = JSON.parse(body.toString()) as LockInfo | null;
    return typeof info?.ID === 'string' && info.ID.length > 0 ? info : null;
  } catch {
    return null;
  }
}

/** The site's name as its newest deployment knew it, as far as every file system takes it; its id for want of one. */
async function nameOf(tx: TenantTx, siteId: string): Promise<string> {
  const [deployment] = await rowsOf<{ name: string | null }>(
    tx,
    `select variables ->> 'site_name' as name from deployments.deployment
     where site_id = $1 order by id desc limit 1`,
    [siteId],
  );
  const name = deployment?.name
    ?.normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
  return name || siteId;
}
