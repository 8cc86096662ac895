import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leasePort, placeSite, releasePorts } from '../src/local.ts';

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
  const ctl = { node: process.execPath, terraformDir: join(__dirname, '../../terraform'), work: root };
  const { port, url } = await placeSite({ rootDir: root, host, starting: true }, 'a', ctl);
  expect(url).toBe(`http://a.localhost:${port}`);
  const elsewhere = await placeSite({ rootDir: root, host: '127.0.0.2', starting: true }, 'a', ctl);
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
