import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leasePort, placeSite, processGeneration, releasePorts } from '../src/local.ts';
import { startOf } from '../src/process.ts';

const host = '127.0.0.1';
let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'hosterizer-local-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a site keeps its port, and another one never gets it', async () => {
  const port = await leasePort(root, host, 'a');
  expect(await leasePort(root, host, 'a')).toBe(port);
  expect(JSON.parse(readFileSync(join(root, `ports/${port}.json`), 'utf8'))).toEqual({ siteId: 'a' });
  const ports = await Promise.all(
    Array.from({ length: 50 }, (_, index) => leasePort(root, host, `site-${index}`)),
  );
  expect(new Set([port, ...ports]).size).toBe(51);
});

test('a port that a stranger listens on is left out', async () => {
  const first = await leasePort(root, host, 'a');
  releasePorts(root, 'a');
  const stranger = createServer().listen(first, host);
  await new Promise((resolve) => stranger.once('listening', resolve));
  expect(await leasePort(root, host, 'a')).not.toBe(first);
  await new Promise((resolve) => stranger.close(resolve));
});

test('giving ports back leaves those of others', async () => {
  const own = await leasePort(root, host, 'a');
  const other = await leasePort(root, host, 'b');
  releasePorts(root, 'a');
  expect([own, other].map((port) => existsSync(join(root, `ports/${port}.json`)))).toEqual([false, true]);
});

test('a site shares its host name with nothing else', async () => {
  const { port, url } = await placeSite(root, host, 'a');
  expect(url).toBe(`http://a.localhost:${port}`);
  const elsewhere = await placeSite(root, '127.0.0.2', 'a');
  expect(elsewhere).toMatchObject({
    root_dir: root,
    host: '127.0.0.2',
    port,
    url: `http://127.0.0.2:${port}`,
  });
});

test('an address that the machine does not have is refused with its name', async () => {
  await expect(leasePort(root, '192.0.2.1', 'a')).rejects.toThrow(/192\.0\.2\.1/);
});

test('the generation lasts as long as the process', async () => {
  const child = spawn('sleep', ['60']);
  mkdirSync(join(root, 'a'));
  const record = { pid: child.pid, start: startOf(child.pid!), generation: 'seventh' };
  writeFileSync(join(root, 'a/process.json'), JSON.stringify(record));
  expect(processGeneration(root, 'a')).toBe('seventh');

  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
  expect(processGeneration(root, 'a')).not.toBe('seventh');
});

test('a process that only has the same pid does not count as the site', () => {
  mkdirSync(join(root, 'a'));
  writeFileSync(
    join(root, 'a/process.json'),
    JSON.stringify({ pid: process.pid, start: '1', generation: 'seventh' }),
  );
  expect(processGeneration(root, 'a')).not.toBe('seventh');
});
