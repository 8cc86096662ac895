/** A live run with everything around it. */
import type { LiveConfig } from '../config.ts';
import { makeChance } from '../chance.ts';
import { startPlatform } from '../platform.ts';
import { onPremises, sayViolations, type Say } from '../premises.ts';
import { openWatch } from '../watch.ts';
import { slowest } from './delays.ts';
import { runLive, type Shown } from './run.ts';
import { disturbancesTable, watchersTable } from './table.ts';
import { openTap, type Tap } from './tap.ts';

/** Resolves with whether everybody has seen everything. */
export function holdLive(config: LiveConfig, say: Say): Promise<boolean> {
  return onPremises({ keep: config.keep, say }, async ({ data, atEnd }) => {
    const began = Date.now();
    say(`Seed ${config.seed}, ${config.rounds} rounds in ${config.time / 1000} s. Starting the platform …`);
    let tap: Tap | undefined;
    const platform = await startPlatform(data, {
      host: '127.0.0.1',
      logLevel: config.logLevel,
      async redisDoor(url) {
        tap = await openTap(url, makeChance(config.seed).of('hints'));
        return tap.url;
      },
    });
    atEnd(() => tap?.close());
    atEnd(() => platform.stop());
    const watch = openWatch(platform.databaseUrl);
    atEnd(() => watch.close());
    const shown = await runLive(config, { platform, watch, tap: tap!, say });
    report(config, shown, { time: Date.now() - began, say });
    return shown.violations.length === 0;
  });
}

function report(config: LiveConfig, shown: Shown, { time, say }: { time: number; say: Say }): void {
  const { told, hints, judged, violations } = shown;
  const lines = told.reduce((sum, { kept }) => sum + kept.length, 0);
  say(`\n${disturbancesTable(shown)}\n\n${watchersTable(shown)}\n`);
  say(
    `${told.length} deployments with ${lines} lines. Of their hints ${hints.passed} came, ${hints.lost} were lost, ` +
      `${hints.doubled} came twice, ${hints.late} late, ${hints.old} again. ${Math.round(time / 1000)} s.`,
  );
  say(slowest(shown.delays, shown.disturbed));
  sayViolations(violations, say);
  say(
    violations.length === 0
      ? `Everybody has seen everything once: ${judged.size} watchers, seed ${config.seed}.`
      : `${violations.length} violations; again with HOSTERIZER_CHAOS_SEED=${config.seed} HOSTERIZER_CHAOS_ROUNDS=${config.rounds} ` +
          `HOSTERIZER_CHAOS_MINUTES=${config.time / 60_000}.`,
  );
}
