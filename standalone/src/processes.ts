/** Processes that the platform starts: recorded on disk, so that whoever comes after a crash knows them again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, readlinkSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startOf } from '../identity.mjs';

/** An unprivileged user of this machine, by numbers. */
export type SystemUser = { uid: number; gid: number };

/** What to send, and how many milliseconds to wait after it. The last is followed by nothing. */
export type Steps = ReadonlyArray<readonly [signal: NodeJS.Signals, milliseconds: number]>;

export type Child = {
  pid: number;
  /** Resolves with the exit code, or null when a signal ended it. */
  ended: Promise<number | null>;
  /** Sends the signals in turn until the process is gone; the last goes to its whole group. */
  end(steps: Steps): Promise<void>;
};

type ChildSettings = {
  /** Where to record it, by name. */
  record: string;
  env: Record<string, string>;
  cwd: string;
  /** A file that gets what it prints, appended. */
  output: string;
  user?: SystemUser | undefined;
  /** Written to its standard input. */
  input?: string;
};

/** Starts a process in a group of its own, so that a terminal's Ctrl-C reaches it only through us. */
export function startChild(command: string, args: string[], settings: ChildSettings): Child {
  const output = openSync(settings.output, 'a', 0o600);
  const process = spawn(command, args, {
    cwd: settings.cwd,
    env: settings.env,
    detached: true,
    stdio: [settings.input === undefined ? 'ignore' : 'pipe', output, output],
    ...settings.user,
  });
  closeSync(output);
  const ended = new Promise<number | null>((resolve, reject) => {
    process.once('exit', (code) => {
      rmSync(settings.record, { force: true });
      resolve(code);
    });
    process.once('error', reject);
  });
  ended.catch(() => {}); // Whoever waits for it hears of it; nobody else has to.
  if (process.pid === undefined) return { pid: 0, ended, end: async () => {} };

  process.stdin?.on('error', () => {}).end(settings.input);
  const { pid } = process;
  const start = startOf(pid);
  writeFileSync(settings.record, JSON.stringify({ pid, start }), { mode: 0o600 });
  return { pid, ended, end: (steps) => end({ pid, start }, steps, process) };
}

/** Ends what an earlier run has left behind under this record, if it still lives and is still the same process. */
export async function endRecorded(record: string, steps: Steps): Promise<boolean> {
  try {
    const found = JSON.parse(readFileSync(record, 'utf8')) as Recorded;
    const lives = isSame(found);
    if (lives) await end(found, steps);
    return lives;
  } catch {
    return false; // No record, or half of one: nothing that we know of.
  } finally {
    rmSync(record, { force: true });
  }
}

type Recorded = { pid: number; start: string | null };

const isSame = ({ pid, start }: Recorded) => start !== null && startOf(pid) === start;

async function end(which: Recorded, steps: Steps, child?: ChildProcess): Promise<void> {
  const gone = () => (child ? child.exitCode !== null || child.signalCode !== null : !isSame(which));
  for (const [index, [signal, patience]] of steps.entries()) {
    if (gone()) return;
    send(index > 0 && index === steps.length - 1 ? -which.pid : which.pid, signal);
    for (const until = Date.now() + patience; !gone() && Date.now() < until;) await wait(10);
  }
}

/** A process that has ended meanwhile needs no signal. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The pids of the processes that work in this folder or below; none where the system does not tell (no /proc). */
export function processesIn(folder: string): number[] {
  const inside = (path: string) => path === folder || path.startsWith(`${folder}/`);
  return processIds().filter((pid) => {
    try {
      return inside(readlinkSync(join('/proc', String(pid), 'cwd')).replace(/ \(deleted\)$/, ''));
    } catch {
      return false; // Gone, or another user's.
    }
  });
}

/** Every pid that /proc names. */
export function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}
