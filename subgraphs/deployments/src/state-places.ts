/** Where sites' states lie in customers' own clouds, and opening such a place with the customer's credential. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { inTenant, type ReadTx } from '@hosterizer/kit/tenancy';
import { titleOf as cloudTitle } from './clouds/clouds.ts';
import { credentialFor, partsOf, unopened } from './clouds/sealed.ts';
import type { Cloud } from './entities.ts';
import type { StateBackendKind } from './generated/resolvers.ts';
import { away, cloudOfKind, type Place, type PlaceKind, type PlaceStore } from './places/place.ts';
import type { Places } from './places/places.ts';

export type StatePlaceRow = Place & {
  id: string;
  customerId: string;
  siteId: string;
  /** Null while the state does not lie there yet, or any more. */
  since: Date | null;
};

/** A place, or the platform itself, of which nothing more is to be said. */
export type StateBackendModel = { kind: 'PLATFORM'; siteId: string } | StatePlaceRow;

export type StateMoveRow = {
  siteId: string;
  kind: StateBackendKind;
  bucket: string | null;
  copied: number;
  total: number;
  startedAt: Date;
};

/** With what the places are reached. */
export type Elsewhere = { db: Database; places: Places };

export const placeColumns = `state_place.id, state_place.customer_id as "customerId", state_place.site_id as "siteId", kind,
  bucket, prefix, region, storage_account as "storageAccount", since`;

/** Where these sites' states lie, those left out whose lie at the platform. */
export const placesOf = (tx: ReadTx, siteIds: readonly string[]): Promise<StatePlaceRow[]> =>
  rowsOf<StatePlaceRow>(
    tx,
    `select ${placeColumns} from deployments.state_place where site_id = any ($1) and since is not null`,
    [siteIds],
  );

/** The same with those at the platform; left out are sites that the reader does not see. */
export async function backendsOf(tx: ReadTx, siteIds: readonly string[]): Promise<StateBackendModel[]> {
  const places = new Map((await placesOf(tx, siteIds)).map((place) => [place.siteId, place]));
  const seen = await rowsOf<{ siteId: string }>(
    tx,
    `select id as "siteId" from unnest($1::uuid[]) as id where sites.customer_of(id) is not null`,
    [siteIds],
  );
  return seen.map(({ siteId }) => places.get(siteId) ?? { kind: 'PLATFORM', siteId });
}

/** Null at the platform. */
export const placeOf = async (tx: ReadTx, siteId: string): Promise<StatePlaceRow | null> =>
  (await placesOf(tx, [siteId]))[0] ?? null;

/** The states of these sites that are on their way. */
export const movesOf = (tx: ReadTx, siteIds: readonly string[]): Promise<StateMoveRow[]> =>
  rowsOf<StateMoveRow>(
    tx,
    `select state_move.site_id as "siteId", coalesce(kind, 'PLATFORM') as kind, bucket, copied, total,
       started_at as "startedAt"
     from deployments.state_move
     left join deployments.state_place
       on state_place.customer_id = state_move.customer_id and state_place.id = state_move.place_id
     where state_move.site_id = any ($1) and alive_until > now()`,
    [siteIds],
  );

/** How many of the customer's sites have their state at that cloud, or on its way there. */
export async function statesAt(tx: ReadTx, cloud: Cloud): Promise<number> {
  const kinds = Object.keys(cloudOfKind) as PlaceKind[];
  const [found] = await rowsOf<{ sites: number }>(
    tx,
    `select count(distinct site_id)::int as sites from deployments.state_place
     where kind = any ($1)
       and (since is not null or exists (
         select from deployments.state_move
         where state_move.customer_id = state_place.customer_id and place_id = state_place.id
       ) or exists (
         select from deployments.state_native_lock
         where state_native_lock.customer_id = state_place.customer_id and place_id = state_place.id
       ))
       and site_id in (select sites.still_there(array[site_id]))`,
    [kinds.filter((kind) => cloudOfKind[kind] === cloud)],
  );
  return found!.sites;
}

/** Throws Away when the customer's credential is not there, or does not open. */
export async function openPlace({ db, places }: Elsewhere, place: StatePlaceRow): Promise<PlaceStore> {
  const cloud = cloudOfKind[place.kind];
  const credential = await inTenant(db, place.customerId, (tx) => credentialFor(tx, place.customerId, cloud));
  if (!credential)
    throw away(`The state lies at ${cloudTitle(cloud)}, which is not connected any more: connect it anew.`, {
      refused: true,
    });
  const parts = partsOf(db.sealer, credential);
  if (!parts) throw away(unopened(cloud), { refused: true });
  return places(place, parts);
}
