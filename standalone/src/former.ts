/** The shared folder may outlive the data folder: what a deleted installation has left in it is cleared away. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folders } from './folders.ts';
import { processesIn, send } from './processes.ts';
import { stopSites } from './sites.ts';

/** `installation` is the id in the keys. Does nothing when the shared folder is this installation's. */
export async function forgetFormer({ data, shared }: Folders, installation: string): Promise<void> {
  if (shared === data) return;
  const mark = join(shared, 'installation');
  if (existsSync(mark) && readFileSync(mark, 'utf8') !== installation) {
    await stopSites(shared);
    for (const pid of processesIn(shared)) send(pid, 'SIGKILL');
    for (const name of readdirSync(shared)) rmSync(join(shared, name), { recursive: true, force: true });
  }
  writeFileSync(mark, installation);
}
