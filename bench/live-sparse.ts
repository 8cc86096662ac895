/** How long a single event is under way, from Redis to the watcher, by the gateway and by a raw server. */
import { setTimeout as wait } from 'node:timers/promises';
import { eventsOf } from '@hosterizer/deployments/channels';
import { gather, gatherRaw, patience, targetsOf } from './live-crowds.ts';
import type { Run } from './live-runs.ts';
import { quantile, type Figure } from './report.ts';
import type { World } from './live-world.ts';

const crowds = [1, 100];
const rounds = 3;
const eventsPerRound = 20;
const fewEvents = 5;
/** Milliseconds between events. */
const every = 200;

/**
 * Both are fed by deployments on the real way, each by one of its own, and when Redis was told is what Redis says. They
 * take turns, since two servers that send at the same moment would wait for each other.
 */
export async function benchSparse(world: World): Promise<Figure[]> {
  const [ours, theirs] = await world.double.begin(2);
  const gateway = await world.openGateway();
  const raw = await world.openRaw();
  const followed = eventsOf(theirs!.deploymentId);
  await raw.ask('follow', { redisUrl: world.redisUrl, channel: followed, from: theirs!.last + 1 });
  const figures: Figure[] = [];
  for (const count of crowds) {
    await gather(world, gateway, { group: 'gateway', targets: await targetsOf([ours!], count, 0) });
    await gatherRaw(world, raw, { run: theirs!, count });
    const delays = { gateway: [] as number[], raw: [] as number[] };
    for (let round = 0; round <= rounds; round += 1) {
      for (const [group, run] of [['gateway', ours!] as const, ['raw', theirs!] as const]) {
        // The first round compiles what the others run.
        const found = await delaysOf(world, { group, run, events: round === 0 ? fewEvents : eventsPerRound });
        if (round > 0) delays[group].push(...found);
      }
    }
    for (const group of ['gateway', 'raw']) await world.watchers.ask('close', group);
    figures.push(figureOf(count, delays));
  }
  await Promise.all([gateway.end(), raw.end(), ours!.finish(), theirs!.finish()]);
  return figures;
}

/** Milliseconds of each event and watcher. */
async function delaysOf(
  world: World,
  { group, run, events }: { group: string; run: Run; events: number },
): Promise<number[]> {
  const published: number[] = [];
  const channel = eventsOf(run.deploymentId);
  const listening = await world.redis.monitor();
  listening.on('monitor', (time: string, [command, name]: string[]) => {
    if (command?.toLowerCase() === 'publish' && name === channel) published.push(Number(time) * 1000);
  });
  await world.watchers.ask('arrivals', group);
  const from = run.last;
  for (let event = 0; event < events; event += 1) {
    await run.say(1);
    await wait(every);
  }
  if (!(await world.watchers.ask('reach', { group, sequence: run.last, within: patience })))
    throw new Error(`The watchers of ${group} have not got all events.`);
  const arrivals = await world.watchers.ask('arrivals', group);
  listening.disconnect();
  if (published.length !== events)
    throw new Error(`Redis was told ${published.length} times of ${events} events.`);
  return arrivals.map(([sequence, at]) => at - published[sequence - from - 1]!);
}

function figureOf(count: number, { gateway, raw }: { gateway: number[]; raw: number[] }): Figure {
  const [own, bare] = [gateway, raw].map((delays) => quantile(delays, 0.5));
  const shown = (delays: number[]) =>
    `${quantile(delays, 0.5).toFixed(2)} ms (p95 ${quantile(delays, 0.95).toFixed(2)})`;
  return {
    name: `single events, ${count} watching: p50 / raw`,
    value: own! / bare!,
    unit: 'times',
    note: `from Redis to the watcher ${shown(gateway)} for ${shown(raw)}; ${rounds * eventsPerRound} events, ${1000 / every} a second`,
  };
}
