import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  audit,
  ctl,
  endServers,
  inspect,
  newPlace,
  newRoot,
  observe,
  packed,
  pidIn,
  told,
  until,
} from './harness.ts';
import type { Place } from './harness.ts';

jest.setTimeout(30_000);

let rootDir: string;
let site: Place;
let folder: string;
let page: string;

beforeEach(async () => {
  rootDir = newRoot();
  site = await newPlace();
  folder = join(rootDir, site.site_id);
  page = join(folder, 'content/site.json');
});

afterEach(async () => {
  expect(await endServers(rootDir)).toEqual([]);
});

const look = (...flags: string[]) => observe(rootDir, site.site_id, ...flags);
const accept = () => inspect(rootDir, site.site_id, 'accept');

const write = (title: string, generation: string) =>
  ctl(rootDir, 'content write', { ...site, generation }, packed({ title, body: '' }));

async function build(): Promise<void> {
  await ctl(rootDir, 'folder create', site);
  await write('Shop', 'c1');
  expect(await ctl(rootDir, 'process start', { ...site, generation: 'p1' })).toMatchObject({ code: 0 });
}

async function kill(): Promise<void> {
  const server = pidIn(folder);
  process.kill(server.pid, 'SIGKILL');
  await until('the server is gone', () => !isRunning(server.pid));
}

const asGiven = { process_generation: 'p1', content_generation: 'c1' };
const isNew = (text: string) => expect.not.stringMatching(new RegExp(`^${text}$`)) as string;

describe('a site that is as it was built', () => {
  beforeEach(build);
  afterEach(() => ctl(rootDir, 'folder remove', site));

  test('answers what its modules were given', async () => {
    expect(await look()).toEqual(asGiven);
    expect(JSON.parse(readFileSync(join(folder, 'content.json'), 'utf8'))).toEqual({
      generation: 'c1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
    });
  });

  test('written for another generation answers with that one, also when its text is the same', async () => {
    await write('Shop', 'c2');
    expect(await look()).toEqual({ ...asGiven, content_generation: 'c2' });
  });

  test.each([
    ['edited', () => writeFileSync(page, '{"title":"Mine","body":""}')],
    ['removed', () => rmSync(page)],
  ])('and whose page was %s tells of that alone, until it is accepted', async (_, change) => {
    change();
    const first = await look();
    expect(first).toEqual({ ...asGiven, content_generation: isNew('c1') });
    expect((await look()).content_generation).not.toBe(first.content_generation);
    expect(await audit(rootDir)).not.toEqual([]);

    expect(await accept()).toMatchObject({ code: 0 });
    expect(await look()).toEqual(asGiven);
    expect(await audit(rootDir)).toEqual([]);

    await write('Shop', 'c1');
    expect(JSON.parse(readFileSync(page, 'utf8'))).toEqual({ title: 'Shop', body: '' });
    expect(await look()).toEqual(asGiven);
  });

  test.each([
    ['crashed', kill],
    ['was stopped by an operator', () => ctl(rootDir, 'sites stop')],
  ])('and whose server %s tells of that alone, until it is accepted', async (_, end) => {
    await end();
    expect(await look()).toEqual({ ...asGiven, process_generation: isNew('p1') });

    expect(await accept()).toMatchObject({ code: 0 });
    expect(await look()).toEqual(asGiven);
    expect(await audit(rootDir)).toEqual([]);
    expect(told(rootDir).filter((line) => line.endsWith('process'))).toEqual([
      'create process',
      'destroy process',
    ]);

    // Whatever was accepted, a deployment is there to make the site run.
    expect(await look('--starting')).toEqual({ ...asGiven, process_generation: isNew('p1') });
    await ctl(rootDir, 'sites stop');
    expect(await look()).toEqual(asGiven);
    expect(await ctl(rootDir, 'process start', { ...site, generation: 'p2' })).toMatchObject({ code: 0 });
    expect(await look()).toEqual({ ...asGiven, process_generation: 'p2' });
    await kill();
    expect(await look()).toEqual({ ...asGiven, process_generation: isNew('p2') });
  });

  test('is accepted without any change', async () => {
    const before = told(rootDir);
    expect(await accept()).toMatchObject({ code: 0, output: '' });
    expect(await look()).toEqual(asGiven);
    expect(told(rootDir)).toEqual(before);
  });
});

describe('a site of which nothing is there', () => {
  test('answers something new', async () => {
    const { process_generation, content_generation } = await look();
    expect(process_generation).toBeTruthy();
    expect(content_generation).toBeTruthy();
    expect(await look()).not.toMatchObject({ content_generation });
  });

  test('has nothing to accept', async () => {
    const { code, output } = await accept();
    expect(code).toBe(1);
    expect(output).toMatch(/^The folder of the site is gone, .*; deploy the site instead\.\n$/);
  });

  test('or only a page that no module wrote, is never taken for built', async () => {
    mkdirSync(join(folder, 'content'), { recursive: true });
    writeFileSync(page, '{}');
    const before = await look();
    expect(await accept()).toMatchObject({ code: 0 });
    expect((await look()).content_generation).not.toBe(before.content_generation);
    expect(await audit(rootDir)).toMatchObject([{ thing: 'folder' }]);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
