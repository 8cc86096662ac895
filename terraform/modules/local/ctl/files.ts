import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The text of a file, or null where there is none. */
export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Writes a file and waits until the disk has it. */
export function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = openSync(path, 'w', 0o600);
  writeFileSync(file, text);
  fsyncSync(file);
  closeSync(file);
}

/** Replaces a file as a whole: a reader, and a machine that loses power, sees the old text or the new one. */
export function writeAtomically(path: string, text: string): void {
  const draft = `${path}.${process.pid}.draft`;
  writeDurably(draft, text);
  renameSync(draft, path);
}
