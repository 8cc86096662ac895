/** The unprivileged users who do the work of a platform started by root. */
import { execFileSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SystemUser } from './processes.ts';
import { Sentence } from './sentence.ts';

export const isRoot = process.getuid?.() === 0;

/** Finds the system user of this name, or makes it: no password, no shell, no home. Root only. */
export function systemUser(name: string): SystemUser {
  const found = lookUp(name);
  if (found) return found;
  try {
    const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
    execFileSync('useradd', [...flags, name], { stdio: 'ignore' });
  } catch {
    // Another process may have made it meanwhile; if not, the next line says what is missing.
  }
  const made = lookUp(name);
  if (!made)
    throw new Sentence(
      `The system user "${name}" is missing and could not be made: run useradd --system ${name}.`,
    );
  return made;
}

function lookUp(name: string): SystemUser | null {
  try {
    const number = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: number('-u'), gid: number('-g') };
  } catch {
    return null;
  }
}

/** Whether anybody on the machine may run this file, judged by the modes of it and of every folder above. */
export function isOpenToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((lstatSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
