import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { actionsBetween, replay } from '../modules/local/ctl/ledger.ts';
import type { Entry } from '../modules/local/ctl/ledger.ts';
import { holderOf, leasePort } from '../modules/local/ctl/lease.ts';
import { contentPage, paragraphs } from '../modules/local/ctl/page.ts';
import { isAlive, procfs, ps, system } from '../modules/local/ctl/system.ts';
import { audit, ctl, endServers, freePort, host, newRoot, serversUnder, told } from './harness.ts';

jest.setTimeout(30_000);

let rootDir: string;
let site: { site_id: string; host: string; port: number; memory_mb: number; generation: string };
let folder: string;

beforeEach(async () => {
  rootDir = newRoot();
  site = { site_id: randomUUID(), host, port: await freePort(), memory_mb: 32, generation: '1' };
  folder = join(rootDir, site.site_id);
});

afterEach(async () => {
  expect(await endServers(rootDir)).toEqual([]);
});

const pidFile = () =>
  JSON.parse(readFileSync(join(folder, 'process.json'), 'utf8')) as { pid: number; start: string };

describe('the ledger', () => {
  const entry = (action: Entry['action'], thing: Entry['thing'], id: string): Entry => {
    return { at: '2026-01-01T00:00:00.000Z', siteId: 'a', action, thing, id };
  };

  test('replayed says what exists', () => {
    const entries = [
      entry('create', 'content', 'one'),
      entry('create', 'process', '7@1'),
      entry('update', 'content', 'two'),
      entry('destroy', 'process', '7@1'),
    ];
    expect([...replay(entries).get('a')!]).toEqual([['content', 'two']]);
  });

  test.each([
    ['content', null, null, []],
    ['content', null, 'a', [['create', 'a']]],
    ['content', 'a', 'a', []],
    ['content', 'a', 'b', [['update', 'b']]],
    ['content', 'a', null, [['destroy', 'a']]],
    [
      'process',
      'a',
      'b',
      [
        ['destroy', 'a'],
        ['create', 'b'],
      ],
    ],
  ] as const)('tells of a %s that was %s and is %s: %j', (thing, before, after, actions) => {
    expect(actionsBetween(thing, before, after)).toEqual(actions);
  });

  test('is complete again after a program was killed between the act and the line', async () => {
    await ctl(rootDir, 'folder create', site);
    rmSync(join(rootDir, 'ledger.jsonl'));
    expect(await audit(rootDir)).toMatchObject([{ thing: 'folder', problem: 'unrecorded' }]);

    await ctl(rootDir, 'folder create', site);
    expect(await audit(rootDir)).toEqual([]);
    await ctl(rootDir, 'folder remove', site);
    expect(told(rootDir)).toEqual(['create folder', 'destroy folder']);
  });

  test('says nothing of what was made or removed before', async () => {
    for (const verb of ['create', 'create', 'remove', 'remove']) await ctl(rootDir, `folder ${verb}`, site);
    expect(told(rootDir)).toEqual(['create folder', 'destroy folder']);
  });

  test('survives half a line', async () => {
    await ctl(rootDir, 'folder create', site);
    appendFileSync(join(rootDir, 'ledger.jsonl'), '{"at":"2026-');
    expect(await audit(rootDir)).toEqual([]);

    await ctl(rootDir, 'folder remove', site);
    expect(await audit(rootDir)).toEqual([]);
  });
});

describe('a lease', () => {
  test('belongs to one site', () => {
    const first = { rootDir, siteId: randomUUID() };
    const second = { rootDir, siteId: randomUUID() };

    expect(leasePort(first, 20_000)).toBe(true);
    expect(leasePort(first, 20_000)).toBe(true);
    expect(leasePort(second, 20_000)).toBe(false);
    expect(holderOf(rootDir, 20_000)).toBe(first.siteId);
  });

  test('is not given back by a site that does not hold it', async () => {
    await ctl(rootDir, 'port claim', site);
    const stranger = { ...site, site_id: randomUUID() };

    expect(await ctl(rootDir, 'port claim', stranger)).toMatchObject({ code: 1 });
    expect(await ctl(rootDir, 'port release', stranger)).toMatchObject({ code: 0 });
    expect(holderOf(rootDir, site.port)).toBe(site.site_id);
    expect(await audit(rootDir)).toEqual([]);
  });
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

    const { pid } = pidFile();
    if (!existsSync('/proc/self/stat')) return;
    const [, , , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    expect(session).toBe(String(pid));
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toMatch(/^NODE_COMPILE_CACHE=[^\0]+\0$/);
  });

  test('started twice is one', async () => {
    await ctl(rootDir, 'process start', site);
    const first = pidFile();

    expect((await ctl(rootDir, 'process start', site)).output).toContain('already runs');
    expect(pidFile()).toEqual(first);
    expect(await serversUnder(rootDir)).toEqual([first.pid]);
    expect(told(rootDir)).toEqual(['create folder', 'create process']);
  });

  test('that nobody wrote down is replaced', async () => {
    await ctl(rootDir, 'process start', site);
    const lost = pidFile();
    rmSync(join(folder, 'process.json'));
    const ledger = join(rootDir, 'ledger.jsonl');
    writeFileSync(ledger, readFileSync(ledger, 'utf8').replace(/.*"process".*\n/, ''));
    expect(await audit(rootDir)).toMatchObject([{ thing: 'process', problem: 'unrecorded' }]);

    expect(await ctl(rootDir, 'process start', site)).toMatchObject({ code: 0 });
    expect(isAlive(lost)).toBe(false);
    expect(await serversUnder(rootDir)).toEqual([pidFile().pid]);
    expect(await audit(rootDir)).toEqual([]);
  });

  test('that hangs is killed', async () => {
    await ctl(rootDir, 'process start', site);
    process.kill(pidFile().pid, 'SIGSTOP');

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

describe('an operator', () => {
  test('lists the sites, and stops their servers but keeps everything else', async () => {
    for (const [verb, input] of [
      ['port claim', site],
      ['folder create', site],
      ['process start', site],
    ] as const) {
      expect(await ctl(rootDir, verb, input)).toMatchObject({ code: 0 });
    }
    const { pid } = pidFile();
    const list = async () => JSON.parse((await ctl(rootDir, 'sites list')).output) as object;
    expect(await list()).toEqual({
      siteId: site.site_id,
      pid,
      alive: true,
      url: `http://${host}:${site.port}/`,
    });

    expect(await ctl(rootDir, 'sites stop')).toMatchObject({ code: 0 });
    expect(await list()).toEqual({ siteId: site.site_id, pid: null, alive: false, url: null });
    expect(holderOf(rootDir, site.port)).toBe(site.site_id);
    expect(told(rootDir)).toEqual(['create port', 'create folder', 'create process', 'destroy process']);
    expect(await audit(rootDir)).toEqual([]);
  });

  test('is told of a content that somebody changed behind our back', async () => {
    await ctl(rootDir, 'folder create', site);
    mkdirSync(join(folder, 'content'));
    writeFileSync(join(folder, 'content/site.json'), '{}');
    expect(await audit(rootDir)).toMatchObject([
      { siteId: site.site_id, thing: 'content', problem: 'unrecorded' },
    ]);
  });

  test.each([
    ['folder remove', { site_id: '..' }, 'The site id must be a lower-case UUID.'],
    ['folder remove', { site_id: randomUUID(), root_dir: 'sites' }, 'must be an absolute path'],
    ['port claim', { site_id: randomUUID(), port: 80 }, 'The port must be from 1024 to 65535.'],
    ['folder paint', {}, 'Unknown verb.'],
  ])('is refused `%s` of %j', async (verb, input, reason) => {
    const { code, output } = await ctl(rootDir, verb, input);
    expect(code).toBe(1);
    expect(output).toContain(reason);
  });
});

describe('the page', () => {
  test('keeps paragraphs and line breaks', () => {
    expect(paragraphs('a\r\nb\n\n \n\nc\n')).toBe('<p dir="auto">a<br>\nb</p>\n<p dir="auto">c</p>');
    expect(paragraphs(' \n ')).toBe('');
  });

  test('lets no character of a text be markup', () => {
    const page = contentPage({ title: '</title><script>', body: `"'&<b onload=x>` });
    expect(page).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
    expect(page).toContain('&quot;&#39;&amp;&lt;b onload=x&gt;');
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
