/** Stands between Redis and everybody who listens to it: hints get lost on the way, come twice, late, or again. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Chance } from '../chance.ts';
import { channelOf, makeFrames } from './frames.ts';

/** With which probability what becomes of a hint. */
export type Mood = { lost: number; doubled: number; late: number; old: number };

/** What becomes of some hints all the time, in a silence, in a storm, and when nothing is disturbed any more. */
export const moods: Record<'usual' | 'silence' | 'storm' | 'none', Mood> = {
  usual: { lost: 0.03, doubled: 0.2, late: 0.2, old: 0.2 },
  silence: { lost: 1, doubled: 0, late: 0, old: 0 },
  storm: { lost: 0.1, doubled: 0.5, late: 0.5, old: 0.5 },
  none: { lost: 0, doubled: 0, late: 0, old: 0 },
};

export type Hints = { passed: number; lost: number; doubled: number; late: number; old: number };

export type Tap = {
  /** Where Redis seems to be. */
  url: string;
  hints: Readonly<Hints>;
  /** What happens to hints from now on. */
  set(mood: Mood): void;
  /** From now on nothing more is heard of this channel. */
  mute(channel: string): void;
  /** While it is shut, nobody reaches Redis. */
  shut(isShut: boolean): void;
  close(): Promise<void>;
};

/** What the log of a deployment is announced by; other hints are let through as they are. */
const watched = 'deployment:';

/** A late hint comes after so many others, or so many milliseconds. */
const latest = { others: 4, milliseconds: 300 };

/** How many old hints are kept to be said again. */
const remembered = 50;

export async function openTap(url: string, chance: Chance): Promise<Tap> {
  const { hostname, port } = new URL(url);
  const hints: Hints = { passed: 0, lost: 0, doubled: 0, late: 0, old: 0 };
  const muted = new Set<string>();
  const open = new Set<Socket>();
  const said: Buffer[] = [];
  let mood = moods.none;
  let isShut = false;

  const server = createServer((near) => {
    near.on('error', () => {});
    if (isShut) return void near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    far.on('error', () => {});
    for (const socket of [near, far])
      socket.on('close', () => (near.destroy(), far.destroy(), open.delete(near)));
    open.add(near);
    near.pipe(far);

    const frames = makeFrames();
    const late = makeLate((frame) => near.write(frame));
    far.on('data', (part) => {
      for (const frame of frames(part)) {
        const channel = channelOf(frame);
        if (!channel?.startsWith(watched)) near.write(frame);
        else tell(channel, Buffer.from(frame), { say: (one) => near.write(one), late });
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  function tell(
    channel: string,
    hint: Buffer,
    { say, late }: { say: (hint: Buffer) => void; late: Late },
  ): void {
    // Drawn for each, whatever becomes of it: so what the seed decides does not hang on the mood.
    const [one, other] = [chance.next(), chance.next()];
    const isLost = one < mood.lost || muted.has(channel);
    const isLate = !isLost && one < mood.lost + mood.late;
    if (isLost) hints.lost += 1;
    else if (isLate) {
      hints.late += 1;
      late.keep(hint);
    } else {
      hints.passed += 1;
      say(hint);
      if (other < mood.doubled) {
        hints.doubled += 1;
        say(hint);
      }
    }
    if (!isLate) late.passed();
    if (1 - other < mood.old && said.length > 0) {
      hints.old += 1;
      say(said[Math.floor(one * said.length)]!);
    }
    said.push(hint);
    if (said.length > remembered) said.shift();
  }

  const { port: ownPort } = server.address() as AddressInfo;
  const own = new URL(url);
  own.port = String(ownPort);
  const cut = () => open.forEach((socket) => socket.resetAndDestroy());
  return {
    url: own.href,
    hints,
    set: (wanted) => void (mood = wanted),
    mute: (channel) => void muted.add(channel),
    shut(wanted) {
      isShut = wanted;
      if (isShut) cut();
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
}

type Late = {
  /** Says it when others have passed it. */
  keep(hint: Buffer): void;
  /** Another one has gone by. */
  passed(): void;
};

function makeLate(say: (hint: Buffer) => void): Late {
  const kept = new Map<Buffer, { others: number; timer: NodeJS.Timeout }>();
  function release(hint: Buffer): void {
    clearTimeout(kept.get(hint)?.timer);
    if (kept.delete(hint)) say(hint);
  }
  return {
    keep(hint) {
      kept.set(hint, { others: 0, timer: setTimeout(release, latest.milliseconds, hint) });
    },
    passed() {
      for (const [hint, waiting] of kept) if ((waiting.others += 1) >= latest.others) release(hint);
    },
  };
}
