import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '@hosterizer/kit/log';
import { readJson, type Folder } from './folder.ts';
import { endGroup, gone, groupLives, type Identity } from './process.ts';
import type { LockInfo, StateDoor } from './state.ts';
import { headOf } from './upload.ts';

/** How long the Terraform of a lost runner may go on before it is interrupted, in milliseconds. */
const patience = 60_000;

/**
 * A runner that was killed leaves its Terraform running. Waits for it, since its work is wanted, and ends it when it
 * takes long or the job has been stopped. Nothing in the folder may be touched before. Returns whether there was one.
 */
export async function endOrphan(
  folder: Folder,
  { stop, grace, hurry }: { stop: AbortSignal; grace: number; hurry: AbortSignal },
): Promise<boolean> {
  const group = readJson<Identity>(folder.group);
  const lives = group !== null && groupLives(group);
  if (lives && !(await gone(group, patience, stop))) await endGroup(group, grace, hurry);
  rmSync(folder.group, { force: true });
  return lives;
}

/**
 * The state to go on from. What a lost run left in the folder may be the only record of something that exists: if it
 * continues the platform's state and is newer, it is stored there first. Returns the state, null when there is none.
 */
export async function recoverState(
  folder: Folder,
  {
    door,
    lock,
    stop,
    quarantine,
    log,
  }: { door: StateDoor; lock: LockInfo; stop: AbortSignal; quarantine: string; log: Log },
): Promise<string | null> {
  const theirs = await door.read();
  const ours = readIfThere(folder.state);
  const left = headOf(ours ?? '');
  const known = headOf(theirs ?? '');
  if (ours !== null && left && (!known || (known.lineage === left.lineage && known.serial < left.serial))) {
    await door.store(ours, lock.ID, stop);
    log.info({ serial: left.serial }, 'Stored the state that a lost run left.');
    return ours;
  }
  if (ours !== null && left && known && known.lineage !== left.lineage) {
    // It belongs to another beginning. Nobody but a person can tell which one is true, so it is put aside.
    mkdirSync(quarantine, { recursive: true, mode: 0o700 });
    const aside = join(quarantine, `${left.lineage}-${left.serial}.tfstate`);
    renameSync(folder.state, aside);
    log.warn({ aside }, 'A lost run left a state of another lineage; put it aside.');
  }
  if (theirs === null) rmSync(folder.state, { force: true });
  else writeFileSync(folder.state, theirs, { mode: 0o600 });
  return theirs;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
