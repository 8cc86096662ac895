/**
 * The lock object at a site's place is there before the state's lock is, and goes after it. Whoever puts or removes it has
 * said so in its row first, and for that time nobody else does; so a process that dies leaves nothing that nobody sees.
 */
import { rowsOf } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { acrossTenants, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import { lockNatively, unlockNatively } from './places/native-lock.ts';
import { away, isAway, titleOf } from './places/place.ts';
import type { LockInfo } from './lock-info.ts';
import { openPlace, placeColumns, type Elsewhere, type StatePlaceRow } from './state-places.ts';
import { takeTurns } from './state-turns.ts';

export type NativeHold = { placeId: string; customerId: string; by: string };

/** Somebody who is not the platform has locked the place. */
export type Foreign = Error & { foreign: LockInfo };

export const isForeign = (error: unknown): error is Foreign => error instanceof Error && 'foreign' in error;

/** More than putting or removing it can take. */
const busySeconds = 60;

/** Takes it for the state's lock, which is to follow. Throws Away, and Foreign with the holder. */
export async function holdNatively(
  elsewhere: Elsewhere,
  place: StatePlaceRow,
  info: LockInfo,
): Promise<NativeHold> {
  const { siteId, customerId } = place;
  const by = newId();
  const store = await openPlace(elsewhere, place);
  const begun = await inTenant(elsewhere.db, customerId, (tx) =>
    rowsOf(
      tx,
      `insert into deployments.state_native_lock as held (site_id, place_id, busy_by, busy_until)
       values ($1, $2, $3, now() + make_interval(secs => ${busySeconds}))
       on conflict (customer_id, site_id) do update
       set place_id = excluded.place_id, busy_by = excluded.busy_by, busy_until = excluded.busy_until
       where held.busy_until <= now() returning site_id`,
      [siteId, place.id, by],
    ),
  );
  if (begun.length === 0)
    throw away(`The lock in the ${titleOf(place)} is being taken or freed at this moment. Try again.`, {
      refused: false,
    });
  const held = { customerId, siteId, by };
  const foreign = await orIdle(elsewhere, held, lockNatively({ place, store, siteId }, info));
  if (!foreign) return { placeId: place.id, customerId, by };
  await inTenant(elsewhere.db, customerId, (tx) => forget(tx, siteId, by));
  throw Object.assign(new Error('The place is locked.'), { foreign });
}

type Settling = { customerId: string; siteId: string; by?: string };

/** Leaves it while somebody holds the state's lock, and removes it otherwise. Throws Away; the sweep tries again. */
export async function settleNatively(
  elsewhere: Elsewhere,
  { customerId, siteId, by = newId() }: Settling,
): Promise<void> {
  const place = await inTenant(elsewhere.db, customerId, async (tx) => {
    await takeTurns(tx, siteId);
    const [needed] = await rowsOf(
      tx,
      `update deployments.state_native_lock set busy_by = null, busy_until = now()
       where site_id = $1 and (busy_by = $2 or busy_until <= now()) and exists (
         select from deployments.state_lock
         where state_lock.site_id = $1 and (expires_at is null or expires_at > now())
       ) returning site_id`,
      [siteId, by],
    );
    if (needed) return null;
    const [mine] = await rowsOf<StatePlaceRow>(
      tx,
      `update deployments.state_native_lock
       set busy_by = $2, busy_until = now() + make_interval(secs => ${busySeconds})
       from deployments.state_place
       where state_native_lock.site_id = $1 and (busy_by = $2 or busy_until <= now())
         and state_place.customer_id = state_native_lock.customer_id
         and state_place.id = state_native_lock.place_id
       returning ${placeColumns}`,
      [siteId, by],
    );
    return mine ?? null;
  });
  if (!place) return;
  const unlocking = openPlace(elsewhere, place).then((store) => unlockNatively({ place, siteId, store }));
  await orIdle(elsewhere, { customerId, siteId, by }, unlocking);
  await inTenant(elsewhere.db, customerId, (tx) => forget(tx, siteId, by));
}

/** Where the work fails, the next one may try at once, and hears why itself. */
async function orIdle<T>(
  { db }: Elsewhere,
  { customerId, siteId, by }: Required<Settling>,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await inTenant(db, customerId, (tx) =>
      tx.query(
        `update deployments.state_native_lock set busy_by = null, busy_until = now()
         where site_id = $1 and busy_by = $2`,
        [siteId, by],
      ),
    );
    throw error;
  }
}

const forget = (tx: TenantTx, siteId: string, by: string) =>
  tx.query(`delete from deployments.state_native_lock where site_id = $1 and busy_by = $2`, [siteId, by]);

/** Removes those whose state nobody has locked any more: of jobs that have ended, of people whose hour is over. */
export async function sweepNativeLocks(elsewhere: Elsewhere): Promise<void> {
  const { db } = elsewhere;
  const left = await acrossTenants(db, 'platform', 'find lock objects that are left over', (tx) =>
    rowsOf<Settling>(
      tx,
      `select customer_id as "customerId", site_id as "siteId" from deployments.state_native_lock as held
       where busy_until <= now() and not exists (
         select from deployments.state_lock
         where state_lock.customer_id = held.customer_id and state_lock.site_id = held.site_id
           and (expires_at is null or expires_at > now())
       ) limit 100`,
    ),
  );
  for (const one of left)
    await settleNatively(elsewhere, one).catch((error: unknown) => {
      const say = isAway(error) ? 'info' : 'error';
      db.log[say](
        { err: error, site: one.siteId },
        'A lock object was not removed; a later sweep tries again.',
      );
    });
}
