/**
 * The lock that Terraform's own backends have at such a place: an object with the description of its holder, made only
 * where there is none. Ours bears the id of the place as its ID, so that one that was left over is known as ours.
 */
import type { LockInfo } from '../lock-info.ts';
import { away, lockKeyOf, titleOf, type Place, type PlaceStore } from './place.ts';

const longest = 16 * 1024;
/** Others may take and free it between our two looks. */
const rounds = 4;

type At = { place: Place & { id: string }; store: PlaceStore; siteId: string };

/** Null when it is ours now; otherwise the description of who holds it. Throws Away. */
export async function lockNatively({ place, store, siteId }: At, info: LockInfo): Promise<LockInfo | null> {
  const key = lockKeyOf(place, siteId);
  const body = Buffer.from(JSON.stringify({ ...info, ID: place.id, Path: `${place.bucket}/${key}` }));
  for (let round = 0; round < rounds; round += 1) {
    if (await store.put(key, body, null)) return null;
    const found = await store.get(key, longest);
    if (!found) continue;
    const held = infoIn(found.bytes);
    if (held.ID !== place.id) return held;
    if (await store.put(key, body, found.mark)) return null;
  }
  throw away(`The lock in the ${titleOf(place)} changes hands all the time. Try again in a while.`, {
    refused: false,
  });
}

/** Removes it where it is ours. Throws Away. */
export async function unlockNatively({ place, store, siteId }: At): Promise<void> {
  const key = lockKeyOf(place, siteId);
  const found = await store.get(key, longest);
  if (found && infoIn(found.bytes).ID === place.id) await store.delete(key);
}

/** What others have written there may be anything. */
function infoIn(bytes: Buffer): LockInfo {
  try {
    const info = JSON.parse(bytes.toString()) as Partial<LockInfo> | null;
    if (typeof info?.ID === 'string') return { ...info, ID: info.ID };
  } catch {
    // Not Terraform's, and a lock all the same.
  }
  return { ID: 'unknown' };
}
