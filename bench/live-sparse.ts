/** How long a single event is under way, from Redis to the watcher, by the gateway and by a raw server. */
import { setTimeout as wait } from 'node:timers/promises';
import { eventsOf } from '@hosterizer/deployments/channels';
import { gather, gatherRaw, patience, targetsOf } from './live-crowds.ts';
import type { Run } from './live-runs.ts';
import { quantile, type Figure } from './report.ts';
import type { World } from './live-world.ts';

const crowds = [1, 100];
const events = 120;
/** The first events are answered by code that nobody has compiled yet. */
const warmUp = 20;
/** Milliseconds from one event to the next of the same deployment. */
const every = 200;

/** One of the two that are compared, by the name of its watchers. */
type Side = { group: string; run: Run };

/**
 * Both are fed by deployments on the real way, each by one of its own, and when Redis was told is what Redis says. Events
 * go to the one and to the other in turns, in an order that changes each time, so that both meet the machine in the same
 * mood and neither waits for the other.
 */
export async function benchSparse(world: World): Promise<Figure[]> {
  const [ours, theirs] = await world.double.begin(2);
  const gateway = await world.openGateway();
  const raw = await world.openRaw();
  const channel = eventsOf(theirs!.deploymentId);
  await raw.ask('follow', { redisUrl: world.redisUrl, channel, from: theirs!.last + 1 });
  const sides: Side[] = [
    { group: 'gateway', run: ours! },
    { group: 'raw', run: theirs! },
  ];
  const figures: Figure[] = [];
  for (const count of crowds) {
    await gather(world, gateway, { group: 'gateway', targets: await targetsOf([ours!], count, 0) });
    await gatherRaw(world, raw, { run: theirs!, count });
    await takeTurns(world, sides, warmUp);
    const [own, bare] = await takeTurns(world, sides, events);
    for (const { group } of sides) await world.watchers.ask('close', group);
    figures.push(figureOf(count, own!, bare!));
  }
  await Promise.all([gateway.end(), raw.end(), ours!.finish(), theirs!.finish()]);
  return figures;
}

/** Milliseconds of each event and watcher, of each side. */
async function takeTurns(world: World, sides: readonly Side[], count: number): Promise<number[][]> {
  const published = new Map(sides.map(({ run }) => [eventsOf(run.deploymentId), [] as number[]]));
  const listening = await world.redis.monitor();
  listening.on('monitor', (time: string, [command, name]: string[]) => {
    if (command?.toLowerCase() === 'publish') published.get(name ?? '')?.push(Number(time) * 1000);
  });
  for (const { group } of sides) await world.watchers.ask('arrivals', group);
  const before = sides.map(({ run }) => run.last);
  for (let event = 0; event < count; event += 1) {
    for (const { run } of event % 2 === 0 ? sides : [...sides].reverse()) {
      await run.say(1);
      await wait(every / sides.length);
    }
  }
  for (const { group, run } of sides) {
    if (!(await world.watchers.ask('reach', { group, sequence: run.last, within: patience })))
      throw new Error(`The watchers of ${group} have not got all events.`);
  }
  listening.disconnect();
  return Promise.all(
    sides.map(async ({ group, run }, index) => {
      const moments = published.get(eventsOf(run.deploymentId))!;
      if (moments.length !== count)
        throw new Error(`Redis was told ${moments.length} times of ${count} events.`);
      const arrivals = await world.watchers.ask('arrivals', group);
      return arrivals.map(([sequence, at]) => at - moments[sequence - before[index]! - 1]!);
    }),
  );
}

function figureOf(count: number, own: readonly number[], bare: readonly number[]): Figure {
  const shown = (delays: readonly number[]) =>
    `${quantile(delays, 0.5).toFixed(2)} ms (p95 ${quantile(delays, 0.95).toFixed(2)})`;
  return {
    name: `single events, ${count} watching: p50 / raw`,
    value: quantile(own, 0.5) / quantile(bare, 0.5),
    unit: 'times',
    note: `from Redis to the watcher ${shown(own)} for ${shown(bare)}; ${events} events, ${1000 / every} a second`,
  };
}
