/** Finds what a test run has left running: what carries its mark in the environment, works in its folder or names it. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { setForTests } from '../config.ts';
import { processesIn, processIds, send } from '../processes.ts';

/** Every process started from now on inherits this, unless it is given an environment of its own. */
const mark = 'HOSTERIZER_TEST_RUN';

export function markRun(folder: string): void {
  setForTests(mark, folder);
}

/** Ends the run's leftovers and throws an Error that names them; Jest's own workers get a moment to go. */
export async function endLeftovers(folder: string): Promise<void> {
  let left = leftovers(folder);
  for (const until = Date.now() + 3_000; left.length > 0 && Date.now() < until; left = leftovers(folder))
    await wait(50);
  if (left.length === 0) return;
  const named = left.map((pid) => `  ${pid}: ${commandOf(pid)}`);
  for (const pid of left) send(pid, 'SIGKILL');
  throw new Error(`The tests have left processes running:\n${named.join('\n')}`);
}

function leftovers(folder: string): number[] {
  const inside = new Set(processesIn(folder));
  return processIds().filter((pid) => {
    const command = commandOf(pid);
    const isOfTheRun = () =>
      inside.has(pid) || command.includes(folder) || environmentOf(pid).includes(`${mark}=${folder}`);
    return pid !== process.pid && command !== '' && isOfTheRun();
  });
}

const environmentOf = (pid: number) => read(pid, 'environ').split('\0');

/** Empty for a process that has ended and only waits to be collected. */
const commandOf = (pid: number) => read(pid, 'cmdline').replaceAll('\0', ' ').trim();

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
