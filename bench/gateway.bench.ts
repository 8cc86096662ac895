/** What asking who it is, and whether they may, costs the gateway: CPU per request with it against without it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { Doors } from './gateway-doors.ts';
import { quantile, tell, type Figure } from './report.ts';

const pairs = 60;
const requestsPerTurn = 200;
const atOnce = 8;
const warmUp = 3_000;

const queries = {
  'list over three subgraphs': `{ sites { edges { node { id name customer { name } latestDeployment { status } } } } }`,
  'single object': `query ($id: ID!) { site(id: $id) { id name status } }`,
};

export async function bench(): Promise<void> {
  const child = fork(join(import.meta.dirname, 'gateway-doors.ts'));
  try {
    const [doors] = (await once(child, 'message')) as [Doors];
    const figures: Figure[] = [];
    for (const [name, query] of Object.entries(queries)) {
      const body = JSON.stringify({ query, variables: query.includes('$id') ? { id: doors.siteId } : {} });
      const send = (door: 'open' | 'guarded' | 'counted') => makeSend(doors[door], doors.token, body);
      const [open, guarded, counted] = [send('open'), send('guarded'), send('counted')];
      for (const one of [open, guarded, counted]) await one.times(warmUp);
      figures.push(...(await compare(child, `${name}, guard and token`, open, guarded)));
      figures.push(...(await compare(child, `${name}, guard, token and limits`, open, counted)));
      await Promise.all([open.close(), guarded.close(), counted.close()]);
    }
    tell('gateway', figures);
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}

type Send = { times(count: number): Promise<void>; close(): Promise<void> };

function makeSend(url: string, token: string, body: string): Send {
  const pool = new Pool(url, { connections: atOnce });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  async function one(): Promise<void> {
    const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text.includes('"errors"')) throw new Error(text);
  }
  return {
    async times(count) {
      let left = count;
      const work = async () => {
        while (left-- > 0) await one();
      };
      await Promise.all(Array.from({ length: atOnce }, work));
    },
    close: () => pool.close(),
  };
}

/** Turn by turn, each going first as often as the other, so that a noisy machine is noisy for both. */
async function compare(child: ChildProcess, name: string, without: Send, withIt: Send): Promise<Figure[]> {
  const ratios: number[] = [];
  const costs: number[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const turns = pair % 2 ? [withIt, without] : [without, withIt];
    const spent = new Map<Send, number>();
    for (const turn of turns) spent.set(turn, await cpuOf(child, () => turn.times(requestsPerTurn)));
    ratios.push(spent.get(withIt)! / spent.get(without)!);
    costs.push(spent.get(withIt)! / requestsPerTurn);
  }
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share)) as [
    number,
    number,
    number,
  ];
  return [
    {
      name,
      value: middle,
      unit: 'times',
      note: `median of ${pairs} pairs, quartiles ${low.toFixed(3)} to ${high.toFixed(3)}`,
    },
    { name: `${name}, CPU`, value: quantile(costs, 0.5), unit: 'µs a request' },
  ];
}

/** Microseconds of CPU that the process spends on some work. */
async function cpuOf(child: ChildProcess, work: () => Promise<void>): Promise<number> {
  const before = await spentBy(child);
  await work();
  return (await spentBy(child)) - before;
}

async function spentBy(child: ChildProcess): Promise<number> {
  child.send('CPU?');
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return user + system;
}
