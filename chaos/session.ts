/** A chaos run with everything around it: folders, networks and processes that are there before, and gone afterwards. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { testConfig } from '@hosterizer/standalone/config';
import { sharedFolder } from '@hosterizer/standalone/folders';
import { processesIn, send } from '@hosterizer/standalone/processes';
import { isRoot } from '@hosterizer/standalone/users';
import type { ChaosConfig } from './config.ts';
import { endSites, makeMachines, type Machines } from './machines.ts';
import { openNetwork } from './network.ts';
import { startPlatform, type Platform } from './platform.ts';
import { runChaos, type Shown } from './run.ts';
import { tableOf } from './table.ts';
import { openWatch, type Watch } from './watch.ts';

/** Of a platform that is broken altogether, more would only be more of the same. */
const mostShown = 40;

type Say = (line: string) => void;

/** Resolves with whether everything was as it should be. */
export async function holdChaos(config: ChaosConfig, say: Say): Promise<boolean> {
  const began = Date.now();
  const data = mkdtempSync(join(testConfig().temporary, 'hosterizer-chaos-'));
  const mark = (process.pid % 0xfffff).toString(16);
  const network = openNetwork(mark);
  let platform: Platform | undefined;
  let machines: Machines | undefined;
  let watch: Watch | undefined;
  let isSound = false;

  async function close(): Promise<void> {
    await machines?.stop();
    for (const { sites } of machines?.all ?? []) await endSites(sites);
    await watch?.close();
    await platform?.stop();
    network.remove();
    const folders = [data, ...(isRoot ? [sharedFolder(data)] : [])];
    for (const folder of folders) {
      for (const pid of processesIn(folder)) send(pid, 'SIGKILL');
    }
    if (isSound && !config.keep)
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    else say(`What is left to look at: ${folders.join(', ')}`);
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().finally(() => process.exit(130)));
  try {
    say(`Seed ${config.seed}, ${config.kills} kills. Starting the platform …`);
    platform = await startPlatform(data, { host: network.host, logLevel: config.logLevel });
    const home = join(platform.folders.shared, 'machines');
    machines = await makeMachines(home, { platform, network, config });
    chmodSync(home, 0o711);
    watch = openWatch(platform.databaseUrl);
    say(
      `Runners as ${isRoot ? 'users of their own' : 'this user'}, in ${network.apart ? 'network namespaces of their own' : 'the network of this host'}.`,
    );
    const shown = await runChaos(config, { platform, machines, watch, say });
    isSound = shown.violations.length === 0;
    report(config, shown, { time: Date.now() - began, say });
    return isSound;
  } finally {
    await close();
  }
}

function report(
  { seed, kills }: ChaosConfig,
  { killed, ends, violations, totals }: Shown,
  { time, say }: { time: number; say: Say },
): void {
  say(`\n${tableOf(killed, ends)}\n`);
  say(
    `${totals.deployments} deployments of ${totals.sites} sites, ${totals.lines} lines of runners in ${totals.events} events; ` +
      `followers went on ${totals.breaks.length} times. ${Math.round(time / 1000)} s.`,
  );
  for (const why of new Set(totals.breaks)) say(`A follower was told: ${why}`);
  for (const sentence of violations.slice(0, mostShown)) say(`VIOLATION ${sentence}`);
  say(
    violations.length === 0
      ? `Nothing was lost, and nothing was made twice: ${killed.length} kills, seed ${seed}.`
      : `${violations.length} violations; again with HOSTERIZER_CHAOS_SEED=${seed} HOSTERIZER_CHAOS_KILLS=${kills}.`,
  );
}
