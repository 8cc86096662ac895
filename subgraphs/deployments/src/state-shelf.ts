/**
 * What lies at a customer's own cloud is fetched, laid and locked outside of any transaction. Whoever finds in a transaction
 * that it needs such a thing throws a wish; it is fulfilled, and then the work begins anew with it on the shelf.
 */
import { createHash } from 'node:crypto';
import { rowsOf } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { newId } from '@hosterizer/kit/ids';
import { inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import type { LockInfo } from './lock-info.ts';
import { holdNatively, settleNatively, type NativeHold } from './state-native-lock.ts';
import { openPlace, placeOf, type Elsewhere, type StatePlaceRow } from './state-places.ts';
import { away, folderOf, titleOf } from './places/place.ts';

/** A sealed document as an object of a place. */
export type Laid = { placeId: string; objectId: string; sha256: string };

export type Shelf = {
  keys: KeyRing;
  /** What was fetched, by the object's id. */
  fetched: Map<string, Buffer>;
  /** What was laid, by its site and MD5. */
  laid: Map<string, Laid>;
  /** Of which sites the lock at their place is held. */
  locked: Map<string, NativeHold>;
  /** Of which sites, whose states lie at places, the state's lock was freed; with the customer. */
  freed: Map<string, string>;
};

type Wish = (elsewhere: Elsewhere, shelf: Shelf) => Promise<void>;
type Wanting = Error & { wish: Wish };

const wanting = (wish: Wish): Wanting =>
  Object.assign(new Error('Something is wanted from a place that has to be fetched first.'), { wish });

const isWanting = (error: unknown): error is Wanting => error instanceof Error && 'wish' in error;

/** More than any work needs: two documents that are compared, or one that is read, one that is written, and a lock. */
const mostWishes = 8;
/** 64 MiB of state, which no compression makes much larger. */
export const longestDocument = 66 * 1024 * 1024;

/** Does the work with a shelf, as often as it takes; `work` opens transactions of its own. */
export type WithShelf = <T>(work: (shelf: Shelf) => Promise<T>) => Promise<T>;

export const makeWithShelf =
  (elsewhere: Elsewhere, keys: KeyRing): WithShelf =>
  async (work) => {
    const shelf: Shelf = {
      ...{ keys, fetched: new Map(), laid: new Map(), locked: new Map(), freed: new Map() },
    };
    try {
      return await fulfilling(elsewhere, shelf, work);
    } finally {
      await settleLocks(elsewhere, shelf);
    }
  };

async function fulfilling<T>(
  elsewhere: Elsewhere,
  shelf: Shelf,
  work: (shelf: Shelf) => Promise<T>,
): Promise<T> {
  for (let wishes = 0; ; wishes += 1) {
    try {
      return await work(shelf);
    } catch (error) {
      if (!isWanting(error) || wishes === mostWishes) throw error;
      await error.wish(elsewhere, shelf);
    }
  }
}

/** The lock at a place stays if the state's is held, and goes if it is not. What fails is the sweep's to do. */
async function settleLocks(elsewhere: Elsewhere, { locked, freed }: Shelf): Promise<void> {
  const unsettled = [
    ...[...locked].map(([siteId, { customerId, by }]) => ({ siteId, customerId, by })),
    ...[...freed].map(([siteId, customerId]) => ({ siteId, customerId })),
  ];
  for (const one of unsettled)
    await settleNatively(elsewhere, one).catch((error: unknown) =>
      elsewhere.db.log.warn({ err: error, site: one.siteId }, 'A lock object stays; a sweep removes it.'),
    );
}

/** What is kept of a version: where it lies, or the document itself. */
export type Lying = { sealed: Buffer | null; objectId: string | null; sha256: string | null };

/** The sealed document of a version. Throws a wish, whose fulfilment throws Away. */
export function takeDown(
  shelf: Shelf,
  { sealed, objectId, sha256 }: Lying,
  place: StatePlaceRow | null,
): Buffer {
  if (sealed) return sealed;
  const fetched = shelf.fetched.get(objectId!);
  if (fetched) return fetched;
  throw wanting(async (elsewhere, { fetched: found }) => {
    const of = { objectId: objectId!, sha256: sha256! };
    found.set(of.objectId, await fetchObject(await openPlace(elsewhere, place!), place!, of));
  });
}

/** Throws Away, also when it is not what was laid there. */
export async function fetchObject(
  store: Awaited<ReturnType<typeof openPlace>>,
  place: StatePlaceRow,
  { objectId, sha256 }: Omit<Laid, 'placeId'>,
): Promise<Buffer> {
  const key = `${folderOf(place, place.siteId)}/${objectId}`;
  const found = await store.get(key, longestDocument);
  if (found && sha256Of(found.bytes) === sha256) return found.bytes;
  const fault = found ? 'is not what the platform has written' : 'is not there any more';
  throw away(
    `The object ${key} in the ${titleOf(place)} ${fault}. Put it back, or restore another version.`,
    {
      refused: true,
    },
  );
}

type Document = { siteId: string; md5: string; seal: () => Promise<Buffer> };

/** Where the document was laid; from now on it is a version's. Throws a wish, whose fulfilment throws Away. */
export async function putUp(
  tx: TenantTx,
  shelf: Shelf,
  place: StatePlaceRow,
  { siteId, md5, seal }: Document,
): Promise<Laid> {
  const laid = shelf.laid.get(`${siteId} ${md5}`);
  if (laid?.placeId !== place.id) {
    const sealed = await seal();
    throw wanting(async (elsewhere, { laid: all }) => {
      all.set(`${siteId} ${md5}`, await layObject(elsewhere, place, sealed));
    });
  }
  const [mine] = await rowsOf(
    tx,
    `delete from deployments.state_object where id = $1 and not doomed returning id`,
    [laid.objectId],
  );
  if (!mine)
    throw away('Writing the state has taken too long, and was given up. Try again.', { refused: false });
  return laid;
}

/** It is written down before that something is laid there, so that nothing is left behind unseen. */
async function layObject(elsewhere: Elsewhere, place: StatePlaceRow, sealed: Buffer): Promise<Laid> {
  const objectId = newId();
  const store = await openPlace(elsewhere, place);
  await inTenant(elsewhere.db, place.customerId, (tx) =>
    tx.query(`insert into deployments.state_object (id, site_id, place_id) values ($1, $2, $3)`, [
      ...[objectId, place.siteId, place.id],
    ]),
  );
  await store.put(`${folderOf(place, place.siteId)}/${objectId}`, sealed);
  return { placeId: place.id, objectId, sha256: sha256Of(sealed) };
}

/** Only with the lock at the place may the state be locked here. Throws a wish, whose fulfilment throws Away or Foreign. */
export function mustHoldNatively(shelf: Shelf, place: StatePlaceRow, info: LockInfo): void {
  if (shelf.locked.get(place.siteId)?.placeId === place.id) return;
  throw wanting(async (elsewhere, { locked }) => {
    locked.set(place.siteId, await holdNatively(elsewhere, place, info));
  });
}

/** The state's lock was freed: the one at the place goes as soon as that is committed. */
export async function freeNatively(tx: TenantTx, shelf: Shelf, siteId: string): Promise<void> {
  if (await placeOf(tx, siteId)) shelf.freed.set(siteId, tx.customerId);
}

export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
