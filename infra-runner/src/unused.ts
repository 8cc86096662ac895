/** What is kept for later jobs, and goes when none has asked for it. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** In milliseconds. */
const longestUnused = 7 * 24 * 60 * 60 * 1000;

/** Whoever uses an entry of the folder says so by its time. */
export function removeUnused(folder: string): void {
  const oldest = Date.now() - longestUnused;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    // Another job may be removing it, too.
    const seen = statSync(path, { throwIfNoEntry: false });
    if (seen && seen.mtimeMs < oldest) rmSync(path, { recursive: true, force: true });
  }
}
