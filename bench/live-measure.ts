/** What it takes to serve those who watch, while lines are being said. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Server, World } from './live-world.ts';
import { cpuOf } from './processes.ts';

/** A process that takes more of a core than this may hold up what it only should measure. */
const busy = 0.7;

export type Span = {
  seconds: number;
  messages: number;
  lines: number;
  bytes: number;
  /** How many watchers have been lost so far, and why the first. */
  lost: string | null;
  /** CPU seconds of the server. */
  cpu: number;
  /** Parts of a core that the watchers and the feeder took. */
  watching: number;
  feeding: number;
};

/** What has happened while the work was done. Rejects when a watcher has got what it should not. */
export async function during(
  { watchers }: World,
  { pid }: Server,
  { group, work }: { group: string; work: () => Promise<unknown> },
): Promise<Span> {
  const look = async () => ({
    counts: await watchers.ask('counts', group),
    cpus: [pid, watchers.pid, process.pid].map((id) => cpuOf([id])),
  });
  const before = await look();
  await work();
  const { counts, cpus } = await look();
  if (counts.wrong > 0) throw new Error(`${counts.wrong} messages to ${group} were not the ones to come.`);
  const seconds = (counts.at - before.counts.at) / 1000;
  const [cpu, watching, feeding] = cpus.map((now, index) => now - before.cpus[index]!);
  return {
    seconds,
    messages: counts.messages - before.counts.messages,
    lines: counts.lines - before.counts.lines,
    bytes: counts.bytes - before.counts.bytes,
    lost: counts.lost > 0 ? `${counts.lost} watchers were lost: ${counts.why}` : null,
    ...{ cpu: cpu!, watching: watching! / seconds, feeding: feeding! / seconds },
  };
}

/** What to know of spans in which the measuring itself may have been in the way. */
export function caveatOf(spans: readonly Span[]): string {
  const most = (name: 'watching' | 'feeding') => Math.max(...spans.map((span) => span[name]));
  const inTheWay = (['watching', 'feeding'] as const)
    .filter((name) => most(name) > busy)
    .map((name) => `${name} took ${Math.round(most(name) * 100)} % of a core and may be what held it up`);
  const lost = spans.flatMap((span) => span.lost ?? []).slice(-1);
  return [...inTheWay, ...lost].map((sentence) => `; ${sentence}`).join('');
}

/** What one request may carry. */
const mostAtOnce = 1_000;

/** Has lines said at this rate, in so many requests a second; what is late goes with the next. */
export async function feed(
  say: (lines: number) => Promise<unknown>,
  { perSecond, every, milliseconds }: { perSecond: number; every: number; milliseconds: number },
): Promise<void> {
  const began = performance.now();
  const passed = () => performance.now() - began;
  let said = 0;
  while (passed() < milliseconds) {
    await wait(every - (passed() % every));
    const wanted = Math.floor((perSecond * Math.min(passed(), milliseconds)) / 1000);
    const due = Math.min(mostAtOnce, wanted - said);
    if (due > 0) await say(due);
    said += Math.max(0, due);
  }
}
