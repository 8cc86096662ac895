/** A PostgreSQL of our own: the binaries that npm brings, on a data folder of ours and a free port of the loopback. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ownFolder, reachable } from './folders.ts';
import type { Store } from './kept.ts';
import { freePort } from './ports.ts';
import { endRecorded, processesIn, send, startChild, type Child, type Steps } from './processes.ts';
import { environment, initialise, nativeFolder, owner, type ClusterSettings } from './postgres-cluster.ts';
import { Sentence } from './sentence.ts';

export type Postgres = Store & {
  /** The owner's URL of a database. */
  url(database: string): string;
};

export type PostgresSettings = ClusterSettings & {
  /** Holds one data folder for each major version; made when missing, its parents open to `user`. */
  folder: string;
  /** Holds copies of programs that `user` cannot reach otherwise. */
  programs: string;
  /** Where its process is recorded, and what it prints. */
  record: string;
  output: string;
};

/** The major version of the binaries that package.json pins. */
const major = '18';

/** Fast shutdown ends sessions and writes everything out; immediate and KILL leave the rest to the next recovery. */
const endings: Steps = [
  ['SIGINT', 2_500],
  ['SIGQUIT', 700],
  ['SIGKILL', 300],
];

/**
 * Makes the data folder on first use, ends what a killed run has left on it, and resolves when it answers. An abort
 * ends what has been started by then, and rejects.
 */
export async function startPostgres(
  settings: PostgresSettings,
  wantedPort?: number,
  signal?: AbortSignal,
): Promise<Postgres> {
  refuseOtherMajor(settings.folder);
  const native = reachable(nativeFolder(), settings.programs, join(nativeFolder(), 'bin', 'postgres'));
  const folder = join(ownFolder(settings.folder, settings.user), major);
  await endRecorded(settings.record, endings);
  await endOrphan(folder);
  signal?.throwIfAborted();
  if (!existsSync(folder)) await initialise(native, folder, settings);

  // Between finding a free port and binding it, somebody else may take it.
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    const child = startChild(join(native, 'bin', 'postgres'), flags(folder, port, settings.hasty ?? false), {
      record: settings.record,
      output: settings.output,
      env: environment(native),
      cwd: folder,
      user: settings.user,
    });
    if (await answers(folder, child, signal)) {
      return {
        url: urlOn(port, settings.password),
        port,
        ended: child.ended.catch(() => {}),
        stop: () => child.end(endings),
      };
    }
    signal?.throwIfAborted();
    if (attempt === 5) throw new Sentence(`PostgreSQL does not start; ${settings.output} says why.`);
  }
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

/**
 * Takes the data folder from whoever still works in it: a server whose record is lost, or the sessions of one that was
 * killed, which end by themselves within a moment. While one of them lives, its shared memory keeps a new server out.
 */
async function endOrphan(folder: string): Promise<void> {
  const server = Number(lineOf(folder, 0));
  const serving = () => processesIn(folder).includes(server);
  for (const [signal, patience] of serving() ? endings : ([[null, 1_000], ...endings] as const)) {
    // A server ends its own sessions; sessions without one are ended themselves.
    if (signal) for (const pid of serving() ? [server] : processesIn(folder)) send(pid, signal);
    for (const until = Date.now() + patience; Date.now() < until; await wait(20)) {
      if (processesIn(folder).length === 0) return forget(folder);
    }
  }
}

/**
 * Nobody works in the folder, so its pid file is of a dead server. PostgreSQL asks only whether there is a process of
 * that number, and would believe one that nobody has collected yet, or a stranger with the same number.
 */
function forget(folder: string): void {
  if (process.platform === 'linux') rmSync(join(folder, 'postmaster.pid'), { force: true });
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

/** Waits until the server's own pid file says that it is ready; false when it ended instead, or was told to. */
async function answers(folder: string, child: Child, signal?: AbortSignal): Promise<boolean> {
  let over = false;
  child.ended.then(
    () => (over = true),
    () => (over = true),
  );
  // Recovery after a crash may take a while on a slow disk.
  for (const until = Date.now() + 60_000; !over && !signal?.aborted && Date.now() < until; await wait(10)) {
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
