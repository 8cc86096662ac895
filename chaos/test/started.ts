/** A run in a process of its own, as npm starts it, but without looking for dependencies. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '@hosterizer/standalone/folders';

let child: ChildProcess | undefined;

/** Runs one of the chaos scripts with these settings. Resolves with its exit code and all that it has said. */
export async function runScript(
  name: string,
  settings: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  const { DATABASE_URL: _database, REDIS_URL: _redis, NODE_ENV: _mode, ...environment } = process.env;
  const running = spawn(process.execPath, [join(root, 'chaos', name)], {
    cwd: root,
    env: { ...environment, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = running;
  let said = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (part) => (said += String(part)));
  const [code] = (await once(running, 'close')) as [number | null];
  return { code, said };
}

/** Told to, a run takes down what it has started. */
export async function endScript(): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
