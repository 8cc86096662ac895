/**
 * The modules that jobs are built of, each bundle unpacked once under its digest: it never changes, so what is there is
 * never fetched or compared again.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInside, unpackBundle } from '@hosterizer/kit/bundle';
import { openDoor } from './door.ts';
import { removeUnused } from './unused.ts';

/** What one fetch may take, in milliseconds. */
const patience = 60_000;

export type Wanted = {
  /** The platform's address of bundles, and the job's token. */
  url: string;
  token: string;
  bundle: string;
  until: AbortSignal;
};

/** The folder of a bundle's files, fetched where it is not there. Throws when the platform does not give it. */
export async function sourceOf(work: string, { url, token, bundle, until }: Wanted): Promise<string> {
  if (!/^[0-9a-f]{64}$/.test(bundle)) throw new Error(`The platform named a bundle that is none: ${bundle}`);
  const all = join(work, 'sources');
  const kept = join(all, bundle);
  if (!existsSync(kept)) await fetchTo(kept, { url, token, bundle, until });
  const now = new Date();
  utimesSync(kept, now, now);
  return kept;
}

async function fetchTo(kept: string, { url, token, bundle, until }: Wanted): Promise<void> {
  const failing = 'The modules could not be fetched';
  const { body } = await openDoor(url, token)({ method: 'GET', path: bundle, until, patience, failing });
  const files = await unpackBundle(body, bundle);
  const draft = `${kept}.${randomUUID()}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  for (const { path, content } of files) {
    const file = join(draft, path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, content, { mode: 0o600 });
  }
  removeUnused(dirname(kept));
  try {
    renameSync(draft, kept);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another job was first, with the same.
    if (!existsSync(kept)) throw error;
  }
}

/** The folder of a root module, as its parts. Throws for one that is no path within a bundle. */
export function partsOfRoot(root: string): string[] {
  if (!isInside(root)) throw new Error(`The platform named a root module that is none: ${root}`);
  return root.split('/');
}
