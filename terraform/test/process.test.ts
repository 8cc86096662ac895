import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { isAlive, procfs, ps, system } from '../modules/local/ctl/system.ts';
import { audit, ctl, endServers, host, newPlace, newRoot, pidIn, serversUnder, told } from './harness.ts';
import type { Place } from './harness.ts';

jest.setTimeout(30_000);

let rootDir: string;
let site: Place;
let folder: string;

beforeEach(async () => {
  rootDir = newRoot();
  site = await newPlace();
  folder = join(rootDir, site.site_id);
});

afterEach(async () => {
  expect(await endServers(rootDir)).toEqual([]);
});

describe('the process', () => {
  beforeEach(() => ctl(rootDir, 'folder create', site));

  afterEach(async () => {
    expect(await ctl(rootDir, 'folder remove', site)).toMatchObject({ code: 0 });
    expect(await audit(rootDir)).toEqual([]);
  });

  test('runs in a session of its own, with nothing of our environment but the folder of compiled code', async () => {
    const { output } = await ctl(rootDir, 'process start', site);
    expect(output).toMatch(/^Starting the web server on http:.*\nThe site answers after \d+ ms\.\n$/);

    const { pid } = pidIn(folder);
    if (!existsSync('/proc/self/stat')) return;
    const [, , , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    expect(session).toBe(String(pid));
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toMatch(/^NODE_COMPILE_CACHE=[^\0]+\0$/);
  });

  test('started twice is one', async () => {
    await ctl(rootDir, 'process start', site);
    const first = pidIn(folder);

    expect((await ctl(rootDir, 'process start', site)).output).toContain('already runs');
    expect(pidIn(folder)).toEqual(first);
    expect(await serversUnder(rootDir)).toEqual([first.pid]);
    expect(told(rootDir)).toEqual(['create folder', 'create process']);
  });

  test('that nobody wrote down is replaced', async () => {
    await ctl(rootDir, 'process start', site);
    const lost = pidIn(folder);
    rmSync(join(folder, 'process.json'));
    const ledger = join(rootDir, 'ledger.jsonl');
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace(/.*"process".*\n/, ''));
    expect(await audit(rootDir)).toMatchObject([{ thing: 'process', problem: 'unrecorded' }]);

    expect(await ctl(rootDir, 'process start', site)).toMatchObject({ code: 0 });
    expect(isAlive(lost)).toBe(false);
    expect(await serversUnder(rootDir)).toEqual([pidIn(folder).pid]);
    expect(await audit(rootDir)).toEqual([]);
  });

  test('that hangs is killed', async () => {
    await ctl(rootDir, 'process start', site);
    process.kill(pidIn(folder).pid, 'SIGSTOP');

    expect((await ctl(rootDir, 'process stop', site)).output).toMatch(/SIGTERM[^]*SIGKILL/);
    expect(await serversUnder(rootDir)).toEqual([]);
  });

  test('is never taken for another one with its pid', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      writeFileSync(join(folder, 'process.json'), JSON.stringify({ ...site, pid: stranger.pid, start: '1' }));

      expect(await ctl(rootDir, 'process stop', site)).toMatchObject({ code: 0 });
      expect(system.startOf(stranger.pid!)).not.toBeNull();
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  test('does not start where a stranger listens, and says so', async () => {
    const stranger = createServer((_, response) => response.end('ok')).listen(site.port, host);
    try {
      const { code, output } = await ctl(rootDir, 'process start', site);
      expect(code).toBe(1);
      expect(output).toContain(`Port ${site.port} on ${host} is taken by another program.`);
      expect(await serversUnder(rootDir)).toEqual([]);
      expect(told(rootDir).slice(1)).toEqual(['create process', 'destroy process']);
    } finally {
      await new Promise((resolve) => stranger.close(resolve));
    }
  });

  test('keeps its log small', async () => {
    writeFileSync(join(folder, 'site.log'), 'x'.repeat(1_100_000));
    await ctl(rootDir, 'process start', site);
    expect(statSync(join(folder, 'site.log')).size).toBeLessThan(1_000);
  });

  test('answers what may be asked of a site, and nothing else', async () => {
    const url = `http://${host}:${site.port}`;
    await ctl(rootDir, 'process start', site);
    expect(await fetch(`${url}/`)).toMatchObject({ status: 503 });

    mkdirSync(join(folder, 'content'));
    writeFileSync(join(folder, 'content/site.json'), JSON.stringify({ title: 'Shop', body: 'Open.' }));
    const page = await fetch(`${url}/?from=mail`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^ ]+'; /,
    );
    expect(await page.text()).toContain('<p dir="auto">Open.</p>');

    const head = await fetch(`${url}/`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      page.headers.get('content-length'),
      '',
    ]);
    expect(await fetch(`${url}/`, { method: 'POST', body: 'x' })).toMatchObject({ status: 405 });
    expect(await fetch(`${url}/content/site.json`)).toMatchObject({ status: 404 });
    expect(await fetch(`${url}/..%2fprocess.json`)).toMatchObject({ status: 404 });
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
  });
});

describe('the system', () => {
  test.each([['ps', ps], ...(existsSync('/proc/self/stat') ? ([['procfs', procfs]] as const) : [])] as const)(
    'as %s tells it, this test runs and a process that ended does not',
    async (_, asked) => {
      const ended = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
      await new Promise((resolve) => ended.on('exit', resolve));

      expect(asked.startOf(process.pid)).toBe(asked.startOf(process.pid));
      expect(asked.startOf(process.pid)).toEqual(expect.any(String));
      expect(asked.startOf(ended.pid!)).toBeNull();
      expect(asked.commandLines().find(({ pid }) => pid === process.pid)?.line).toContain('node');
    },
  );
});
