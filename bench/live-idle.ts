/** What a connection weighs that only waits, and how many of them one gateway holds. */
import { setTimeout as wait } from 'node:timers/promises';
import { peerTarget, targetsOf } from './live-crowds.ts';
import type { Figure } from './report.ts';
import type { Target } from './live-watchers.ts';
import type { Server, World } from './live-world.ts';
import { cpuOf, memoryOf } from './processes.ts';

/** What a process weighs by itself, and what its first connections make of it, is gone from the difference. */
const few = 2_000;
const many = 10_000;
const most = 15_000;
/** Milliseconds for each step. */
const longest = 120_000;
const settling = 3_000;
const idleSeconds = 5;

type Opening = { group: string; isGreeted: boolean; targets(count: number): Promise<Target[]> };

export async function benchIdle(world: World): Promise<Figure[]> {
  const raw = await weigh(world, await world.openRaw(), {
    ...{ group: 'raw', isGreeted: false, targets: async (count) => [peerTarget('raw', count)] },
  });
  const stock = await weigh(world, await world.openStock(), {
    ...{ group: 'stock', isGreeted: false, targets: async (count) => [peerTarget('stock', count)] },
  });
  const [run] = await world.double.begin(1);
  const gateway = await world.openGateway();
  const opening: Opening = {
    ...{ group: 'gateway', isGreeted: true, targets: (count) => targetsOf([run!], count, 0) },
  };
  const own = await weigh(world, gateway, opening, most);
  await run!.finish();
  for (const [name, { held }] of Object.entries({ raw, stock }))
    if (held < many) throw new Error(`The peer ${name} holds ${held} connections of ${many}.`);
  const weights = [own, raw, stock].map(({ kilobytes }) => kilobytes.toFixed(1));
  const idle = [own, raw, stock].map((weighed) => ((weighed.idle / weighed.held) * 1e6).toFixed(1));
  return [
    {
      name: 'an idle connection with a subscription',
      value: own.kilobytes,
      unit: 'kB',
      note: `${few} to ${many} connections; raw ws ${weights[1]} kB, stock graphql-ws ${weights[2]} kB`,
    },
    {
      name: 'idle connections held by one process',
      value: own.held,
      unit: '',
      note:
        `of ${most}; ${Math.round(own.memory / 2 ** 20)} MiB in all; while nothing happens, CPU of each ` +
        `${idle[0]} µs a second, raw ws ${idle[1]}, stock graphql-ws ${idle[2]}` +
        (own.why ? `; one was lost: ${own.why}` : ''),
    },
  ];
}

type Weighed = {
  kilobytes: number;
  /** At the end: connections, bytes, part of a core. */
  held: number;
  memory: number;
  idle: number;
  why: string | undefined;
};

async function weigh(world: World, server: Server, opening: Opening, last = many): Promise<Weighed> {
  const { watchers } = world;
  const { group, isGreeted } = opening;
  let wanted = 0;

  async function grow(to: number): Promise<number> {
    const targets = await opening.targets(to - wanted);
    wanted = to;
    return watchers.ask('open', { group, url: server.url, targets, isGreeted, within: longest });
  }

  const first = await grow(few);
  const light = await memoryAtRest(server);
  const second = await grow(many);
  const heavy = await memoryAtRest(server);
  if (second <= first) throw new Error(`No more than ${first} connections to ${group} could be opened.`);
  const held = last > many ? await grow(last) : second;
  const memory = last > many ? await memoryAtRest(server) : heavy;
  const before = cpuOf([server.pid]);
  await wait(idleSeconds * 1000);
  const idle = (cpuOf([server.pid]) - before) / idleSeconds;
  const { lost, opened, why } = await watchers.ask('counts', group);
  await watchers.ask('close', group);
  await server.end();
  return {
    kilobytes: (heavy - light) / (second - first) / 1024,
    ...{ held: Math.min(held, opened - lost), memory, idle, why },
  };
}

/** What the process weighs without its garbage. */
async function memoryAtRest({ pid }: Server): Promise<number> {
  await wait(settling);
  for (let time = 0; time < 2; time += 1) {
    process.kill(pid, 'SIGUSR2');
    await wait(1_000);
  }
  return memoryOf([pid]);
}
