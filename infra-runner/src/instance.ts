import { ConfigError } from '@hosterizer/kit/config';
import { linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './folder.ts';
import { identify, startOf, type Identity } from './process.ts';

/** Makes sure that no other runner works in this folder. Returns what gives it back; throws when one does. */
export function claimFolder(work: string): () => void {
  const path = join(work, 'runner.json');
  const self = identify(process.pid);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(self), { mode: 0o600 });
  try {
    while (!link(draft, path)) {
      const holder = readJson<Identity>(path);
      const taken = holder !== null && holder.boot === self?.boot && startOf(holder.pid) === holder.start;
      if (taken && holder.pid !== process.pid) {
        throw new ConfigError(
          `Another runner (process ${holder.pid}) works in ${work}. Give this one a HOSTERIZER_RUNNER_DATA of its own.`,
        );
      }
      breakClaim(path, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/** A link appears whole and fails where the name exists: of two that start at once, one gets it. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes what a dead runner has left, and puts it back if somebody living has taken its place meanwhile. */
function breakClaim(path: string, dead: Identity | null): void {
  const aside = `${path}.broken.${process.pid}`;
  try {
    renameSync(path, aside);
    if (JSON.stringify(readJson(aside)) !== JSON.stringify(dead)) link(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
