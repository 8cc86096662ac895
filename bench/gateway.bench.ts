/** What asking who it is, and whether they may, costs the gateway: CPU per request with it against without it. */
import type { FastifyInstance } from 'fastify';
import { openDoors } from './gateway-doors.ts';
import { quantile, tell, type Figure } from './report.ts';

const rounds = 150;
const requestsPerTurn = 30;
/** Until then the doors' code is still being compiled, and whoever comes first pays for the others. */
const warmUpRounds = 40;

const queries = {
  'list over three subgraphs': `{ sites { edges { node { id name customer { name } latestDeployment { status } } } } }`,
  'single object': `query ($id: ID!) { site(id: $id) { id name status } }`,
};

/**
 * Requests go past the network, one after the other: over sockets the cost of a request hangs more on how many of
 * them happen to be answered in one go than on anything that is asked.
 */
export async function bench(): Promise<void> {
  const { open, guarded, counted, token, siteId, close } = await openDoors();
  const figures: Figure[] = [];
  for (const [name, query] of Object.entries(queries)) {
    const payload = { query, variables: query.includes('$id') ? { id: siteId } : {} };
    const headers = { authorization: `Bearer ${token}` };
    const ask = (door: FastifyInstance) => async () => {
      const answer = await door.inject({ method: 'POST', url: '/graphql', headers, payload });
      if (answer.statusCode !== 200 || answer.body.includes('"errors"')) throw new Error(answer.body);
    };
    const [openly, guardedly, countedly] = [ask(open), ask(guarded), ask(counted)];
    await takeTurns([openly, guardedly, countedly], warmUpRounds);
    const costs = await takeTurns([openly, guardedly, countedly], rounds);
    figures.push(
      ...figuresOf(`${name}, guard and token`, costs.get(openly)!, costs.get(guardedly)!),
      ...figuresOf(`${name}, guard, token and limits`, costs.get(openly)!, costs.get(countedly)!),
    );
  }
  await close();
  tell('gateway', figures);
}

type Ask = () => Promise<void>;

/**
 * What each costs in each round, in microseconds. Their order is left to chance: in any fixed one the collection of
 * garbage falls into step with it and is always paid by the same.
 */
async function takeTurns(all: readonly Ask[], count: number): Promise<Map<Ask, number[]>> {
  const costs = new Map(all.map((ask) => [ask, [] as number[]]));
  for (let round = 0; round < count; round += 1) {
    for (const ask of shuffled(all)) {
      const before = process.cpuUsage();
      for (let asked = 0; asked < requestsPerTurn; asked += 1) await ask();
      const { user, system } = process.cpuUsage(before);
      costs.get(ask)!.push((user + system) / requestsPerTurn);
    }
  }
  return costs;
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => [Math.random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

function figuresOf(name: string, without: readonly number[], withIt: readonly number[]): Figure[] {
  const ratios = withIt.map((cost, round) => cost / without[round]!);
  const [low, high] = [quantile(ratios, 0.25), quantile(ratios, 0.75)];
  // Other work on the machine only ever adds to a turn, so the cheapest tell most of what the code costs.
  const [cost, base] = [quantile(withIt, 0.1), quantile(without, 0.1)];
  return [
    {
      name,
      value: cost / base,
      unit: 'times',
      note: `${cost.toFixed(0)} µs a request for ${base.toFixed(0)} µs`,
    },
    {
      name: `${name}, by rounds`,
      value: quantile(ratios, 0.5),
      unit: 'times',
      note: `median of ${ratios.length}, quartiles ${low.toFixed(2)} to ${high.toFixed(2)}`,
    },
  ];
}
