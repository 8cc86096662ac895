/** What a message costs: one event at a time to a thousand watchers, by the gateway and by a raw server. */
import { setTimeout as wait } from 'node:timers/promises';
import { eventsOf } from '@hosterizer/deployments/channels';
import { gather, gatherRaw, patience, targetsOf } from './live-crowds.ts';
import { caveatOf, during, type Span } from './live-measure.ts';
import type { Run } from './live-runs.ts';
import { quantile, type Figure } from './report.ts';
import type { World } from './live-world.ts';

const count = 1_000;
const rounds = 9;
const eventsPerRound = 60;
/** A server that is slow gets through fewer of them. */
const longestRound = 10_000;
/** Between the last receipt and the next event, so that none is held back to go with another one. */
const pause = 25;

/** Each is fed by a deployment of its own, on the same way, so that the machine has the same to do besides. */
export async function benchMessages(world: World): Promise<Figure[]> {
  const [ours, theirs] = await world.double.begin(2);
  const gateway = await world.openGateway();
  const raw = await world.openRaw();
  const channel = eventsOf(theirs!.deploymentId);
  await raw.ask('follow', { redisUrl: world.redisUrl, channel, from: theirs!.last + 1 });
  await gather(world, gateway, { group: 'gateway', targets: await targetsOf([ours!], count, 1) });
  await gatherRaw(world, raw, { run: theirs!, count });

  async function oneByOne(group: string, run: Run): Promise<void> {
    const until = performance.now() + longestRound;
    for (let event = 0; event < eventsPerRound && performance.now() < until; event += 1) {
      const sequence = await run.say(1);
      if (!(await world.watchers.ask('reach', { group, sequence, within: patience })))
        throw new Error(`An event has not reached all watchers of ${group} in ${patience / 1000} seconds.`);
      await wait(pause);
    }
  }

  const gatewaySpans: Span[] = [];
  const rawSpans: Span[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const spans = [
      await during(world, gateway, { group: 'gateway', work: () => oneByOne('gateway', ours!) }),
      await during(world, raw, { group: 'raw', work: () => oneByOne('raw', theirs!) }),
    ] as const;
    // The first round compiles what the others run.
    if (round === 0) continue;
    gatewaySpans.push(spans[0]);
    rawSpans.push(spans[1]);
  }
  for (const group of ['gateway', 'raw']) await world.watchers.ask('close', group);
  await Promise.all([gateway.end(), raw.end(), ours!.finish(), theirs!.finish()]);

  const cost = ({ cpu, messages }: Span) => (cpu / messages) * 1e6;
  const size = (spans: readonly Span[]) => sum(spans, 'bytes') / sum(spans, 'messages');
  const ratios = gatewaySpans.map((span, round) => cost(span) / cost(rawSpans[round]!));
  const shown = (spans: readonly Span[]) => quantile(spans.map(cost), 0.5).toFixed(1);
  return [
    {
      name: 'CPU per message / ws.send of a string',
      value: quantile(ratios, 0.5),
      unit: 'times',
      note:
        `${count} watchers, one event at a time: ${shown(gatewaySpans)} µs for ${shown(rawSpans)} µs, ` +
        `${size(gatewaySpans).toFixed(0)} and ${size(rawSpans).toFixed(0)} bytes; ${ratios.length} rounds, ` +
        `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}` +
        caveatOf([...gatewaySpans, ...rawSpans]),
    },
  ];
}

const sum = (spans: readonly Span[], name: 'bytes' | 'messages') =>
  spans.reduce((total, span) => total + span[name], 0);
