/** Where an installation keeps its things. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SystemUser } from './processes.ts';
import { Sentence } from './sentence.ts';
import { isOpenToAll, isRoot, systemUser } from './users.ts';

/** The clone's own folder. */
export const root = resolve(import.meta.dirname, '../..');

export type Folders = {
  /** HOSTERIZER_DATA: nobody but the platform's user reads it. */
  data: string;
  keys: string;
  logs: string;
  /** Records of running processes. */
  run: string;
  /** What other users of the machine must be able to reach; the data folder itself unless root started us. */
  shared: string;
};

/** Makes the folders. Throws a sentence when this user may not write there. */
export function openFolders(data: string): Folders {
  const folders = { data, keys: join(data, 'keys'), logs: join(data, 'logs'), run: join(data, 'run') };
  // Under root, what runs as somebody else stands apart, so that the data folder can stay closed to them.
  const shared = isRoot ? sharedFolder(data) : data;
  try {
    // A folder that somebody else has put things in keeps its mode: only what we made is ours to close.
    const isOurs = !existsSync(data) || existsSync(folders.keys) || readdirSync(data).length === 0;
    makeFolder(data);
    if (isOurs) chmodSync(data, 0o700);
    for (const folder of [folders.keys, folders.logs, folders.run]) makeFolder(folder, 0o700);
    writeFileSync(join(folders.run, 'writable'), '');
    rmSync(join(folders.run, 'writable'));
    makeFolder(shared);
    if (isRoot) for (const folder of [dirname(shared), shared]) chmodSync(folder, 0o711);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new Sentence(
      `The data folder ${data} cannot be written (${code}): set HOSTERIZER_DATA to a folder that can.`,
    );
  }
  return { ...folders, shared };
}

/**
 * Makes a folder of this mode, whatever the umask, and those above it that are missing. Node's own recursive mkdir
 * never returns where a file system knows no new folders, such as /proc.
 */
function makeFolder(path: string, mode = 0o755): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
  chmodSync(path, mode);
}

/** Where root keeps what other users must reach, for a data folder. */
export const sharedFolder = (data: string) =>
  join('/var/lib/hosterizer', createHash('sha256').update(data).digest('hex').slice(0, 16));

/** Who does the work when root has started us; nothing to change otherwise. */
export type Users = { database?: SystemUser; runner?: SystemUser };

/** PostgreSQL refuses to run as root; runners, Terraform and local sites must not. */
export function findUsers(): Users {
  return isRoot ? { database: systemUser('postgres'), runner: systemUser('hosterizer') } : {};
}

/** A folder in the shared part that this user owns and nobody else enters. */
export function ownFolder(path: string, user: SystemUser | undefined): string {
  makeFolder(path, 0o700);
  if (user) chownSync(path, user.uid, user.gid);
  return path;
}

/**
 * The path at which everybody can run `source` (a file, or a folder of programs): itself, or else a copy in `folder`,
 * which costs no room where a hard link can be made. `proof` is the file whose change means that the copy is old.
 */
export function reachable(source: string, folder: string, proof = source): string {
  if (!isRoot || isOpenToAll(proof)) return source;
  const { size, mtimeMs } = statSync(proof);
  const copy = join(folder, `${basename(source)}-${size.toString(36)}-${Math.round(mtimeMs).toString(36)}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  makeFolder(folder, 0o755);
  try {
    linkSync(source, half);
  } catch {
    cpSync(source, half, { recursive: true, verbatimSymlinks: true });
  }
  openToAll(half);
  renameSync(half, copy);
  return copy;
}

/** A copy of the folder that everybody can read, made anew. Returns its path. */
export function readableCopy(source: string, copy: string): string {
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true, verbatimSymlinks: true });
  openToAll(copy);
  return copy;
}

function openToAll(path: string): void {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return;
  chmodSync(path, found.mode | 0o444 | (found.isDirectory() || found.mode & 0o100 ? 0o111 : 0));
  if (found.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
