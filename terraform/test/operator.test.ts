import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holderOf } from '../modules/local/ctl/lease.ts';
import { audit, ctl, endServers, host, newPlace, newRoot, pidIn, told } from './harness.ts';
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

describe('an operator', () => {
  test('lists the sites, and stops their servers but keeps everything else', async () => {
    for (const [verb, input] of [
      ['port claim', site],
      ['folder create', site],
      ['process start', site],
    ] as const) {
      expect(await ctl(rootDir, verb, input)).toMatchObject({ code: 0 });
    }
    const { pid } = pidIn(folder);
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
