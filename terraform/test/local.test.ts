import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  audit,
  copyModules,
  endServers,
  faultyNode,
  freePort,
  host,
  newRoot,
  newSite,
  serversUnder,
  terraform,
  terraformFolder,
  told,
  until,
} from './harness.ts';

jest.setTimeout(60_000);

let rootDir: string;

beforeEach(() => {
  rootDir = newRoot();
});

afterEach(async () => {
  expect(await endServers(rootDir)).toEqual([]);
});

const everythingCreated = ['port', 'folder', 'content', 'database', 'process'].map(
  (thing) => `create ${thing}`,
);

const pageOf = async (url: string) => (await fetch(url)).text();

/** What a browser would show of a piece of the page. */
function shown(html: string | undefined): string | undefined {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return html?.replaceAll('<br>\n', '\n').replace(/&(#?\w+);/g, (_, name: string) => characters[name] ?? '?');
}

describe('a website', () => {
  test('lives from the first apply to destroy, and its ledger says what exists at each step', async () => {
    const site = await newSite(rootDir);

    expect(await site.apply({ title: 'Open', body: 'Come in.' })).toMatchObject({ code: 0 });
    expect(await pageOf(site.url)).toContain('<h1 dir="auto">Open</h1>');
    expect(existsSync(site.lease)).toBe(true);
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir)).toEqual(['create port', 'create folder', 'create content', 'create process']);
    const first = site.server();

    expect(await site.apply({ title: 'Closed', body: 'Come again.' })).toMatchObject({ code: 0 });
    expect(await pageOf(site.url)).toContain('<h1 dir="auto">Closed</h1>');
    expect(site.server()).toEqual(first);
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir).slice(4)).toEqual(['update content']);

    process.kill(first.pid, 'SIGKILL');
    await until('the server is gone', () => !isRunning(first.pid));
    expect(await audit(rootDir)).toMatchObject([{ siteId: site.id, thing: 'process', problem: 'missing' }]);
    await site.look();
    expect(await site.apply({ title: 'Closed', body: 'Come again.' })).toMatchObject({ code: 0 });
    expect(await pageOf(site.url)).toContain('<h1 dir="auto">Closed</h1>');
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir).slice(5)).toEqual(['destroy process', 'create process']);

    expect(await site.destroy()).toMatchObject({ code: 0 });
    expect(await serversUnder(rootDir)).toEqual([]);
    expect(existsSync(site.folder)).toBe(false);
    expect(existsSync(site.lease)).toBe(false);
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir).slice(7)).toEqual([
      'destroy process',
      'destroy content',
      'destroy folder',
      'destroy port',
    ]);
  });

  test('applied twice is made once', async () => {
    const site = await newSite(rootDir);
    await site.apply({ title: 'Shop' });
    const before = told(rootDir);

    expect((await site.apply({ title: 'Shop' })).output).toContain('0 added, 0 changed, 0 destroyed');
    expect(told(rootDir)).toEqual(before);

    await site.destroy();
  });

  test('gets a database and loses it again while its server goes on', async () => {
    const site = await newSite(rootDir);
    await site.apply({ title: 'Shop' });
    const { pid } = site.server();

    await site.apply({ title: 'Shop', database: true });
    expect(readFileSync(join(site.folder, 'site.sqlite')).toString('latin1', 0, 15)).toBe('SQLite format 3');
    expect(await audit(rootDir)).toEqual([]);

    await site.apply({ title: 'Shop', database: false });
    expect(existsSync(join(site.folder, 'site.sqlite'))).toBe(false);
    expect(site.server().pid).toBe(pid);
    expect(await audit(rootDir)).toEqual([]);

    await site.destroy();
  });

  test.each([
    ['port claim', 'create port'],
    ['folder create', 'create folder'],
    ['content write', 'create content'],
    ['database create', 'create database'],
    ['process start', 'create process'],
  ])('is completed by the next apply when one was killed in `%s`', async (verb, line) => {
    const site = await newSite(rootDir);
    const configuration = { title: 'Shop', database: true };
    const apply = site.startApply(configuration, { node: faultyNode(rootDir, verb, 'hangs') });
    await until(`the ledger says ${line}`, () => told(rootDir).includes(line));
    process.kill(-apply.pid, 'SIGKILL');
    expect(await apply.done).toMatchObject({ signal: 'SIGKILL' });
    expect(await audit(rootDir)).toEqual([]);

    expect(await site.apply(configuration)).toMatchObject({ code: 0 });
    expect(await pageOf(site.url)).toContain('Shop');
    expect(await serversUnder(rootDir)).toEqual([site.server().pid]);
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir)).toEqual(everythingCreated);

    await site.destroy();
    expect(existsSync(site.folder)).toBe(false);
    expect(await audit(rootDir)).toEqual([]);
  });

  // What a killed apply must not do is told in the blueprint: a resource saved as made while it was being made.
  test('is made one thing after another', async () => {
    const site = await newSite(rootDir);
    const { output } = await terraform(rootDir, site.blueprint, 'graph');
    const after = new Map(
      [...output.matchAll(/"(\S+)" -> "(\S+)"/g)].map(([, one = '', other = '']) => [one, other]),
    );

    let line = ['module.compute.terraform_data.process'];
    for (let next; (next = after.get(line[0]!));) line = [next, ...line];
    expect(line.filter((resource) => !resource.endsWith('.guard'))).toEqual([
      'module.networking.terraform_data.port',
      'module.storage.terraform_data.folder',
      'module.storage.terraform_data.content',
      'module.database.terraform_data.database',
      'module.compute.terraform_data.variables',
      'module.compute.terraform_data.secrets',
      'module.compute.terraform_data.process',
    ]);
    expect(line).toHaveLength(new Set([...after.keys(), ...after.values()]).size);
  });

  // The failed resource is tainted, and Terraform runs no destroy provisioner of a tainted resource.
  test.each(['port claim', 'folder create', 'content write', 'database create', 'process start'])(
    'is destroyed to the last thing when `%s` made its thing and failed',
    async (verb) => {
      const site = await newSite(rootDir);
      const failed = await site.apply(
        { title: 'Shop', database: true },
        { node: faultyNode(rootDir, verb, 'fails') },
      );
      expect(failed.code).toBe(1);
      expect(await audit(rootDir)).toEqual([]);

      expect(await site.destroy()).toMatchObject({ code: 0 });
      expect(await serversUnder(rootDir)).toEqual([]);
      expect(existsSync(site.folder)).toBe(false);
      expect(existsSync(site.lease)).toBe(false);
      expect(await audit(rootDir)).toEqual([]);
    },
  );

  test('shows a hostile text as text, and nothing of it is executed', async () => {
    const site = await newSite(rootDir);
    const trap = join(rootDir, 'executed');
    const title = `"; touch ${trap} $(touch ${trap}) \`touch ${trap}\` \${path.root} %{if true}🦊</title></script>`;
    const body = [
      `'; touch ${trap} #`,
      '<script>fetch("/")</script><img src=x onerror=alert(1)>',
      '\\" \\n $INPUT ${jsonencode(self)} %%{ endif } &amp; &#x27; \u2028 \u0001',
      'مرحبا 👩‍👩‍👧‍👦',
    ].join('\n');

    expect(await site.apply({ title, body })).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(join(site.folder, 'content/site.json'), 'utf8'))).toEqual({ title, body });
    const page = await pageOf(site.url);
    expect(shown(/<title>(.*)<\/title>/s.exec(page)?.[1])).toBe(title);
    expect(shown(/<h1[^>]*>(.*)<\/h1>/s.exec(page)?.[1])).toBe(title);
    expect(shown(/<p[^>]*>(.*)<\/p>/s.exec(page)?.[1])).toBe(body);
    expect(page).not.toMatch(/<(script|img)/);

    await site.destroy();
    expect(existsSync(trap)).toBe(false);
  });

  test('takes the longest text that its schema allows', async () => {
    const site = await newSite(rootDir);
    // Letters of three bytes without any pattern, so that compression cannot help.
    let seed = 1;
    const letter = () => String.fromCodePoint(0x4e00 + ((seed = (seed * 48_271) % 2_147_483_647) % 20_000));
    const body = Array.from({ length: 100_000 }, letter).join('');

    expect(await site.apply({ title: 'Long', body })).toMatchObject({ code: 0 });
    expect(await pageOf(site.url)).toContain(body);

    await site.destroy();
  });

  test('is refused a port that another site holds, and leaves that site alone', async () => {
    const first = await newSite(rootDir);
    await first.apply({ title: 'First' });
    const second = await newSite(rootDir, first.port);

    const refused = await second.apply({ title: 'Second' });
    expect(refused.code).toBe(1);
    expect(refused.output).toContain(`Port ${first.port} is leased to site ${first.id}`);
    expect(await pageOf(first.url)).toContain('First');
    expect(await audit(rootDir)).toEqual([]);

    await second.destroy();
    expect(existsSync(first.lease)).toBe(true);
    expect(await pageOf(first.url)).toContain('First');
    await first.destroy();
    expect(await audit(rootDir)).toEqual([]);
  });

  test('moves to another port, and gives the old one back after its server has left it', async () => {
    const site = await newSite(rootDir);
    await site.apply({ title: 'Shop' });
    const moved = await freePort();

    expect(await site.apply({ title: 'Shop' }, { at: moved })).toMatchObject({ code: 0 });
    expect(await pageOf(`http://${host}:${moved}/`)).toContain('Shop');
    expect(existsSync(site.lease)).toBe(false);
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir).slice(4)).toEqual([
      'destroy process',
      'destroy port',
      'create port',
      'create process',
    ]);

    await site.destroy();
    expect(await audit(rootDir)).toEqual([]);
  });
});

describe('the modules', () => {
  const networking = (port: number) => ['-var', `port=${port}`];
  const folders: Array<[string, (port: number) => string[]]> = [
    ['modules/local/networking', networking],
    ['modules/local/storage', () => []],
    ['modules/local/database', () => []],
    ['modules/local/compute', networking],
  ];

  test('are formatted', async () => {
    expect(await terraform(rootDir, terraformFolder, 'fmt', '-check', '-recursive')).toMatchObject({
      code: 0,
      output: '',
    });
  });

  test.each([
    ...folders.map(
      ([folder, vars]) => [folder, (port: number) => ['-var', `root_dir=${rootDir}`, ...vars(port)]] as const,
    ),
    ['blueprints/website/local', (port: number) => ['-var', `local=${placeOf(port)}`]] as const,
  ])('%s is valid, passes its own tests and leaves nothing behind', async (folder, vars) => {
    const work = join(rootDir, 'work');
    mkdirSync(work);
    copyModules(work);
    const inModule = (...args: string[]) => terraform(rootDir, join(work, folder), ...args);

    expect(await inModule('init', '-input=false', '-no-color')).toMatchObject({ code: 0 });
    expect(await inModule('validate', '-no-color')).toMatchObject({ code: 0 });
    const tested = await inModule('test', '-no-color', ...vars(await freePort()));
    expect(tested.output).toMatch(/Success! \d+ passed, 0 failed/);
    expect(tested.code).toBe(0);
    expect(await audit(rootDir)).toEqual([]);
  });

  const placeOf = (port: number) =>
    JSON.stringify({ root_dir: rootDir, host, port, url: 'http://shop.example/' });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
