import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '@hosterizer/kit/log';
import { readIfThere, readJson, type Folder } from './folder.ts';
import { endGroup, gone, groupLives } from './process.ts';
import type { Group } from './terraform.ts';
import type { LockInfo, StateDoor } from './state.ts';
import { headOf, type StateHead } from './upload.ts';

/**
 * A runner that was killed leaves its Terraform running. One that applies is waited for until its time is over, since
 * its work is wanted; it is ended when the job has been stopped, and so is any other, whose work nobody can use.
 * Nothing in the folder may be touched before. Returns whether there was one.
 */
export async function endOrphan(
  folder: Folder,
  { stop, grace, hurry }: { stop: AbortSignal; grace: number; hurry: AbortSignal },
): Promise<boolean> {
  const group = readJson<Group>(folder.group);
  const lives = group !== null && groupLives(group);
  if (lives) {
    const patience = group.command === 'apply' ? Math.max(0, group.until - Date.now()) : 0;
    if (!(await gone(group, patience, stop))) await endGroup(group, grace, hurry);
  }
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
    until,
    work,
    siteId,
    log,
  }: { door: StateDoor; lock: LockInfo; until: AbortSignal; work: string; siteId: string; log: Log },
): Promise<string | null> {
  const theirs = await door.read(until);
  const ours = readIfThere(folder.state);
  const left = headOf(ours ?? '');
  const known = headOf(theirs ?? '');
  if (ours !== null && left && (!known || (known.lineage === left.lineage && known.serial < left.serial))) {
    await door.store(ours, lock.ID, until);
    log.info({ serial: left.serial }, 'Stored the state that a lost run left.');
    return ours;
  }
  if (ours !== null && left && known && known.lineage !== left.lineage) {
    // It belongs to another beginning. Nobody but a person can tell which one is true.
    const aside = putAside(folder, { work, siteId, head: left });
    log.warn({ aside }, 'A lost run left a state of another lineage; put it aside.');
  }
  if (theirs === null) rmSync(folder.state, { force: true });
  else writeFileSync(folder.state, theirs, { mode: 0o600 });
  return theirs;
}

/** Moves a state out of the folder to where only people look. Returns its path. */
export function putAside(
  folder: Folder,
  { work, siteId, head }: { work: string; siteId: string; head: StateHead | null },
): string {
  const quarantine = join(work, 'quarantine', siteId);
  mkdirSync(quarantine, { recursive: true, mode: 0o700 });
  const aside = join(
    quarantine,
    head ? `${head.lineage}-${head.serial}.tfstate` : `torn-${Date.now()}.tfstate`,
  );
  renameSync(folder.state, aside);
  return aside;
}
