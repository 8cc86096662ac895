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
const stockBurst = { perSecond, every, milliseconds: 150 };
const longestDrain = 60_000;

/** A span, and how many lines were offered to each watcher in it. */
type Fed = Span & { offered: number };

type Sides = {
  gateway: Server;
  run: Run;
  other: Run;
  raw: RawServer;
  stock: Server;
  told: { raw: Told; stock: Told };
};

/** The three of them take turns, so that what else the machine does at a time falls upon all. */
export async function benchLines(world: World): Promise<Figure[]> {
  const [run, other] = await world.double.begin(2);
  const sides: Sides = {
    run: run!,
    other: other!,
    gateway: await world.openGateway(),
    raw: await world.openRaw(),
    stock: await world.openStock(),
    told: { raw: tellPeers(world, 'raw'), stock: tellPeers(world, 'stock') },
  };
  const { gateway, raw, stock, told } = sides;
  await raw.ask('send', 'frame');
  await gather(world, gateway, { group: 'gateway', targets: await targetsOf([run!], count, samples) });
  await gatherPeers(world, raw, { kind: 'raw', told: told.raw, count });
  await gatherPeers(world, stock, { kind: 'stock', told: told.stock, count });

  // The first round compiles what the others run.
  await takeTurns(world, sides, 2_000);
  const turns: Turn[] = [];
  for (const milliseconds of rounds) turns.push(await takeTurns(world, sides, milliseconds));
  for (const group of ['gateway', 'raw', 'stock']) await world.watchers.ask('close', group);
  await Promise.all([gateway.end(), raw.end(), stock.end(), run!.finish(), other!.finish()]);
  return figuresOf(turns);
}

type Turn = { own: Fed; raw: Span; stock: Span; latencies: number[] };

async function takeTurns(world: World, sides: Sides, milliseconds: number): Promise<Turn> {
  const { own, sizes, latencies } = await feedGateway(world, sides, milliseconds);
  const raw = await replay(world, sides, { sizes, seconds: own.seconds });
  const stock = await burst(world, sides);
  return { own, raw, stock, latencies };
}

/** A feed in whose midst it is measured, and what the messages to one watcher were. */
async function feedGateway(world: World, { gateway, run }: Sides, milliseconds: number) {
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
  return { own: { ...span, offered } satisfies Fed, sizes, latencies };
}

/**
 * The same batches again, in the same time, by a server that frames each of them once for all. The platform takes in as
 * many lines of another deployment meanwhile, so that the machine has the same to do besides.
 */
async function replay(
  world: World,
  { raw, other, told }: Sides,
  { sizes, seconds }: { sizes: readonly number[]; seconds: number },
): Promise<Span> {
  const besides = feed((lines) => other.say(lines), { perSecond, every, milliseconds: seconds * 1000 });
  besides.catch(() => {}); // It is waited for below.
  const span = await during(world, raw, {
    group: 'raw',
    async work() {
      const began = performance.now();
      for (const [turn, size] of sizes.entries()) {
        await wait(Math.max(0, began + (turn * seconds * 1000) / sizes.length - performance.now()));
        await told.raw.together(size);
      }
      await reached(world, 'raw', told.raw.last);
    },
  });
  await besides;
  return span;
}

/** As many lines as can be borne, counted until the last has arrived. */
const burst = (world: World, { stock, told }: Sides): Promise<Span> =>
  during(world, stock, {
    group: 'stock',
    async work() {
      await feed((lines) => told.stock.apart(lines), stockBurst);
      await reached(world, 'stock', told.stock.last);
    },
  });

async function reached({ watchers }: World, group: string, sequence: number): Promise<void> {
  if (await watchers.ask('reach', { group, sequence, within: longestDrain })) return;
  const { lost, why } = await watchers.ask('counts', group);
  throw new Error(
    `The watchers of ${group} have not got all lines in ${longestDrain / 1000} seconds; ` +
      `${lost} were lost${why ? `: ${why}` : ''}.`,
  );
}

const cost = ({ cpu, lines }: Pick<Span, 'cpu' | 'lines'>) => (cpu / lines) * 1e6;
/** A round in which a server that cannot keep up sent nothing still cost it something. */
const costOf = (spans: readonly Span[]) => cost({ cpu: sum(spans, 'cpu'), lines: sum(spans, 'lines') });
const sum = (spans: readonly Span[], name: 'cpu' | 'lines') =>
  spans.reduce((total, span) => total + span[name], 0);
const micros = (value: number) => `${value.toFixed(2)} µs`;

const rate = (lines: number, seconds: number) => Math.round(lines / seconds).toLocaleString('en');

function figuresOf(turns: readonly Turn[]): Figure[] {
  const { own: long, latencies, stock: drained } = turns[0]!;
  const all = (name: 'own' | 'raw' | 'stock') => turns.map((turn) => turn[name]);
  const [own, raw, stock] = [costOf(all('own')), costOf(all('raw')), costOf(all('stock'))];
  const range = (ratioOf: (turn: Turn) => number) => {
    const ratios = turns.map(ratioOf).filter(Number.isFinite);
    return `${ratios.length} rounds, ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  };
  return [
    {
      name: 'CPU per line, coalesced / one shared framed buffer',
      value: own / raw,
      unit: 'times',
      note:
        `${micros(own)} for ${micros(raw)}, ${(long.lines / long.messages).toFixed(1)} lines a message; ` +
        range((turn) => cost(turn.own) / cost(turn.raw)) +
        caveatOf([...all('own'), ...all('raw')]),
    },
    {
      name: `${count} watchers x ${perSecond} lines/s, delivered / offered`,
      value: long.lines / (long.offered * count),
      unit: 'of 1',
      note:
        `${rate(long.lines, long.seconds)} lines/s of ${rate(long.offered * count, long.seconds)} for ` +
        `${long.seconds.toFixed(1)} s; gateway ${Math.round((long.cpu / long.seconds) * 100)} % of a core; said to ` +
        `received p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${quantile(latencies, 0.99).toFixed(0)} ms` +
        caveatOf([long]),
    },
    {
      name: 'CPU per line, stock graphql-ws / gateway',
      value: stock / own,
      unit: 'times',
      note:
        `${micros(stock)} for ${micros(own)}; ${range((turn) => cost(turn.stock) / cost(turn.own))}; stock sends ` +
        `${rate(drained.lines, drained.seconds)} lines/s at most${caveatOf(all('stock'))}`,
    },
  ];
}
