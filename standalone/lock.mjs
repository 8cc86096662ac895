/** A lock that is a file naming its holder: held while that process lives, free again however it ended. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startOf } from './identity.mjs';

/** @typedef {{ pid: number, start: string | null }} Holder */

/**
 * Takes the lock if nobody holds it.
 * @param {string} file where the lock is kept; its folder is made where there is none
 * @returns {{ release: () => void, holder?: undefined } | { release?: undefined, holder: Holder }}
 */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, start: startOf(process.pid) }));
  try {
    for (;;) {
      // A link is made whole or not at all, so nobody ever reads half of a lock.
      try {
        linkSync(mine, file);
        return { release: () => rmSync(file, { force: true }) };
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
      }
      const holder = read(file);
      if (holder && startOf(holder.pid) !== null && startOf(holder.pid) === holder.start) return { holder };
      breakLock(file, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/**
 * Waits for the lock, runs `work`, and lets go.
 * @template T
 * @param {string} file
 * @param {(holder: Holder) => void} onWait called once when somebody else holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  let told = false;
  for (;;) {
    const { release, holder } = tryLock(file);
    if (release) {
      try {
        return await work();
      } finally {
        release();
      }
    }
    if (!told) onWait(holder);
    told = true;
    await wait(100);
  }
}

/** @param {string} file @returns {Holder | null} */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {string} file @param {Holder | null} dead */
function breakLock(file, dead) {
  const aside = `${file}.broken.${process.pid}`;
  try {
    renameSync(file, aside);
    // Another process may have broken the dead lock and taken a new one since we looked: give that back.
    if (JSON.stringify(read(aside)) !== JSON.stringify(dead)) linkSync(aside, file);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
