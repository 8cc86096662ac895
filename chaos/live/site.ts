/** A site that is deployed one time after the other, and watched all the while. */
import type { Chance } from '../chance.ts';
import type { LiveConfig } from '../config.ts';
import { deployOnce, orderOnce } from '../orders.ts';
import type { Platform } from '../platform.ts';
import type { Customer } from './customer.ts';
import type { Disturbed } from './disturb.ts';
import { say, type Double, type Kept } from './double.ts';
import { writeScript, type Script } from './script.ts';
import type { Tap } from './tap.ts';
import { planVisits, watch, type Watcher } from './watcher.ts';

/** A deployment, what it has said, and who has watched it. */
export type Told = { id: string; name: string; kept: Kept[]; watchers: Watcher[] };

export type Parts = {
  config: LiveConfig;
  platform: Platform;
  tap: Tap;
  double: Double;
  told: Told[];
  disturbed: Disturbed[];
};

/** How often nobody hears that there is a last line. */
const unheardEnds = 0.4;
/** A deployment says something for so many seconds; in a short run for as long as lets it happen a few times. */
const length = { least: 2, most: 25, part: 1 / 3 };

/**
 * Deploys the site again and again, the next time when everybody has seen the last one to its end. Once it is to stop,
 * there is one more deployment: nothing else is disturbed by then, so whoever is not told of its end has to find out.
 */
export async function liveWith(
  site: string,
  { client, stations }: Customer,
  { chance, stop, ...parts }: Parts & { chance: Chance; stop: AbortSignal },
): Promise<void> {
  const { config, told } = parts;
  const configuration = { title: site, body: 'Live.', database: false };
  const siteId = await orderOnce(client, { name: site, configuration });
  const most = Math.min(length.most, Math.max(length.least, (length.part * config.time) / 1_000));
  let isLast = false;
  for (let number = 1, before: string | undefined; !isLast; number += 1) {
    isLast = stop.aborted;
    const name = `${site}, deployment ${number}`;
    const own = chance.of(name);
    const seconds = isLast ? length.least : own.between(length.least, most);
    const script = writeScript(name, own, { seconds, perSecond: config.rate });
    const id = await deployOnce(client, siteId, before);
    before = id;
    const watchers = Array.from({ length: config.followers }, (_, index): Watcher => {
      const station = stations[(number + index) % stations.length]!;
      return { station, deploymentId: id, orders: [], refusals: [] };
    });
    const one: Told = { id, name, kept: [], watchers };
    told.push(one);
    const watching = watchers.map((watcher) => watch(watcher, planVisits(own, script.milliseconds)));
    const isUnheard = own.happens(unheardEnds) || isLast;
    await Promise.all([...watching, tell(one, script, isUnheard, parts)]);
  }
}

async function tell(
  { id, kept }: Told,
  script: Script,
  isUnheard: boolean,
  { platform: { url }, tap, double, disturbed }: Parts,
): Promise<void> {
  const job = await double.claim(id);
  await say(url, job, script, {
    kept,
    onEnding() {
      if (!isUnheard) return;
      tap.mute(`deployment:${id}`);
      disturbed.push({ kind: 'last hint', from: performance.now(), to: Infinity, deploymentId: id });
    },
  });
}
