/** Where a run takes place: everything that it makes is gone afterwards, also when it is told to stop half way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testConfig } from '@hosterizer/standalone/config';
import { sharedFolder } from '@hosterizer/standalone/folders';
import { processesIn, send } from '@hosterizer/standalone/processes';
import { isRoot } from '@hosterizer/standalone/users';

export type Say = (line: string) => void;

export type Premises = {
  /** A folder of its own. */
  data: string;
  /** What is to be done at the end, the latest first. */
  atEnd(close: () => unknown): void;
};

/** Resolves with whether all was well; otherwise, or to `keep` it, the folder is left to be looked at. */
export async function onPremises(
  { keep, say }: { keep: boolean; say: Say },
  work: (premises: Premises) => Promise<boolean>,
): Promise<boolean> {
  const data = mkdtempSync(join(testConfig().temporary, 'hosterizer-chaos-'));
  const closings: Array<() => unknown> = [];
  let isSound = false;

  async function close(): Promise<void> {
    for (const closing of closings.splice(0).reverse()) await closing();
    const folders = [data, ...(isRoot ? [sharedFolder(data)] : [])];
    for (const folder of folders) {
      for (const pid of processesIn(folder)) send(pid, 'SIGKILL');
    }
    if (isSound && !keep) for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    else say(`What is left to look at: ${folders.join(', ')}`);
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  try {
    isSound = await work({ data, atEnd: (closing) => void closings.push(closing) });
    return isSound;
  } finally {
    await close();
  }
}

/** Of a platform that is broken altogether, more would only be more of the same. */
const mostShown = 40;

export function sayViolations(violations: readonly string[], say: Say): void {
  for (const sentence of violations.slice(0, mostShown)) say(`VIOLATION ${sentence}`);
}
