/** What a line costs when there are many: 500 a second to a thousand watchers, by the gateway and by both of its peers. */
import { setTimeout as wait } from 'node:timers/promises';
import { gather, gatherPeers, targetsOf, tellPeers, type Told } from './live-crowds.ts';
import { caveatOf, during, feed, type Span } from './live-measure.ts';
import type { Run } from './live-runs.ts';
import { quantile, type Figure } from './report.ts';
import type { RawServer, Server, World } from './live-world.ts';

const count = 1_000;
const samples = 3;
const perSecond = 500;
/** Milliseconds between what the runner sends: some 25 lines at a time. */
const every = 50;
/** The first round is the long one, of which it is said how much was delivered. */
const rounds = [10_000, 5_000, 5_000];
/** A feed begins and ends this long before and after it is measured, in milliseconds. */
const margin = 1_000;
/** So many lines, one message each, are what a stock server can send in some seconds; what it cannot send, it keeps. */
const stockLines = 150;
const stockRounds = 3;
const stockPatience = 60_000;

/** A span, and how many lines were offered to each watcher in it. */
type Fed = Span & { offered: number };

export async function benchLines(world: World): Promise<Figure[]> {
  const [run] = await world.double.begin(1);
  const gateway = await world.openGateway();
  const raw = await world.openRaw();
  const told = tellPeers(world);
  await raw.ask('send', 'frame');
  await gather(world, gateway, { group: 'gateway', targets: await targetsOf([run!], count, samples) });
  await gatherPeers(world, raw, { kind: 'raw', told, count });
  // Both run what they will run once, so that it has been compiled.
  await replay(world, raw, { told, ...(await feedGateway(world, gateway, run!, 2_000)) });

  const ours: Fed[] = [];
  const theirs: Span[] = [];
  let latencies: number[] = [];
  for (const milliseconds of rounds) {
    const fed = await feedGateway(world, gateway, run!, milliseconds);
    ours.push(fed.span);
    if (latencies.length === 0) latencies = fed.latencies;
    theirs.push(await replay(world, raw, { told, ...fed }));
  }
  for (const group of ['gateway', 'raw']) await world.watchers.ask('close', group);
  await Promise.all([gateway.end(), raw.end(), run!.finish()]);
  const stock = await benchStock(world);
  return figuresOf({ ours, theirs, stock, latencies });
}

/** A feed in whose midst it is measured, and what the messages to one watcher were. */
async function feedGateway(world: World, gateway: Server, run: Run, milliseconds: number) {
  const from = run.last;
  const feeding = feed((lines) => run.say(lines), {
    perSecond,
    every,
    milliseconds: milliseconds + 2 * margin,
  });
  feeding.catch(() => {}); // It is waited for below.
  await wait(margin);
  await world.watchers.ask('samples', 'gateway');
  let offered = 0;
  const span = await during(world, gateway, {
    group: 'gateway',
    async work() {
      const before = run.last;
      await wait(milliseconds);
      offered = run.last - before;
    },
  });
  const { sizes, latencies } = await world.watchers.ask('samples', 'gateway');
  await feeding;
  if (span.lines === 0)
    throw new Error(`Of ${run.last - from} lines none has reached the gateway's watchers.`);
  return { span: { ...span, offered }, sizes, latencies };
}

/** The same batches again, in the same time, by a server that frames each of them once for all. */
async function replay(
  world: World,
  raw: RawServer,
  { told, sizes, span }: { told: Told; sizes: readonly number[]; span: Span },
): Promise<Span> {
  return during(world, raw, {
    group: 'raw',
    async work() {
      const began = performance.now();
      for (const [turn, size] of sizes.entries()) {
        await wait(began + (turn * span.seconds * 1000) / sizes.length - performance.now());
        await told.say(size, 'text');
      }
      await reached(world, 'raw', told.last);
    },
  });
}

async function benchStock(world: World): Promise<Span[]> {
  const stock = await world.openStock();
  const told = tellPeers(world);
  await gatherPeers(world, stock, { kind: 'stock', told, count });
  const spans: Span[] = [];
  for (let round = 0; round <= stockRounds; round += 1) {
    const span = await during(world, stock, {
      group: 'stock',
      async work() {
        const lines = feed((due) => sayEach(told, due), {
          ...{ perSecond, every, milliseconds: (stockLines / perSecond) * 1000 },
        });
        await lines;
        await reached(world, 'stock', told.last);
      },
    });
    if (round > 0) spans.push(span);
  }
  await world.watchers.ask('close', 'stock');
  await stock.end();
  return spans;
}

/** A stock server is told of each line by itself. */
async function sayEach(told: Told, lines: number): Promise<void> {
  for (let line = 0; line < lines; line += 1) await told.say(1, 'batch');
}

async function reached({ watchers }: World, group: string, sequence: number): Promise<void> {
  if (!(await watchers.ask('reach', { group, sequence, within: stockPatience })))
    throw new Error(`The watchers of ${group} have not got all lines in ${stockPatience / 1000} seconds.`);
}

const cost = ({ cpu, lines }: Span) => (cpu / lines) * 1e6;
const micros = (value: number) => `${value.toFixed(2)} µs`;

function figuresOf({
  ours,
  theirs,
  stock,
  latencies,
}: {
  ours: Fed[];
  theirs: Span[];
  stock: Span[];
  latencies: number[];
}): Figure[] {
  const [long] = ours;
  const ratios = ours.map((span, round) => cost(span) / cost(theirs[round]!));
  const own = quantile(ours.map(cost), 0.5);
  const rawCost = quantile(theirs.map(cost), 0.5);
  const stockCost = quantile(stock.map(cost), 0.5);
  const rate = (span: Span) => Math.round(span.lines / span.seconds).toLocaleString('en');
  const perMessage = (long!.lines / long!.messages).toFixed(1);
  return [
    {
      name: 'CPU per line, coalesced / one shared framed buffer',
      value: quantile(ratios, 0.5),
      unit: 'times',
      note:
        `${micros(own)} for ${micros(rawCost)}, ${perMessage} lines a message; ${ratios.length} rounds, ` +
        `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}${caveatOf([...ours, ...theirs])}`,
    },
    {
      name: `${count} watchers x ${perSecond} lines/s, delivered / offered`,
      value: long!.lines / (long!.offered * count),
      unit: 'of 1',
      note:
        `${rate(long!)} lines/s of ${Math.round((long!.offered * count) / long!.seconds).toLocaleString('en')} ` +
        `for ${long!.seconds.toFixed(1)} s; gateway ${Math.round((long!.cpu / long!.seconds) * 100)} % of a core; said to ` +
        `received p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms` +
        caveatOf([long!]),
    },
    {
      name: 'CPU per line, stock graphql-ws / gateway',
      value: stockCost / own,
      unit: 'times',
      note:
        `${micros(stockCost)} for ${micros(own)}; stock sends ${rate(stock[0]!)} lines/s at most, ` +
        `of ${(count * perSecond).toLocaleString('en')} offered${caveatOf(stock)}`,
    },
  ];
}
