import { randomUUID } from 'node:crypto';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { actionsBetween, replay } from '../modules/local/ctl/ledger.ts';
import type { Entry } from '../modules/local/ctl/ledger.ts';
import { holderOf, leasePort } from '../modules/local/ctl/lease.ts';
import { audit, ctl, endServers, newPlace, newRoot, told } from './harness.ts';
import type { Place } from './harness.ts';

jest.setTimeout(30_000);

let rootDir: string;
let site: Place;

beforeEach(async () => {
  rootDir = newRoot();
  site = await newPlace();
});

afterEach(async () => {
  expect(await endServers(rootDir)).toEqual([]);
});

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
