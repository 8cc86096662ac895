import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const known = /^[0-9a-f-]{36}$/;

/**
 * Which machine this is, for the sites that stand on it: only a runner that shares their folder can change them. Made
 * once, kept in the folder of the sites, and the same for every runner that works on it.
 */
export function machineId(sites: string): string {
  mkdirSync(sites, { recursive: true, mode: 0o700 });
  const path = join(sites, 'machine');
  const draft = join(sites, `.machine.${process.pid}`);
  writeFileSync(draft, `${randomUUID()}\n`, { mode: 0o600 });
  try {
    // A link appears with its text and fails where the name exists: two runners that start at once agree on one.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const id = readFileSync(path, 'utf8').trim();
  if (!known.test(id))
    throw new Error(`${path} does not hold the id of this machine. Remove it, and a new one is made.`);
  return id;
}
