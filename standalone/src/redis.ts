/** A Redis of our own: the machine's program, on a free port of the loopback, keeping nothing. */
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from './kept.ts';
import { freePort } from './ports.ts';
import { endRecorded, startChild, type Child, type Steps, type SystemUser } from './processes.ts';
import { findProgram, install } from './programs.ts';
import { Sentence } from './sentence.ts';

export type Redis = Store & { url: string };

const endings: Steps = [
  ['SIGTERM', 700],
  ['SIGKILL', 300],
];

/** Resolves when it answers. Installs the program first where apt and root allow it. */
export async function startRedis(
  {
    record,
    output,
    password,
    user,
  }: { record: string; output: string; password: string; user?: SystemUser | undefined },
  say: (line: string) => void,
  wantedPort?: number,
  signal?: AbortSignal,
): Promise<Redis> {
  const program = findProgram('redis-server') ?? (await install('redis-server', 'redis-server', say));
  await endRecorded(record, endings);
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort());
    const child = startChild(program, ['-'], {
      record,
      output,
      user,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      cwd: '/',
      // Through standard input, since everybody on the machine reads command lines.
      input: `bind 127.0.0.1\nport ${port}\nrequirepass ${password}\nsave ""\nappendonly no\ndaemonize no\nlogfile ""\n`,
    });
    if (await answers(port, password, child, signal)) {
      return {
        url: `redis://:${password}@127.0.0.1:${port}`,
        port,
        ended: child.ended.catch(() => {}),
        stop: () => child.end(endings),
      };
    }
    signal?.throwIfAborted();
    if (attempt === 5) throw new Sentence(`Redis does not start; ${output} says why.`);
  }
}

async function answers(port: number, password: string, child: Child, signal?: AbortSignal): Promise<boolean> {
  let over = false;
  child.ended.then(
    () => (over = true),
    () => (over = true),
  );
  for (const until = Date.now() + 10_000; !over && !signal?.aborted && Date.now() < until; await wait(10)) {
    if ((await ask(port, `AUTH ${password}\r\nPING\r\n`)).startsWith('+OK\r\n+PONG')) return true;
  }
  await child.end(endings);
  return false;
}

/** What the server answers to these commands; empty when nobody listens. */
function ask(port: number, commands: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`${commands}QUIT\r\n`));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (part) => (answer += String(part)));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
