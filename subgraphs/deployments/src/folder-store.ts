/** Objects as files of a folder that nobody but the platform's user can read. */
import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from './object-store.ts';

/** Half of an object, from a process that died while it wrote, is removed after this. */
const halfLifeMilliseconds = 3600_000;

export function makeFolderStore(folder: string): ObjectStore {
  const halves = join(folder, '.halves');
  const at = (key: string) => join(folder, ...key.split('/'));

  return {
    async put(key, bytes) {
      await mkdir(halves, { recursive: true, mode: 0o700 });
      await removeOld(halves);
      const half = join(halves, randomUUID());
      const file = await open(half, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await mkdir(dirname(at(key)), { recursive: true, mode: 0o700 });
      await rename(half, at(key));
      // The new name has to be on the disk too before anybody relies on it.
      await synced(dirname(at(key)));
    },

    get: (key) => orNull(readFile(at(key))),

    delete: (key) => rm(at(key), { force: true }),

    async *list(prefix) {
      const names = await orNull(readdir(at(prefix.slice(0, -1))));
      for (const name of names ?? []) yield `${prefix}${name}`;
    },
  };
}

async function synced(folder: string): Promise<void> {
  const opened = await open(folder);
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}

async function removeOld(halves: string): Promise<void> {
  for (const name of await readdir(halves)) {
    // Another process may have finished or removed it meanwhile.
    const found = await orNull(stat(join(halves, name)));
    if (found && Date.now() - found.mtimeMs > halfLifeMilliseconds) {
      await rm(join(halves, name), { force: true });
    }
  }
}

async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
