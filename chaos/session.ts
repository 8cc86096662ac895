/** A chaos run with everything around it: networks and processes that are there before, and gone afterwards. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from '@hosterizer/standalone/users';
import type { ChaosConfig } from './config.ts';
import { endSites, makeMachines } from './machines.ts';
import { openNetwork } from './network.ts';
import { startPlatform } from './platform.ts';
import { onPremises, sayViolations, type Say } from './premises.ts';
import { runChaos, type Shown } from './run.ts';
import { tableOf } from './table.ts';
import { openWatch } from './watch.ts';

/** Resolves with whether everything was as it should be. */
export function holdChaos(config: ChaosConfig, say: Say): Promise<boolean> {
  return onPremises({ keep: config.keep, say }, async ({ data, atEnd }) => {
    const began = Date.now();
    const mark = (process.pid % 0xfffff).toString(16);
    const network = openNetwork(mark);
    atEnd(() => network.remove());
    say(`Seed ${config.seed}, ${config.kills} kills. Starting the platform …`);
    const platform = await startPlatform(data, { host: network.host, logLevel: config.logLevel });
    atEnd(() => platform.stop());
    const watch = openWatch(platform.databaseUrl);
    atEnd(() => watch.close());
    const home = join(platform.folders.shared, 'machines');
    const machines = await makeMachines(home, { platform, network, config });
    atEnd(async () => {
      await machines.stop();
      for (const { sites } of machines.all) await endSites(sites);
    });
    chmodSync(home, 0o711);
    say(
      `Runners as ${isRoot ? 'users of their own' : 'this user'}, in ${network.apart ? 'network namespaces of their own' : 'the network of this host'}.`,
    );
    const shown = await runChaos(config, { platform, machines, watch, say });
    report(config, shown, { time: Date.now() - began, say });
    return shown.violations.length === 0;
  });
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
  sayViolations(violations, say);
  say(
    violations.length === 0
      ? `Nothing was lost, and nothing was made twice: ${killed.length} kills, seed ${seed}.`
      : `${violations.length} violations; again with HOSTERIZER_CHAOS_SEED=${seed} HOSTERIZER_CHAOS_KILLS=${kills}.`,
  );
}
