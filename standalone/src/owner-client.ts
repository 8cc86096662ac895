/** A connection of the operator's commands. */
import { makeSealer, type Sealer } from '@hosterizer/kit/sealer';
import { clientOptions } from '@hosterizer/kit/postgres-address';
import pg from 'pg';
import { readStartConfig, type StartConfig } from './config.ts';
import { openFolders, type Folders } from './folders.ts';
import { ownerDoors } from './owner.ts';
import { Sentence } from './sentence.ts';

export type OwnerDoor = { client: pg.Client; sealer: Sealer; config: StartConfig; folders: Folders };

/** Connects as the database's owner for as long as `work` takes. Throws a Sentence when the database does not answer. */
export async function asOwner<T>(work: (door: OwnerDoor) => Promise<T>): Promise<T> {
  const config = readStartConfig();
  const folders = openFolders(config.HOSTERIZER_DATA);
  const { url, keys } = ownerDoors(config, folders);
  const { client, sealer } = openDoor(url, keys);
  await client.connect().catch((error: Error) => {
    throw new Sentence(`The database does not answer (${error.message}): start it, or mend DATABASE_URL.`);
  });
  try {
    return await work({ client, sealer, config, folders });
  } finally {
    await client.end();
  }
}

function openDoor(url: string, keys: Parameters<typeof makeSealer>[0]) {
  try {
    return { client: new pg.Client(clientOptions(url)), sealer: makeSealer(keys) };
  } catch (error) {
    throw new Sentence(error instanceof Error ? error.message : String(error));
  }
}
