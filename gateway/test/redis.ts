/** A Redis of a test's own, on a free port and with a password that nobody else has. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type TestRedis = {
  url: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Leaves it there without an answer, until it is thawed. */
  freeze(): void;
  thaw(): void;
  /** Starts it again at the same address. */
  start(): Promise<void>;
  remove(): Promise<void>;
};

export async function makeRedis(): Promise<TestRedis> {
  const port = await freePort();
  const password = randomBytes(16).toString('hex');
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  let running: ChildProcess | undefined;

  async function start(): Promise<void> {
    running = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--requirepass',
        password,
        '--save',
        '',
        '--dir',
        folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const line of running.stdout!) if (String(line).includes('Ready to accept connections')) break;
  }
  async function kill(): Promise<void> {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  }

  await start();
  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    ...{ start, kill },
    freeze: () => void running?.kill('SIGSTOP'),
    thaw: () => void running?.kill('SIGCONT'),
    async remove() {
      await kill();
      await rm(folder, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
