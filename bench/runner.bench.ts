/** What the platform adds to Terraform: a deployment against bare commands, and what queues, logs and memory do. */
import { endSites } from '../chaos/machines.ts';
import { quantile, tell, type Figure } from './report.ts';
import { learnBare, type Bare } from './runner-bare.ts';
import { benchLines } from './runner-lines.ts';
import { benchQueue } from './runner-queue.ts';
import { deploy, openWorld, order, tenResources, type World } from './runner-world.ts';

const rounds = 9;
const crowds = 5;
const crowd = 8;
const idleClaims = 30;

export async function bench(): Promise<void> {
  const world = await openWorld();
  try {
    const bare = await learnBare(world);
    const figures = [
      ...(await benchOne(world, bare)),
      ...(await benchClaims(world)),
      ...(await benchCrowd(world, bare)),
      ...(await benchLines(world)),
      ...(await benchQueue(world)),
    ];
    tell('runner', figures);
  } finally {
    await world.close();
  }
}

/** One deployment of ten resources on an idle runner, and the same by Terraform alone, in turns. */
async function benchOne(world: World, bare: Bare): Promise<Figure[]> {
  const [whole, alone] = await inTurns(world, bare, rounds, 1);
  return ratioOf(`deployment of ${bare.resources} resources`, whole, alone);
}

/** Eight at once: a runner with as many places against as many shells. */
async function benchCrowd(world: World, bare: Bare): Promise<Figure[]> {
  await world.restartRunner(crowd);
  const [whole, alone] = await inTurns(world, bare, crowds, crowd);
  await world.restartRunner(2);
  return ratioOf(`${crowd} deployments at once`, whole, alone);
}

/** Milliseconds of each round: deployments, then Terraform by itself. The first round only warms up. */
async function inTurns(
  { client, runner }: World,
  bare: Bare,
  count: number,
  atOnce: number,
): Promise<[whole: number[], alone: number[]]> {
  const whole: number[] = [];
  const alone: number[] = [];
  const times = Array.from({ length: atOnce });
  for (let round = 0; round <= count; round += 1) {
    const sites = await Promise.all(times.map(() => order(client, 'ten', tenResources)));
    const deployments = await timed(() => Promise.all(sites.map((id) => deploy(client, id))));
    await endSites(runner.sites);
    const commands = await Promise.all(times.map(() => bare.prepare()));
    const shells = await timed(() => Promise.all(commands.map((run) => run())));
    await bare.clear();
    if (round === 0) continue;
    whole.push(deployments);
    alone.push(shells);
  }
  return [whole, alone];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function ratioOf(name: string, whole: readonly number[], alone: readonly number[]): Figure[] {
  const ratios = whole.map((time, round) => time / alone[round]!);
  const [time, base] = [quantile(whole, 0.5), quantile(alone, 0.5)];
  return [
    {
      name: `${name} / bare Terraform`,
      value: time / base,
      unit: 'times',
      note: `medians of ${whole.length}: ${time.toFixed(0)} ms for ${base.toFixed(0)} ms`,
    },
    {
      name: `${name} / bare Terraform, by rounds`,
      value: quantile(ratios, 0.5),
      unit: 'times',
      note: `quartiles ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}`,
    },
  ];
}

/** From the order's commit until the idle runner has it, by the database's own clock. */
async function benchClaims({ client, watch }: World): Promise<Figure[]> {
  const ids: string[] = [];
  for (let claim = 0; claim < idleClaims; claim += 1) {
    ids.push((await deploy(client, await order(client, 'lines', { lines: 1 }))).id);
  }
  const waits = await watch.rows<{ wait: string }>(
    `select extract(epoch from claimed_at - created_at) * 1000 as wait from deployments.job where deployment_id = any($1)`,
    [ids],
  );
  const times = waits.map(({ wait }) => Number(wait));
  const note = `${times.length} deployments, the runner idle`;
  return [
    { name: 'enqueued to claimed, p50', value: quantile(times, 0.5), unit: 'ms', note },
    { name: 'enqueued to claimed, p95', value: quantile(times, 0.95), unit: 'ms' },
  ];
}
