/** Carries the plan out: waits for the right moment, kills, and sees how the platform gets over it. */
import { setTimeout as wait } from 'node:timers/promises';
import { send } from '@hosterizer/standalone/processes';
import { killGroup, terraformsOf, type Machines, type Runner, type Terraform } from './machines.ts';
import type { Platform } from './platform.ts';
import type { Kill } from './plan.ts';
import { eventually } from './waiting.ts';
import { isUnderWay, type Active, type Watch } from './watch.ts';

export type Killed = Kill & {
  /** Milliseconds since 1970. */
  at: number;
  /** What Terraform was doing, such as `apply`; null between two commands. */
  command: string | null;
  /** The deployments that it hit directly. */
  hit: string[];
  /** Those that had not ended when it happened. */
  active: string[];
  /** Milliseconds until each of those had ended, or somebody went on with it; null while that is not so. */
  recovered: number | null;
  /** The one that took longest, and the runner that had it meanwhile. */
  slowest: string | null;
};

export type Room = { platform: Platform; machines: Machines; watch: Watch; stop: AbortSignal };

/** Within which time somebody has to go on, in milliseconds. */
const limit = 60_000;

/** Kills one thing. Resolves with null when no moment for it came within a minute. */
export async function kill(wanted: Kill, room: Room): Promise<Killed | null> {
  const { machines, watch, stop } = room;
  let { delay } = wanted;
  for (const end = Date.now() + limit; Date.now() < end && !stop.aborted;) {
    const victim = await eventually(() => inPhase(wanted, machines, watch), {
      within: 5_000,
      every: 15,
      signal: stop,
    });
    if (!victim) continue;
    await wait(delay);
    const runner = machines.runners.find(({ name }) => name === victim.runner);
    if (!runner) continue;
    const killed = await strike(wanted, victim, runner, room);
    if (killed) return killed;
    // The phase was over before: on a fast machine it is shorter than the moment that was drawn.
    delay /= 2;
  }
  return null;
}

/** A deployment in that phase on a runner that is there. */
async function inPhase({ phase }: Kill, machines: Machines, watch: Watch): Promise<Active | undefined> {
  const here = machines.runners.filter(({ process }) => process.pid() !== null).map(({ name }) => name);
  const fit = (await watch.active()).filter(
    (one) => one.status === 'RUNNING' && one.phase === phase && here.includes(one.runner ?? ''),
  );
  // The newest has just begun with it.
  return fit.at(-1);
}

async function strike(wanted: Kill, victim: Active, runner: Runner, room: Room): Promise<Killed | null> {
  const { platform, watch } = room;
  // For a Terraform the moment may lie between two commands: the next one is the one.
  const terraform = ['terraform', 'group'].includes(wanted.place)
    ? await eventually(() => terraformFor(runner, victim), { within: 1_500, every: 3 })
    : terraformFor(runner, victim);
  const before = await watch.active().catch(() => null);
  const now = before?.find(({ id }) => id === victim.id);
  if (!before || now?.runner !== runner.name) return null;
  const ofRunner = before.filter((one) => one.runner === runner.name).map(({ id }) => id);
  let hit: string[] = [];

  switch (wanted.place) {
    case 'runner':
      if (runner.process.kill(wanted.away) === null) return null;
      hit = ofRunner;
      break;
    case 'machine': {
      if (runner.process.kill(wanted.away) === null) return null;
      terraformsOf(runner).forEach(killGroup);
      hit = ofRunner;
      break;
    }
    case 'terraform':
      if (!terraform) return null;
      send(terraform.pid, 'SIGKILL');
      hit = [victim.id];
      break;
    case 'group':
      if (!terraform) return null;
      killGroup(terraform);
      hit = [victim.id];
      break;
    case 'deployments':
      if (platform.part('deployments').kill(wanted.away) === null) return null;
      break;
    case 'postgres':
    case 'redis': {
      const pid = platform.pidOf(wanted.place);
      if (pid === null) return null;
      send(pid, 'SIGKILL');
    }
  }
  const at = Date.now();
  return {
    ...wanted,
    phase: now.phase === 'APPLYING' ? 'APPLYING' : 'PLANNING',
    command: terraform?.command ?? null,
    ...{ at, hit, active: before.map(({ id }) => id), recovered: null, slowest: null },
  };
}

const terraformFor = (runner: Runner, { siteId }: Active): Terraform | undefined =>
  terraformsOf(runner).find((one) => one.siteId === siteId);

/** Waits until each deployment of that moment has ended or is under way again. Resolves with those that are not. */
export async function overcome(
  killed: Killed,
  { watch, stop }: Pick<Room, 'watch' | 'stop'>,
): Promise<Active[]> {
  let stuck: Active[] = [];
  const over = await eventually(
    async () => {
      const active = await watch.active();
      stuck = active.filter((one) => killed.active.includes(one.id) && !isUnderWay(one, killed.at));
      const [first] = stuck;
      if (first) killed.slowest = `${first.id}, ${first.status} on ${first.runner ?? 'no runner'}`;
      return stuck.length === 0;
    },
    { within: limit - (Date.now() - killed.at), every: 50, signal: stop },
  );
  if (over) killed.recovered = Date.now() - killed.at;
  return over || stop.aborted ? [] : stuck;
}
