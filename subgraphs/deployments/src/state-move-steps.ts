/** The steps of a state's move to another place, each a transaction: begun, copied, switched; or given up. */
import { rowsOf } from '@hosterizer/kit/database';
import { conflict } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { mustBeActive } from '@hosterizer/kit/standing';
import type { MutationTx, TenantTx } from '@hosterizer/kit/tenancy';
import { siteOf } from './channels.ts';
import { titleOf as cloudTitle } from './clouds/clouds.ts';
import { CloudCredential } from './entities.ts';
import { lockSite } from './ordered-site.ts';
import { cloudOfKind, type Place } from './places/place.ts';
import { placeColumns, placeOf, type StatePlaceRow } from './state-places.ts';
import { takeTurns } from './state-turns.ts';
import { mustBeIdle } from './state-versions.ts';

/** A move under way; `to` is null for the platform. */
export type Move = { id: string; siteId: string; to: StatePlaceRow | null };

/** A version whose copy is wanted, where it lies, and the object that it becomes; null at the platform. */
export type Uncopied = {
  version: number;
  sealed: Buffer | null;
  objectId: string | null;
  sha256: string | null;
  from: StatePlaceRow | null;
  asObject: string | null;
};

/** Whoever moves a state is heard of at least this often, in seconds. */
const aliveSeconds = 180;
const alive = `now() + make_interval(secs => ${aliveSeconds})`;

/** Throws NOT_FOUND, and CONFLICT when the state is there already, is used or moved, or the cloud is not connected. */
export async function beginMove(tx: TenantTx, siteId: string, place: Place | null): Promise<Move> {
  await mustBeActive(tx);
  await mustBeMovable(tx, siteId, place);
  const before = await placeOf(tx, siteId);
  if (isSame(before, place)) throw conflict('The state lies there already.');
  const [locked] = await rowsOf(tx, `select from deployments.state_native_lock where site_id = $1`, [siteId]);
  if (locked)
    throw conflict(
      'The lock at the place where the state lies is still being removed. Try again in a minute.',
    );

  const id = newId();
  const to = place && (await addPlace(tx, siteId, place));
  const [begun] = await rowsOf(
    tx,
    `insert into deployments.state_move (site_id, id, place_id, total, alive_until)
     values ($1, $2, $3, (select count(*) from deployments.state_version where site_id = $1), ${alive})
     on conflict (customer_id, site_id) do nothing returning id`,
    [siteId, id, to?.id ?? null],
  );
  if (!begun) throw conflict('The state is being moved already. Wait until it has arrived.');
  tx.announce(siteOf(siteId));
  return { id, siteId, to };
}

/** Whoever queues a deployment, locks the state or disconnects the cloud waits here, or is seen. */
async function mustBeMovable(tx: TenantTx, siteId: string, place: Place | null): Promise<void> {
  await lockSite(tx, siteId);
  await takeTurns(tx, siteId);
  await mustBeIdle(tx, siteId);
  if (!place) return;
  const cloudProvider = cloudOfKind[place.kind];
  const connected = await tx.findOne(CloudCredential, {
    where: { customerId: tx.customerId, cloudProvider },
    lock: { mode: 'pessimistic_read' },
  });
  const title = cloudTitle(cloudProvider);
  if (!connected) throw conflict(`Connect ${title} first: the state is laid there with its credential.`);
}

const isSame = (one: Place | null, other: Place | null): boolean =>
  one && other
    ? (['kind', 'bucket', 'prefix', 'region', 'storageAccount'] as const).every(
        (part) => one[part] === other[part],
      )
    : one === other;

async function addPlace(tx: TenantTx, siteId: string, place: Place): Promise<StatePlaceRow> {
  const [added] = await rowsOf<StatePlaceRow>(
    tx,
    `insert into deployments.state_place (id, site_id, kind, bucket, prefix, region, storage_account)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${placeColumns}`,
    [newId(), siteId, place.kind, place.bucket, place.prefix, place.region, place.storageAccount],
  );
  return added!;
}

/** The next few that are to be copied; none when all are there. */
export async function nextUncopied(tx: TenantTx, { siteId, to }: Move, most: number): Promise<Uncopied[]> {
  const found = await rowsOf<Omit<Uncopied, 'from' | 'asObject'> & StatePlaceRow>(
    tx,
    `select state_version.version, sealed, object_id as "objectId", state_version.sha256, ${placeColumns}
     from deployments.state_version
     left join deployments.state_place
       on state_place.customer_id = state_version.customer_id and state_place.id = place_id
     where state_version.site_id = $1 and ${to ? 'not exists (select from deployments.state_object as copy where copy.place_id = $3 and copy.version = state_version.version and copy.sha256 is not null)' : 'sealed is null and $3::uuid is null'}
     order by version limit $2`,
    [siteId, most, to?.id ?? null],
  );
  const wanted = found.map(({ version, sealed, objectId, sha256, ...from }) => ({
    ...{ version, sealed, objectId, sha256 },
    from: from.id === null ? null : from,
    asObject: to && newId(),
  }));
  for (const { asObject, version } of to ? wanted : [])
    await tx.query(
      `insert into deployments.state_object (id, site_id, place_id, version) values ($1, $2, $3, $4)`,
      [asObject, siteId, to!.id, version],
    );
  return wanted;
}

export type Copied = Pick<Uncopied, 'version' | 'asObject'> & { sealed: Buffer; sha256: string };

/** They are there. Throws CONFLICT when the move was given up meanwhile. */
export async function noteCopies(
  tx: TenantTx,
  { id, siteId, to }: Move,
  copies: readonly Copied[],
): Promise<void> {
  const [going] = await rowsOf(
    tx,
    `update deployments.state_move set copied = copied + $3, alive_until = ${alive}
     where site_id = $1 and id = $2 returning id`,
    [siteId, id, copies.length],
  );
  if (!going) throw conflict('Moving the state has taken too long, and was given up. It lies where it lay.');
  for (const { version, asObject, sealed, sha256 } of copies)
    if (to)
      await tx.query(`update deployments.state_object set sha256 = $2 where id = $1`, [asObject, sha256]);
    else
      await tx.query(`update deployments.state_version set sealed = $3 where site_id = $1 and version = $2`, [
        siteId,
        version,
        sealed,
      ]);
  tx.announce(siteOf(siteId));
}

/** A version has come that was not copied; nothing was changed. */
export type Incomplete = Error & { incomplete: true };

export const isIncomplete = (error: unknown): error is Incomplete =>
  error instanceof Error && 'incomplete' in error;

/** From here on the state lies there. Throws Incomplete, and as beginMove does. */
export async function switchPlace(tx: MutationTx, { id, siteId, to }: Move): Promise<void> {
  await mustBeMovable(tx, siteId, to);
  const before = await placeOf(tx, siteId);
  const [going] = await rowsOf(
    tx,
    `delete from deployments.state_move where site_id = $1 and id = $2 returning id`,
    [siteId, id],
  );
  if (!going) throw conflict('Moving the state has taken too long, and was given up. It lies where it lay.');
  await tx.query(
    `insert into deployments.state_object (id, site_id, place_id, doomed)
     select object_id, site_id, place_id, true from deployments.state_version
     where site_id = $1 and place_id is not null`,
    [siteId],
  );
  await (to ? pointThere(tx, siteId, to) : pointHere(tx, siteId));
  const [left] = await rowsOf(
    tx,
    `select from deployments.state_version where site_id = $1 and place_id is distinct from $2 limit 1`,
    [siteId, to?.id ?? null],
  );
  if (left) throw Object.assign(new Error('Some versions are not copied yet.'), { incomplete: true });
  await tx.query(`update deployments.state_place set since = null where site_id = $1`, [siteId]);
  if (to) await tx.query(`update deployments.state_place set since = now() where id = $1`, [to.id]);
  tx.announce(siteOf(siteId));
  await tx.audit({
    operation: 'setStateBackend',
    object: { type: 'Site', id: siteId },
    before: told(before),
    after: told(to),
  });
}

async function pointThere(tx: TenantTx, siteId: string, { id }: StatePlaceRow): Promise<void> {
  await tx.query(
    `update deployments.state_version
     set place_id = copy.place_id, object_id = copy.id, sha256 = copy.sha256, sealed = null
     from deployments.state_object as copy
     where state_version.site_id = $1 and copy.place_id = $2 and copy.customer_id = state_version.customer_id
       and copy.version = state_version.version and copy.sha256 is not null and not copy.doomed`,
    [siteId, id],
  );
  await tx.query(`delete from deployments.state_object where place_id = $1 and sha256 is not null`, [id]);
}

const pointHere = (tx: TenantTx, siteId: string) =>
  tx.query(
    `update deployments.state_version set place_id = null, object_id = null, sha256 = null
     where site_id = $1 and sealed is not null`,
    [siteId],
  );

/** What the audit log tells. */
const told = (place: Place | null) =>
  place
    ? {
        ...{ kind: place.kind, bucket: place.bucket, prefix: place.prefix },
        ...{ region: place.region, storageAccount: place.storageAccount },
      }
    : { kind: 'PLATFORM' };

/** The state stays where it lies; what was copied goes. */
export async function abandonMove(tx: TenantTx, { id, siteId }: Pick<Move, 'id' | 'siteId'>): Promise<void> {
  const [ended] = await rowsOf<{ placeId: string | null }>(
    tx,
    `delete from deployments.state_move where site_id = $1 and id = $2 returning place_id as "placeId"`,
    [siteId, id],
  );
  if (!ended) return;
  await tx.query(`update deployments.state_object set doomed = true where place_id = $1`, [ended.placeId]);
  await tx.query(
    `update deployments.state_version set sealed = null where site_id = $1 and place_id is not null`,
    [siteId],
  );
  tx.announce(siteOf(siteId));
}
