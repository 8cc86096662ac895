import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../src/folders.ts';
import { startOf } from '../identity.mjs';
import { tryLock, withLock } from '../lock.mjs';

let file: string;
beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'lock-')), 'a.lock');
});

test('a lock that is held names its holder, and is free once it is released', () => {
  const { release } = tryLock(file);
  expect(tryLock(file)).toMatchObject({ holder: { pid: process.pid } });
  release?.();
  expect(tryLock(file).release).toBeDefined();
});

test('the lock of a process that was killed is free', async () => {
  const script = `const { tryLock } = await import(${JSON.stringify(join(root, 'standalone/lock.mjs'))});
    tryLock(${JSON.stringify(file)}); console.log('held'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(holder.stdout, 'data');
  expect(tryLock(file)).toMatchObject({ holder: { pid: holder.pid } });
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(tryLock(file).release).toBeDefined();
});

test('a pid that another process has by now does not hold the lock', () => {
  writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'another boot:1' }));
  expect(tryLock(file).release).toBeDefined();
});

test('half a lock file holds nothing', () => {
  writeFileSync(file, '{"pid": 1');
  expect(tryLock(file).release).toBeDefined();
});

test('whoever waits is told once, and goes on when the lock is free; no file is left', async () => {
  const { release } = tryLock(file);
  const told: number[] = [];
  const work = withLock(
    file,
    ({ pid }) => told.push(pid),
    async () => 'done',
  );
  setTimeout(() => release?.(), 300);
  expect(await work).toBe('done');
  expect(told).toEqual([process.pid]);
  expect(readdirSync(join(file, '..'))).toEqual([]);
});

test('a process that has ended has no start', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(startOf(Number(child.pid))).toBeNull();
  expect(startOf(process.pid)).toBe(startOf(process.pid));
});
