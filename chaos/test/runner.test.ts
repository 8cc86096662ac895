/** A short chaos run, as `npm run chaos:runner` starts a long one. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '@hosterizer/standalone/folders';

// About a minute, unless other tests take the processors.
jest.setTimeout(240_000);

let child: ChildProcess | undefined;

/** Told to, the run takes down what it has started. */
afterEach(async () => {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}, 60_000);

test('six kills lose nothing and make nothing twice', async () => {
  const { DATABASE_URL: _database, REDIS_URL: _redis, NODE_ENV: _mode, ...environment } = process.env;
  const running = spawn(process.execPath, [join(root, 'chaos/runner.ts')], {
    cwd: root,
    env: {
      ...environment,
      HOSTERIZER_CHAOS_KILLS: '6',
      HOSTERIZER_CHAOS_SITES: '2',
      HOSTERIZER_CHAOS_ABSENCES: 'false',
      HOSTERIZER_CHAOS_MINUTES: '1.5',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = running;
  let said = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (part) => (said += String(part)));
  const [code] = (await once(running, 'close')) as [number | null];
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringContaining('Nothing was lost, and nothing was made twice: 6 kills'),
  });
});
