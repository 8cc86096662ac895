/** One run, from a platform that has just started to what it has shown. */
import { setTimeout as wait } from 'node:timers/promises';
import { makeTokens } from '@hosterizer/kit/tokens';
import { makeChance } from '../chance.ts';
import type { LiveConfig } from '../config.ts';
import type { Platform } from '../platform.ts';
import type { Watch } from '../watch.ts';
import { openCustomer } from './customer.ts';
import { tooLate } from './delays.ts';
import { disturb, type Disturbed } from './disturb.ts';
import { openDouble } from './double.ts';
import { findAll, type Findings } from './findings.ts';
import { disturbances, planDisturbances } from './plan.ts';
import { liveWith, type Told } from './site.ts';
import type { Station } from './station.ts';
import { moods, type Hints, type Tap } from './tap.ts';

/** The two customers of a demo installation. */
const owners = ['owner@acme.test', 'owner@solar.test'];
/** How long everybody may take to have everything once nothing is disturbed any more, in milliseconds. */
const quietWithin = 120_000;

export type Shown = Findings & {
  disturbed: Disturbed[];
  hints: Readonly<Hints>;
  stations: Station[];
  told: Told[];
};

export async function runLive(
  config: LiveConfig,
  { platform, watch, tap, say }: { platform: Platform; watch: Watch; tap: Tap; say: (line: string) => void },
): Promise<Shown> {
  const chance = makeChance(config.seed);
  const told: Told[] = [];
  const disturbed: Disturbed[] = [];
  const problems: string[] = [];
  const stopping = new AbortController();
  const tokens = makeTokens(platform.secrets.tokenSecret);
  const double = await openDouble(
    platform.url,
    await tokens.sign('runner', { sub: 'double', pool: 'default' }, 86_400),
  );
  const customers = await Promise.all(owners.map((email) => openCustomer(platform.url, email)));
  const stations = customers.flatMap((customer) => customer.stations);
  tap.set(moods.usual);

  const lives = customers.flatMap((customer, place) =>
    Array.from({ length: config.sites }, (_, number) => {
      const name = `Site ${place + 1}.${number + 1}`;
      const parts = { config, platform, tap, double, told, disturbed };
      return liveWith(name, customer, { ...parts, chance: chance.of(name), stop: stopping.signal }).catch(
        (error: Error) => void problems.push(`${name} is given up: ${error.message}`),
      );
    }),
  );

  const over: Promise<unknown>[] = [];
  const plan = planDisturbances(config.time, { rounds: config.rounds, chance: chance.of('disturbances') });
  for (const wanted of plan) {
    await wait(wanted.pause);
    const done = disturb(wanted, { platform, tap, double, stations }, disturbed);
    over.push(done.catch((error: Error) => void problems.push(error.message)));
  }
  await Promise.all(over);
  say('Nothing more is disturbed; waiting until everybody has everything.');
  tap.set(moods.none);
  stopping.abort();
  const quiet = Symbol();
  const last = await Promise.race([Promise.all(lives), wait(quietWithin, quiet, { ref: false })]);
  if (last === quiet) problems.push(`Not everybody had everything ${quietWithin / 1000} s later.`);

  const { judged, delays, violations } = await findAll(told, watch);
  problems.push(...violations, ...tooLate(delays, disturbed), ...missing(disturbed, tap.hints));
  double.close();
  await Promise.all(customers.map((customer) => customer.close()));
  return { disturbed, hints: tap.hints, stations, told, judged, delays, violations: problems };
}

/** What was to be disturbed and never was: of that the run has shown nothing. */
function missing(disturbed: readonly Disturbed[], { lost, doubled, late, old }: Readonly<Hints>): string[] {
  const kinds = [...disturbances, 'last hint'].filter((kind) => !disturbed.some((one) => one.kind === kind));
  const hints = Object.entries({ lost, doubled, late, old }).filter(([, count]) => count === 0);
  return [...kinds.map((kind) => `There was no ${kind}.`), ...hints.map(([what]) => `No hint was ${what}.`)];
}
