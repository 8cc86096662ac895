/** How the operator's commands reach the database: as its owner, with the keys of what is sealed in it. */
import { join } from 'node:path';
import type { SealerKeys } from '@hosterizer/kit/sealer';
import type { StartConfig } from './config.ts';
import type { Folders } from './folders.ts';
import { runningPostgres } from './postgres.ts';
import { openSecrets } from './secrets.ts';
import { Sentence } from './sentence.ts';

/**
 * The database of the settings, or that of the platform which runs on the data folder; the keys of the settings, or
 * the installation's own. Throws a Sentence when no platform runs.
 */
export function ownerDoors(config: StartConfig, folders: Folders): { url: string; keys: SealerKeys } {
  const secrets = openSecrets(folders.keys);
  const keys = {
    dataKeys: config.HOSTERIZER_DATA_KEYS ?? secrets.dataKeys,
    indexKey: config.HOSTERIZER_INDEX_KEY ?? secrets.indexKey,
  };
  if (config.DATABASE_URL) return { url: config.DATABASE_URL, keys };
  const url = runningPostgres(join(folders.shared, 'postgres'), secrets.databaseOwner);
  if (!url) throw new Sentence(`No platform runs on ${folders.data}: start it first, or set DATABASE_URL.`);
  return { url: url('hosterizer'), keys };
}
