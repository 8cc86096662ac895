import { ConfigError } from '@hosterizer/kit/config';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './folder.ts';
import { identify, startOf, type Identity } from './process.ts';

/** Makes sure that no other runner works in this folder. Returns what gives it back; throws when one does. */
export function claimFolder(work: string): () => void {
  const path = join(work, 'runner.json');
  const holder = readJson<Identity>(path);
  const self = identify(process.pid);
  const taken = holder !== null && holder.boot === self?.boot && startOf(holder.pid) === holder.start;
  if (taken && holder.pid !== process.pid) {
    throw new ConfigError(
      `Another runner (process ${holder.pid}) works in ${work}. Give this one a HOSTERIZER_RUNNER_DATA of its own.`,
    );
  }
  writeFileSync(path, JSON.stringify(self), { mode: 0o600 });
  return () => rmSync(path, { force: true });
}
