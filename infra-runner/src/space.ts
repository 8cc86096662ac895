import { statfsSync } from 'node:fs';
import type { Run } from './run.ts';

/** Bytes that a job finds free on the disk of its work folder, or does not begin: a state must never be half written. */
const least = 16 * 1024 * 1024;
/** With less than this left, a failure is the disk's and not Terraform's. */
const nothing = 1024 * 1024;

/** Throws an Error with a sentence when there is too little room. */
export function checkSpace(path: string, runner: string): void {
  const free = freeBytes(path);
  if (free !== null && free < least) throw new Error(sentence(runner, free));
}

/** What a failure is called when the disk is full; null when it is not. */
export function fullDisk(error: unknown, { folder, config }: Pick<Run, 'folder' | 'config'>): string | null {
  const free = freeBytes(folder.path);
  const code = (error as NodeJS.ErrnoException | null)?.code;
  const full = code === 'ENOSPC' || code === 'EDQUOT' || (free !== null && free < nothing);
  return full ? sentence(config.name, free ?? 0) : null;
}

function sentence(runner: string, free: number): string {
  return (
    `The disk of runner ${runner} is full: ${Math.floor(free / 1024 / 1024)} MB are free in its work folder, and a job ` +
    `needs ${least / 1024 / 1024}. Make room there and deploy again.`
  );
}

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}
