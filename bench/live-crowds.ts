/** Crowds that watch: of the gateway, each following a deployment, and of its peers. */
import { eventually } from '../chaos/waiting.ts';
import type { Run } from './live-runs.ts';
import { linesFrom, stockSubscription, subscription, textOf } from './live-texts.ts';
import type { Target } from './live-watchers.ts';
import type { Server, World } from './live-world.ts';

/** How long anything may take that should take a moment, in milliseconds. */
export const patience = 30_000;

/** Watchers of these deployments, each of which sees the last line that there is, so that they are known to watch. */
export async function targetsOf(runs: readonly Run[], count: number, samples: number): Promise<Target[]> {
  const tokens = new Map<Run['customer'], string>();
  for (const { customer } of runs) if (!tokens.has(customer)) tokens.set(customer, await customer.token());
  return runs.map((run) => {
    const after = run.last - 1;
    const variables = { id: run.deploymentId, after };
    return {
      saying: { token: tokens.get(run.customer)!, query: subscription, variables },
      count,
      samples,
      after,
    };
  });
}

/** Of peers, which know of one deployment alone. */
export const peerTarget = (kind: 'stock' | 'raw', count: number, after = 0): Target => ({
  ...(kind === 'stock' && { saying: { query: stockSubscription, variables: { id: 'any' } } }),
  ...{ count, after },
});

/** Opens watchers of the gateway as a group. Rejects when they are not all there in time. */
export async function gather(
  { watchers }: World,
  { url }: Server,
  { group, targets, within = 120_000 }: { group: string; targets: Target[]; within?: number },
): Promise<void> {
  const wanted = targets.reduce((sum, { count }) => sum + count, 0);
  const opened = await watchers.ask('open', { group, url, targets, isGreeted: true, within });
  const { why } = await watchers.ask('counts', group);
  if (opened < wanted)
    throw new Error(
      `Of ${wanted} watchers of the gateway ${opened} could be opened${why ? `: ${why}` : ''}.`,
    );
}

/** What peers are told, numbered from 1. Resolves with the number of the last line. */
export type Told = {
  readonly last: number;
  /** For the raw server: all of them as one message. */
  together(lines: number): Promise<number>;
  /** For the stock server: each by itself. */
  apart(lines: number): Promise<number>;
};

/** Each peer hears what is published under its name. */
export function tellPeers({ redis }: World, kind: 'raw' | 'stock'): Told {
  let last = 0;
  const next = (count: number) => linesFrom(last - count + 1, count);
  return {
    get last() {
      return last;
    },
    async together(count) {
      last += count;
      await redis.publish(kind, textOf(next(count)));
      return last;
    },
    async apart(count) {
      last += count;
      await Promise.all(next(count).map((line) => redis.publish(kind, JSON.stringify(line))));
      return last;
    },
  };
}

/** Opens watchers of the raw server, which follows this deployment. */
export async function gatherRaw(
  { watchers }: World,
  { url }: Server,
  { run, count }: { run: Run; count: number },
): Promise<void> {
  const targets = [peerTarget('raw', count, run.last)];
  const opening = { group: 'raw', url, targets, isGreeted: false, within: patience };
  if ((await watchers.ask('open', opening)) < count)
    throw new Error(`Not all of ${count} watchers of the raw server could be opened.`);
}

/** Opens watchers of a peer, and tells it lines until everybody has heard one. */
export async function gatherPeers(
  { watchers }: World,
  { url }: Server,
  { kind, told, count }: { kind: 'stock' | 'raw'; told: Told; count: number },
): Promise<void> {
  const targets = [peerTarget(kind, count)];
  const opened = await watchers.ask('open', { group: kind, url, targets, isGreeted: false, within: 120_000 });
  const isThere = await eventually(
    async () => {
      const sequence = await (kind === 'raw' ? told.together(1) : told.apart(1));
      return watchers.ask('reach', { group: kind, sequence, within: 2_000 });
    },
    { within: patience },
  );
  if (opened < count || !isThere) {
    const { why } = await watchers.ask('counts', kind);
    throw new Error(`Not all of ${count} watchers of the peer ${kind} can hear it${why ? `: ${why}` : ''}.`);
  }
}
