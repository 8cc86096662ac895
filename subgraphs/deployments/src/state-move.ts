/**
 * A state moves to another place: the place is tried, every version copied as it is sealed and read back, and then all of
 * them are pointed there at once. Whatever fails, the state lies where it lay.
 */
import { conflict, externalFailure, invalid } from '@hosterizer/kit/errors';
import { inTenant } from '@hosterizer/kit/tenancy';
import type { Context } from './context.ts';
import type { SetStateBackendInput } from './generated/resolvers.ts';
import { siteOwnerOf } from './ordered-site.ts';
import { placeIn } from './places/place-input.ts';
import { folderOf, isAway, type PlaceStore } from './places/place.ts';
import { probe } from './places/probe.ts';
import {
  abandonMove,
  beginMove,
  isIncomplete,
  nextUncopied,
  noteCopies,
  switchPlace,
  type Copied,
  type Move,
  type Uncopied,
} from './state-move-steps.ts';
import { openPlace, type Elsewhere, type StatePlaceRow } from './state-places.ts';
import { fetchObject, sha256Of } from './state-shelf.ts';

const atOnce = 4;
/** Versions may come while others are copied; who writes all the time is not moved. */
const rounds = 3;

type Moving = Pick<Context, 'viewer' | 'read' | 'write' | 'elsewhere'>;

/**
 * Throws VALIDATION_ERROR for a place that cannot be, or does not do what is needed; NOT_FOUND; CONFLICT as beginMove does;
 * EXTERNAL_SERVICE_ERROR when a place does not answer.
 */
export async function setStateBackend(
  { viewer, read, write, elsewhere }: Moving,
  input: SetStateBackendInput,
): Promise<void> {
  const place = placeIn(input);
  const { siteId } = input;
  const customerId = viewer?.customerId ?? (await read((tx) => siteOwnerOf(tx, siteId)));
  const move = await inTenant(elsewhere.db, customerId, (tx) => beginMove(tx, siteId, place));
  try {
    const store = move.to && (await tried(elsewhere, move.to));
    for (let round = 0; round < rounds; round += 1) {
      await copyAll(elsewhere, { move, store, customerId });
      const arrived = await write(
        (tx) => siteOwnerOf(tx, siteId),
        (tx) => switchPlace(tx, move),
      ).then(() => true, butIncomplete);
      if (arrived) return;
    }
    throw conflict('New versions have come while the state was moved. Try again when nobody writes it.');
  } catch (error) {
    await inTenant(elsewhere.db, customerId, (tx) => abandonMove(tx, move));
    throw isAway(error) ? externalFailure(error.message) : error;
  }
}

function butIncomplete(error: unknown): false {
  if (isIncomplete(error)) return false;
  throw error;
}

/** A place that nobody has used yet. Throws VALIDATION_ERROR for what it says against it, Away when it says nothing. */
async function tried(elsewhere: Elsewhere, place: StatePlaceRow): Promise<PlaceStore> {
  try {
    const store = await openPlace(elsewhere, place);
    await probe(place, store);
    return store;
  } catch (error) {
    if (!isAway(error) || !error.refused) throw error;
    throw invalid('bucket', error.message);
  }
}

type Copying = { move: Move; store: PlaceStore | null; customerId: string };

async function copyAll(elsewhere: Elsewhere, { move, store, customerId }: Copying): Promise<void> {
  const sources = makeSources(elsewhere);
  const { db } = elsewhere;
  for (;;) {
    const wanted = await inTenant(db, customerId, (tx) => nextUncopied(tx, move, atOnce));
    if (wanted.length === 0) return;
    const copies = await Promise.all(wanted.map((one) => copy(one, sources, store, move.to)));
    await inTenant(db, customerId, (tx) => noteCopies(tx, move, copies));
  }
}

type Sources = (place: StatePlaceRow) => Promise<PlaceStore>;

/** Each place is opened once. */
function makeSources(elsewhere: Elsewhere): Sources {
  const opened = new Map<string, Promise<PlaceStore>>();
  return (place) => {
    const open = opened.get(place.id) ?? openPlace(elsewhere, place);
    opened.set(place.id, open);
    return open;
  };
}

async function copy(
  { version, sealed: here, objectId, sha256, from, asObject }: Uncopied,
  sources: Sources,
  store: PlaceStore | null,
  to: StatePlaceRow | null,
): Promise<Copied> {
  const sealed =
    here ?? (await fetchObject(await sources(from!), from!, { objectId: objectId!, sha256: sha256! }));
  const copied = { version, asObject, sealed, sha256: sha256Of(sealed) };
  if (!store || !to) return copied;
  await store.put(`${folderOf(to, to.siteId)}/${asObject}`, sealed);
  await fetchObject(store, to, { objectId: asObject!, sha256: copied.sha256 });
  return copied;
}
