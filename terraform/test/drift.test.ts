import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audit, endServers, newRoot, newSite, until } from './harness.ts';

jest.setTimeout(60_000);

let rootDir: string;
let site: Awaited<ReturnType<typeof newSite>>;
let page: string;

const content = { 'module.storage.terraform_data.content': 'delete create' };
const server = { 'module.compute.terraform_data.process': 'delete create' };

beforeEach(async () => {
  rootDir = newRoot();
  site = await newSite(rootDir);
  page = join(site.folder, 'content/site.json');
  // As the runner does: it asks before there is anything.
  await site.look();
  expect(await site.apply({ title: 'Shop' })).toMatchObject({ code: 0 });
  await site.look();
  expect(await site.plan({ title: 'Shop' })).toEqual({});
});

afterEach(async () => {
  expect(await site.destroy()).toMatchObject({ code: 0 });
  expect(existsSync(site.folder)).toBe(false);
  expect(await audit(rootDir)).toEqual([]);
  expect(await endServers(rootDir)).toEqual([]);
});

const shown = async () => (await fetch(site.url)).text();

async function kill(): Promise<void> {
  const { pid } = site.server();
  process.kill(pid, 'SIGKILL');
  await until('nobody answers', () => !existsSync(`/proc/${pid}`) || stateOf(pid) === 'Z');
}

const stateOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '')[0];

test.each([
  ['edited', () => writeFileSync(page, '{"title":"Mine","body":""}')],
  ['deleted', () => rmSync(page)],
])(
  'a page that was %s is a planned change of that resource alone, and is written anew',
  async (_, change) => {
    const { pid } = site.server();
    change();
    await site.look();
    expect(await site.plan({ title: 'Shop' })).toEqual(content);

    expect(await site.apply({ title: 'Shop' })).toMatchObject({ code: 0 });
    expect(await shown()).toContain('<h1 dir="auto">Shop</h1>');
    expect(site.server().pid).toBe(pid);
    await site.look();
    expect(await site.plan({ title: 'Shop' })).toEqual({});
  },
);

test('a server that died is a planned change of that resource alone, and is started anew', async () => {
  await kill();
  await site.look();
  expect(await site.plan({ title: 'Shop' })).toEqual(server);

  expect(await site.apply({ title: 'Shop' })).toMatchObject({ code: 0 });
  expect(await shown()).toContain('Shop');
  await site.look();
  expect(await site.plan({ title: 'Shop' })).toEqual({});
});

test('what was accepted is no change, until a deployment asks for something else', async () => {
  writeFileSync(page, '{"title":"Mine","body":""}');
  await kill();
  await site.look();
  expect(await site.plan({ title: 'Shop' })).toEqual({ ...content, ...server });

  expect(await site.accept()).toMatchObject({ code: 0 });
  await site.look();
  expect(await site.plan({ title: 'Shop' })).toEqual({});
  expect(await audit(rootDir)).toEqual([]);

  await site.look('--starting');
  expect(await site.plan({ title: 'Shop' })).toEqual(server);
  expect(await site.apply({ title: 'Shop' })).toMatchObject({ code: 0 });
  expect(await shown()).toContain('Mine');

  expect(await site.apply({ title: 'Other' })).toMatchObject({ code: 0 });
  expect(await shown()).toContain('Other');
  await site.look();
  expect(await site.plan({ title: 'Other' })).toEqual({});
});
