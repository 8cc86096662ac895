/** What nobody needs at customers' places: documents that became no version, copies of moves that failed, old places. */
import { rowsOf } from '@hosterizer/kit/database';
import { acrossTenants, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import { folderOf, isAway } from './places/place.ts';
import { abandonMove } from './state-move-steps.ts';
import { openPlace, placeColumns, type Elsewhere, type StatePlaceRow } from './state-places.ts';

/** Longer than laying a document can take. */
const youth = `interval '15 minutes'`;
const mostAtOnce = 500;

/** Ends moves that nobody is at any more, then removes what is left. */
export async function sweepLeftovers(elsewhere: Elsewhere): Promise<void> {
  const { db } = elsewhere;
  const customers = await acrossTenants(db, 'platform', 'find what is left at places', (tx) =>
    rowsOf<{ id: string }>(
      tx,
      `select customer_id as id from deployments.state_object where doomed or created_at < now() - ${youth}
       union select customer_id from deployments.state_move where alive_until < now()
       union select customer_id from deployments.state_place where since is null and created_at < now() - ${youth}`,
    ),
  );
  for (const { id } of customers)
    await sweepCustomer(elsewhere, id).catch((error: unknown) => {
      const say = isAway(error) ? 'info' : 'error';
      db.log[say](
        { err: error, customer: id },
        'Leftovers of states were not removed; the next sweep tries again.',
      );
    });
}

type Doomed = StatePlaceRow & { objectId: string };

async function sweepCustomer(elsewhere: Elsewhere, customerId: string): Promise<void> {
  const doomed = await inTenant(elsewhere.db, customerId, async (tx) => {
    await endDeadMoves(tx);
    return doom(tx);
  });
  const placeIds = new Set(doomed.map(({ id }) => id));
  for (const placeId of placeIds) {
    const objects = doomed.filter(({ id }) => id === placeId);
    const [place] = objects;
    const store = await openPlace(elsewhere, place!);
    for (const { objectId } of objects) {
      await store.delete(`${folderOf(place!, place!.siteId)}/${objectId}`);
      await inTenant(elsewhere.db, customerId, (tx) =>
        tx.query(`delete from deployments.state_object where id = $1 and doomed`, [objectId]),
      );
    }
  }
  await inTenant(elsewhere.db, customerId, forgetPlaces);
}

async function endDeadMoves(tx: TenantTx): Promise<void> {
  const dead = await rowsOf<{ id: string; siteId: string }>(
    tx,
    `select id, site_id as "siteId" from deployments.state_move where alive_until < now() for update`,
  );
  for (const move of dead) await abandonMove(tx, move);
}

/** From here on no version can be made of them. Of a place without a credential nothing can be removed: it is forgotten. */
async function doom(tx: TenantTx): Promise<Doomed[]> {
  await tx.query(
    `delete from deployments.state_object where place_id in (
       select id from deployments.state_place where not exists (
         select from deployments.cloud_credential
         where cloud_provider = case kind when 'S3' then 'AWS' when 'GCS' then 'GCP' else 'AZURE' end
       )
     )`,
  );
  await tx.query(
    `update deployments.state_object set doomed = true
     where not doomed and created_at < now() - ${youth}
       and not exists (select from deployments.state_move where place_id = state_object.place_id)`,
  );
  return rowsOf<Doomed>(
    tx,
    `select state_object.id as "objectId", ${placeColumns} from deployments.state_object
     join deployments.state_place on state_place.id = place_id where doomed limit ${mostAtOnce}`,
  );
}

const forgetPlaces = (tx: TenantTx) =>
  tx.query(
    `delete from deployments.state_place
     where since is null and created_at < now() - ${youth}
       and id not in (
         select place_id from deployments.state_object
         union select place_id from deployments.state_version where place_id is not null
         union select place_id from deployments.state_move where place_id is not null
         union select place_id from deployments.state_native_lock
       )`,
  );
