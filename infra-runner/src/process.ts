/** Processes and process groups, as the operating system knows them. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that cannot be mistaken for a later one with the same pid. */
export type Identity = { pid: number; start: string; boot: string };

type Row = { pid: number; group: number; state: string; start: string };

const procfs = existsSync('/proc/self/stat');

/** The machine's present run: pids and start times begin anew with the next one. */
const boot = procfs ? readText('/proc/sys/kernel/random/boot_id').trim() : '';

/** When a process started, in the system's own words; null when it is gone or only waits to be reaped. */
export function startOf(pid: number): string | null {
  const row = rowOf(pid);
  return !row || /^[ZX]/.test(row.state) ? null : row.start;
}

/** Who a living process is; null when it is gone. */
export function identify(pid: number): Identity | null {
  const start = startOf(pid);
  return start === null ? null : { pid, start, boot };
}

/** Whether anybody is left of the group that this process led. */
export function groupLives(leader: Identity): boolean {
  if (leader.boot !== boot) return false;
  const start = startOf(leader.pid);
  if (start !== null) return start === leader.start;
  // A group outlives its leader, and its number is not given away while it does.
  return members(leader.pid).length > 0;
}

/** Signals a process, or a group by its negative number; one that is gone already is what was wanted. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Interrupts a group so that Terraform can write its state, and kills what is left after `grace` milliseconds, or
 * when `hurry` is aborted. Resolves when nobody is left; false when that took the kill.
 */
export async function endGroup(leader: Identity, grace: number, hurry?: AbortSignal): Promise<boolean> {
  if (!groupLives(leader)) return true;
  const told = new Set(members(leader.pid).map(({ pid }) => pid));
  signal(-leader.pid, 'SIGINT');
  const deadline = Date.now() + grace;
  while (Date.now() < deadline && !hurry?.aborted) {
    if (await gone(leader, Math.min(500, deadline - Date.now()), hurry)) return true;
    // What Terraform was just about to start has not heard of it, and Terraform waits for it. Terraform itself must not
    // be told twice: it would leave without its state.
    for (const { pid } of members(leader.pid).filter(({ pid }) => !told.has(pid) && pid !== leader.pid)) {
      told.add(pid);
      signal(pid, 'SIGINT');
    }
  }
  signal(-leader.pid, 'SIGKILL');
  if (!(await gone(leader, 5_000))) throw new Error(`Process group ${leader.pid} cannot be ended.`);
  return false;
}

/** Waits at most `patience` milliseconds for a group to end, less when `hurry` is aborted. */
export async function gone(leader: Identity, patience: number, hurry?: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + patience;
  while (groupLives(leader)) {
    if (Date.now() >= deadline || hurry?.aborted) return false;
    await sleep(20);
  }
  return true;
}

function members(group: number): Row[] {
  try {
    // Asking the kernel is cheap; only its yes, which counts zombies too, needs a look at the table.
    process.kill(-group, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return [];
  }
  return table().filter((row) => row.group === group && !/^[ZX]/.test(row.state));
}

function table(): Row[] {
  if (!procfs) return ask('-axo', 'pid=,pgid=,stat=,lstart=').flatMap(parsePs);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => rowOf(Number(name)) ?? []);
}

function rowOf(pid: number): Row | null {
  if (!procfs) return ask('-o', 'pid=,pgid=,stat=,lstart=', '-p', String(pid)).flatMap(parsePs)[0] ?? null;
  const stat = readText(`/proc/${pid}/stat`);
  // The second field, the program's name, may hold spaces and brackets: count from behind its last bracket.
  const [state = '', , group = '', ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return stat === '' ? null : { pid, group: Number(group), state, start: rest[16] ?? '' };
}

function parsePs(line: string): Row[] {
  const [pid, group, state, ...start] = line.trim().split(/\s+/);
  return group && state ? [{ pid: Number(pid), group: Number(group), state, start: start.join(' ') }] : [];
}

function ask(...args: string[]): string[] {
  return spawnSync('ps', args, {
    encoding: 'utf8',
    env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' },
  }).stdout.split('\n');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended while it was being read, or belongs to somebody else.
    return '';
  }
}
