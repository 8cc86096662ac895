/** The versions of a site's state: each is kept as it was written, encrypted, and no newer one takes its place. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { In } from 'typeorm';
import { rowsOf } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { conflict, invalid, notFound } from '@hosterizer/kit/errors';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { MutationTx, ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { siteOf } from './channels.ts';
import { Deployment } from './entities.ts';
import type { RestoreStateVersionInput } from './generated/resolvers.ts';
import { lockSite, siteOwnerOf } from './ordered-site.ts';
import { reasonOf } from './reason.ts';
import { countResources, parseState, withSerial } from './state-document.ts';
import { locksOf } from './state-lock.ts';
import { placeColumns, placeOf, type StatePlaceRow } from './state-places.ts';
import { putUp, takeDown, type Lying, type Shelf } from './state-shelf.ts';
import { takeTurns } from './state-turns.ts';

export type StateVersionRow = {
  siteId: string;
  version: number;
  lineage: string;
  serial: string;
  resources: number;
  size: number;
  createdAt: Date;
  /** The deployment whose job wrote it. */
  deploymentId: string | null;
  /** The job, or the person or key. */
  writtenBy: string;
  restoredFrom: number | null;
};

type Newest = { version: number; lineage: string; serial: string; md5: string };

export const versionColumns = `site_id as "siteId", version, lineage, serial, resources, size, created_at as "createdAt",
  deployment_id as "deploymentId", written_by as "writtenBy", restored_from as "restoredFrom"`;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

export const md5Of = (body: Buffer): string => createHash('md5').update(body).digest('base64');

/** What is kept of a state: compressed, then encrypted for its site. */
export const sealState = async (keys: KeyRing, siteId: string, body: Buffer): Promise<Buffer> =>
  keys.seal(await compress(body), siteId);

export const openState = async (keys: KeyRing, siteId: string, sealed: Buffer): Promise<Buffer> =>
  decompress(keys.open(sealed, siteId));

/** The newest version without its content; undefined when the site never had one. */
export async function newestVersion(tx: ReadTx, siteId: string): Promise<Newest | undefined> {
  const [newest] = await rowsOf<Newest>(
    tx,
    `select version, lineage, serial, md5 from deployments.state_version
     where site_id = $1 order by version desc limit 1`,
    [siteId],
  );
  return newest;
}

/** A version as it was written; null when there is none of this number. Throws a wish where it lies elsewhere. */
export async function openVersion(
  tx: ReadTx,
  shelf: Shelf,
  siteId: string,
  version: number,
): Promise<Buffer | null> {
  const [found] = await rowsOf<Lying & StatePlaceRow>(
    tx,
    `select sealed, object_id as "objectId", sha256, ${placeColumns} from deployments.state_version
     left join deployments.state_place
       on state_place.customer_id = state_version.customer_id and state_place.id = place_id
     where state_version.site_id = $1 and version = $2`,
    [siteId, version],
  );
  return found ? openState(shelf.keys, siteId, takeDown(shelf, found, found)) : null;
}

type NewVersion = Omit<Newest, 'serial'> & {
  serial: number | string;
  body: Buffer;
  resources: number;
  /** The job, or the person or key. */
  writtenBy: string;
  deploymentId: string | null;
  restoredFrom?: number;
};

/** Under the turn that `takeTurns` gives, and with the number after the newest. Throws a wish where it is to lie elsewhere. */
export async function keepVersion(
  tx: TenantTx,
  shelf: Shelf,
  siteId: string,
  { body, ...of }: NewVersion,
): Promise<StateVersionRow> {
  const seal = () => sealState(shelf.keys, siteId, body);
  const place = await placeOf(tx, siteId);
  const laid = place && (await putUp(tx, shelf, place, { siteId, md5: of.md5, seal }));
  const [kept] = await rowsOf<StateVersionRow>(
    tx,
    `insert into deployments.state_version
       (site_id, version, lineage, serial, md5, written_by, deployment_id, restored_from, resources, size,
        sealed, place_id, object_id, sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning ${versionColumns}`,
    [
      ...[siteId, of.version, of.lineage, of.serial, of.md5],
      ...[of.writtenBy, of.deploymentId, of.restoredFrom ?? null, of.resources, body.length],
      ...(laid ? [null, laid.placeId, laid.objectId, laid.sha256] : [await seal(), null, null, null]),
    ],
  );
  tx.announce(siteOf(siteId));
  return kept!;
}

/**
 * What differs between two versions of a site's state, of which 0 stands for no state at all. Throws NOT_FOUND for a
 * site or version that there is not, VALIDATION_ERROR for what is no number of a version.
 */
export async function stateBodies(
  tx: ReadTx,
  shelf: Shelf,
  siteId: string,
  versions: Readonly<Record<'from' | 'to', number>>,
): Promise<{ from: Buffer | null; to: Buffer | null }> {
  await siteOwnerOf(tx, siteId);
  const open = async (field: 'from' | 'to') => {
    const version = versions[field];
    if (version < 0) throw invalid(field, 'Versions are counted from 1; 0 stands for no state at all.');
    if (version === 0) return null;
    const body = await openVersion(tx, shelf, siteId, version);
    if (!body) throw notFound('State version', String(version));
    return body;
  };
  return { from: await open('from'), to: await open('to') };
}

/**
 * Makes an older version the newest one, with the next serial so that Terraform takes it. Throws NOT_FOUND,
 * VALIDATION_ERROR without a reason, CONFLICT while anybody holds the lock or a deployment is active.
 */
export async function restoreStateVersion(
  tx: MutationTx,
  shelf: Shelf,
  { siteId, version, reason }: RestoreStateVersionInput,
  by: string,
): Promise<StateVersionRow> {
  const said = reasonOf(reason);
  await mustBeActive(tx);
  // Whoever queues a deployment of the site waits here, or is seen below.
  await lockSite(tx, siteId);
  await takeTurns(tx, siteId);
  await mustBeIdle(tx, siteId);

  const older = await openVersion(tx, shelf, siteId, version);
  const newest = await newestVersion(tx, siteId);
  if (!older || !newest) throw notFound('State version', String(version));
  if (version === newest.version) throw conflict(`Version ${version} is the newest already.`);
  const serial = Number(newest.serial) + 1;
  const body = withSerial(older, serial);
  const restored = await keepVersion(tx, shelf, siteId, {
    ...{ version: newest.version + 1, lineage: newest.lineage, serial, md5: md5Of(body), body },
    ...{ resources: countResources(parseState(body)!), writtenBy: by, deploymentId: null },
    restoredFrom: version,
  });
  await tx.audit({
    operation: 'restoreStateVersion',
    object: { type: 'Site', id: siteId },
    before: { version: newest.version },
    after: { version: restored.version, restoredFrom: version, reason: said },
  });
  return restored;
}

/** Throws CONFLICT while anybody holds the lock or a deployment is active. */
export async function mustBeIdle(tx: TenantTx, siteId: string): Promise<void> {
  const [lock] = await locksOf(tx, [siteId]);
  if (lock) throw conflict(`${lock.who} holds the lock on the state. Wait until it is free.`);
  const active = await tx.findOneBy(Deployment, {
    siteId,
    status: In(['QUEUED', 'RUNNING', 'UNRESOLVED']),
  });
  if (active) throw conflict(`Deployment ${active.number} is active. Wait until it has ended, or cancel it.`);
}
