/**
 * Two hundred deployments at once, each with a few watchers: the gateway has as many channels, and little to share. The
 * requests of two hundred runners would take more of a small machine than all the rest, so lines go past the front door.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { gather, targetsOf } from './live-crowds.ts';
import { caveatOf, during, feed } from './live-measure.ts';
import type { Run } from './live-runs.ts';
import { quantile, type Figure } from './report.ts';
import type { World } from './live-world.ts';

const deployments = 200;
const watchersEach = 5;
const perSecond = 50;
/** Milliseconds between what each runner sends. */
const every = 1_000;
const margin = 2_000;
const measured = 10_000;

export async function benchMany(world: World): Promise<Figure[]> {
  const runs = await world.double.begin(deployments);
  const gateway = await world.openGateway();
  const targets = await targetsOf(runs, watchersEach, 1);
  await gather(world, gateway, { group: 'gateway', targets });
  const said = () => runs.reduce((sum, { last }) => sum + last, 0);

  const storing: number[] = [];
  async function store(run: Run, lines: number): Promise<void> {
    const began = performance.now();
    await run.store(lines);
    storing.push(performance.now() - began);
  }

  // Runners do not speak at the same moment, so each begins a little after the last one.
  const feeding = Promise.all(
    runs.map(async (run, index) => {
      await wait((index * every) / deployments);
      await feed((lines) => store(run, lines), { perSecond, every, milliseconds: measured + 2 * margin });
    }),
  );
  feeding.catch(() => {}); // It is waited for below.
  await wait(margin);
  await world.watchers.ask('samples', 'gateway');
  let offered = 0;
  const span = await during(world, gateway, {
    group: 'gateway',
    async work() {
      const before = said();
      await wait(measured);
      offered = (said() - before) * watchersEach;
    },
  });
  const { latencies } = await world.watchers.ask('samples', 'gateway');
  await feeding;
  await world.watchers.ask('close', 'gateway');
  await gateway.end();
  for (const run of runs) await run.finish();

  const rate = (lines: number) => Math.round(lines / span.seconds).toLocaleString('en');
  const wanted = deployments * watchersEach * perSecond;
  const isShort = offered / span.seconds < 0.97 * wanted;
  return [
    {
      name: `${deployments} deployments x ${watchersEach} watchers x ${perSecond} lines/s, delivered / offered`,
      value: span.lines / offered,
      unit: 'of 1',
      note:
        `${rate(span.lines)} lines/s of ${rate(offered)}` +
        (isShort ? ` that were stored, ${wanted.toLocaleString('en')} that were to be said` : '') +
        `; gateway ${Math.round((span.cpu / span.seconds) * 100)} % of a core${caveatOf([span])}`,
    },
    {
      name: `${deployments} deployments, a line stored to received, p99`,
      value: quantile(latencies, 0.99),
      unit: 'ms',
      note:
        `p50 ${quantile(latencies, 0.5).toFixed(0)} ms of ${latencies.length.toLocaleString('en')} lines, ` +
        `${(perSecond * every) / 1000} at a time, past the front door; storing them alone p50 ` +
        `${quantile(storing, 0.5).toFixed(0)} ms, p99 ${quantile(storing, 0.99).toFixed(0)} ms`,
    },
  ];
}
