/** Carries the plan out. */
import { setTimeout as wait } from 'node:timers/promises';
import { send } from '@hosterizer/standalone/processes';
import type { Platform } from '../platform.ts';
import { eventually } from '../waiting.ts';
import type { Double } from './double.ts';
import type { Disturbance, Kind } from './plan.ts';
import type { Station } from './station.ts';
import { moods, type Hints, type Tap } from './tap.ts';

/** When something was not as it should be, as performance.now() counts, and for whom. */
export type Disturbed = {
  kind: Kind | 'last hint';
  from: number;
  /** Infinity while it lasts. */
  to: number;
  /** Everybody's when absent. */
  station?: Station;
  deploymentId?: string;
};

/** So long after its end a disturbance still counts: clients come again, and gateways that had heard nothing ask. */
const aftermath = 3_000;
/** How much longer than it should a storm may last, in milliseconds. */
const longestStorm = 10_000;
/** Within which time what was killed has to answer again, in milliseconds. */
const patience = 30_000;

export type Room = { platform: Platform; tap: Tap; double: Double; stations: readonly Station[] };

/** Begins one disturbance. Resolves when it is over; at once when there is nobody whom it could hit. */
export async function disturb(wanted: Disturbance, room: Room, into: Disturbed[]): Promise<void> {
  const { kind, lasting } = wanted;
  const { platform, tap, double } = room;
  if (kind === 'gateway' || kind === 'deployments') await double.idle();
  const struck = strike(wanted, room);
  if (!struck) return;
  const before = { ...tap.hints };
  const disturbed: Disturbed = { kind, from: performance.now(), to: Infinity, ...struck };
  into.push(disturbed);
  try {
    await wait(lasting);
    // On a busy machine there may have been few hints: a storm goes on until it has done all that it does.
    if (kind === 'storm') await eventually(() => hasRaged(tap.hints, before), { within: longestStorm });
    if (kind === 'silence' || kind === 'storm') tap.set(moods.usual);
    if (kind === 'redis') tap.shut(false);
    if (kind === 'gateway' || kind === 'deployments') await mustAnswer(platform, kind);
  } finally {
    disturbed.to = performance.now() + aftermath;
  }
}

/** Whether by now more hints than before were lost, doubled, late and said again. */
const hasRaged = (now: Readonly<Hints>, before: Hints): boolean =>
  (['lost', 'doubled', 'late', 'old'] as const).every((fate) => now[fate] > before[fate]);

/** The client that it hit, when it was one; null when nothing was there. */
function strike(
  { kind, lasting, whom }: Disturbance,
  { platform, tap, stations }: Room,
): { station?: Station } | null {
  /** The first client with a connection, from that place in the row on. */
  const one = (hits: (station: Station) => number) => {
    const first = Math.floor(whom * stations.length);
    const station = [...stations.slice(first), ...stations.slice(0, first)].find((each) => hits(each) > 0);
    return station ? { station } : null;
  };
  switch (kind) {
    case 'terminate':
      return one(({ terminate }) => terminate());
    case 'cut':
      return one(({ wire }) => wire.cut());
    case 'pause':
      return one(({ wire }) => wire.hold(lasting));
    case 'silence':
    case 'storm':
      tap.set(moods[kind]);
      return {};
    case 'gateway':
    case 'deployments':
      return platform.part(kind).kill(lasting) === null ? null : {};
    case 'redis': {
      const pid = platform.pidOf('redis');
      if (pid === null) return null;
      tap.shut(true);
      send(pid, 'SIGKILL');
      return {};
    }
  }
}

async function mustAnswer({ url, part }: Platform, name: 'gateway' | 'deployments'): Promise<void> {
  const back = await eventually(
    async () => part(name).pid() !== null && (await fetch(`${url}/health/ready`)).ok,
    { within: patience },
  );
  if (!back) throw new Error(`The ${name} process does not come back.`);
}
