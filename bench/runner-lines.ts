/** A run that prints very much: whether all of it arrives, how fast, and what it costs in memory. */
import { DeploySiteDocument } from '@hosterizer/sdk/generated/graphql';
import { memoryOf } from './processes.ts';
import type { Figure } from './report.ts';
import { deploy, order, type World } from './runner-world.ts';

const lines = 100_000;
const sampling = 100;

export async function benchLines({ client, watch, platform, runner }: World): Promise<Figure[]> {
  // What a process keeps of its first large run is no growth of the second.
  await deploy(client, await order(client, 'lines', { lines: 5_000 }));
  const parts = {
    runner: () => [runner.pid],
    platform: () => [platform.part('gateway').pid() ?? 0],
  };
  const memory = () => Object.values(parts).map((pids) => memoryOf(pids()));
  const before = memory();
  const peak = [...before];
  const sampler = setInterval(() => {
    memory().forEach((bytes, index) => (peak[index] = Math.max(peak[index]!, bytes)));
  }, sampling);

  const siteId = await order(client, 'lines', { lines });
  const began = performance.now();
  const { deploySite } = await client.request(DeploySiteDocument, { input: { siteId } });
  let last = 0;
  let wrong = 0;
  let delivered = 0;
  for await (const { events } of client.follow(deploySite.id)) {
    for (const { sequence, message } of events) {
      if (sequence !== last + 1) wrong += 1;
      last = sequence;
      if (/^line \d+$/.test(message)) delivered += 1;
    }
  }
  const seconds = (performance.now() - began) / 1000;
  clearInterval(sampler);
  const [{ stored = 0 } = {}] = await watch.rows<{ stored: number }>(
    `select count(*)::int as stored from deployments.event where deployment_id = $1 and message ~ '^line \\d+$'`,
    [deploySite.id],
  );
  if (stored !== lines || delivered !== lines || wrong > 0)
    throw new Error(
      `${lines} lines were printed, ${stored} stored, ${delivered} delivered, ${wrong} out of step.`,
    );

  const growth = peak.map((bytes, index) => (bytes - before[index]!) / 2 ** 20);
  return [
    {
      name: '100,000 lines, from order to the last at a follower',
      value: lines / seconds,
      unit: 'lines/s',
      note: `${seconds.toFixed(1)} s; all stored, all delivered once`,
    },
    ...Object.keys(parts).map((name, index) => ({
      name: `100,000 lines, growth of ${name}`,
      value: growth[index]!,
      unit: 'MiB',
      note: `at most, from ${Math.round(before[index]! / 2 ** 20)} MiB`,
    })),
  ];
}
