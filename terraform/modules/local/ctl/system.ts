import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from './files.ts';

/** A process as the system knows it. Pids are recycled; a pid together with its start time is not. */
export type Identity = { pid: number; start: string };

/** What this program must know of other processes. */
type System = {
  /** When the process started, in the system's own words; null when it is gone or only waits to be reaped. */
  startOf(pid: number): string | null;
  /** The command lines of all processes that may be seen, arguments joined by spaces. */
  commandLines(): Array<{ pid: number; line: string }>;
};

/** Reads /proc: no child process, a few milliseconds. */
export const procfs: System = {
  startOf(pid) {
    const stat = readProc(pid, 'stat');
    if (stat === null) return null;
    // The second field, the program's name, may hold spaces and brackets: count from behind its last bracket.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? null : (rest[18] ?? null);
  },
  commandLines() {
    const pids = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
    return pids.map((pid) => ({ pid, line: (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim() }));
  },
};

/** Asks ps, where there is no /proc. */
export const ps: System = {
  startOf(pid) {
    const [state, ...start] = ask('-o', 'stat=,lstart=', '-p', String(pid)).trim().split(/\s+/);
    return !state || state.startsWith('Z') ? null : start.join(' ');
  },
  commandLines() {
    return ask('-axww', '-o', 'pid=,args=')
      .split('\n')
      .map((row) => {
        const [pid = '', ...args] = row.trim().split(' ');
        return { pid: Number(pid), line: args.join(' ') };
      });
  },
};

function readProc(pid: number, file: string): string | null {
  try {
    return readIfThere(`/proc/${pid}/${file}`);
  } catch {
    // It ended while it was being read (ESRCH), or it is none of our business (EACCES).
    return null;
  }
}

function ask(...args: string[]): string {
  return spawnSync('ps', args, { encoding: 'utf8', env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' } }).stdout;
}

export const system = existsSync('/proc/self/stat') ? procfs : ps;

export const isAlive = ({ pid, start }: Identity) => system.startOf(pid) === start;

/** What `launch` in process.ts starts: the server's file, its site's folder, host and port. */
const SERVER = /\/siteserver\.ts (\/.+\/[0-9a-f-]{36}) \S+ \d+$/;

/** Every web server that runs for a folder directly under `rootDir`, whether a pid file names it or not. */
export function serversUnder(rootDir: string): Array<Identity & { folder: string }> {
  return system.commandLines().flatMap(({ pid, line }) => {
    const folder = SERVER.exec(line)?.[1];
    if (folder === undefined || dirname(folder) !== rootDir) return [];
    const start = system.startOf(pid);
    return start === null ? [] : [{ pid, start, folder }];
  });
}
