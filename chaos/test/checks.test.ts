/** The judges of a chaos run see what is wrong. */
import type { Entry, Thing } from '../../terraform/modules/local/ctl/ledger.ts';
import { outOfStep, unlike, type Line } from '../checks/events.ts';
import { createdTwice } from '../checks/ledger.ts';
import { checkOthers, type End } from '../checks/others.ts';
import { brokenHistories } from '../checks/state.ts';
import type { Killed } from '../killing.ts';
import { isUnderWay, type Active } from '../watch.ts';

const entry = (action: Entry['action'], thing: Thing, id: string): Entry => ({
  ...{ at: '2026-01-01T00:00:00.000Z', siteId: 'site' },
  ...{ action, thing, id },
});

const line = (message: string, at = '2026-01-01T00:00:00.000Z'): Line => ({ at, kind: 'LOG', message });

describe('the ledger', () => {
  test('may replace a thing, and change a content in place', () => {
    const entries = [
      entry('create', 'process', '1'),
      entry('destroy', 'process', '1'),
      entry('create', 'process', '2'),
      entry('create', 'content', 'a'),
      entry('update', 'content', 'b'),
    ];
    expect(createdTwice(entries)).toEqual([]);
  });

  test('tells of a thing that was made while it was there, and of one that was removed while it was not', () => {
    expect(createdTwice([entry('create', 'process', '1'), entry('create', 'process', '2')])).toEqual([
      'the process of site site was made twice: 1, 2.',
    ]);
    expect(createdTwice([entry('destroy', 'folder', 'x')])).toEqual([
      'the folder of site site was removed twice: x.',
    ]);
  });
});

describe('the events', () => {
  test('are 1, 2, 3 and so on up to the last', () => {
    expect(outOfStep('It', [1, 2, 3], 3)).toEqual([]);
    expect(outOfStep('It', [1, 3], 3)).toEqual(['It: event 3 comes where 2 should.']);
    expect(outOfStep('It', [1, 2, 2], 3)).toEqual(['It: event 2 comes where 3 should.']);
    expect(outOfStep('It', [1, 2], 3)).toEqual(['It: 2 of 3 events.']);
  });

  test('hold every line of a runner once, between what the platform says', () => {
    const written = [line('one'), line('two')];
    expect(unlike('It', written, [line('taken'), line('one'), line('lost'), line('two')])).toEqual([]);
    expect(unlike('It', written, [line('one')])).toEqual(['It: "two" is not stored in its place.']);
    expect(unlike('It', written, [line('two'), line('one')])).toEqual([
      'It: "two" is not stored in its place.',
    ]);
    expect(unlike('It', written, [line('one'), line('two'), line('one')])).toEqual([
      expect.stringMatching(/LOG one" is stored twice/),
    ]);
  });

  test('may say the same at another time', () => {
    const later = line('one', '2026-01-01T00:00:01.000Z');
    expect(unlike('It', [line('one'), later], [line('one'), later])).toEqual([]);
  });
});

describe("a state's versions", () => {
  const version = (number: number, serial: string, lineage = 'a') => {
    return { siteId: 'site', version: number, serial, lineage };
  };

  test('rise in number and serial, in one lineage', () => {
    expect(brokenHistories([version(1, '9'), version(2, '10')])).toEqual([]);
    expect(brokenHistories([version(1, '9'), version(2, '9')])).toHaveLength(1);
    expect(brokenHistories([version(1, '9'), version(3, '10')])).toHaveLength(1);
    expect(brokenHistories([version(1, '9'), version(2, '10', 'b')])).toHaveLength(1);
    expect(brokenHistories([version(2, '9')])).toHaveLength(1);
  });
});

describe('a deployment', () => {
  const active = (row: Partial<Active>): Active => ({
    ...{ id: 'd', siteId: 's', status: 'RUNNING', phase: 'APPLYING', jobStatus: 'CLAIMED', runner: 'r' },
    heardAt: 1_000,
    ...row,
  });

  test('is under way when its runner was heard of since, or when it waits for one', () => {
    expect(isUnderWay(active({}), 999)).toBe(true);
    expect(isUnderWay(active({ jobStatus: 'QUEUED', heardAt: null }), 2_000)).toBe(true);
    expect(isUnderWay(active({}), 2_000)).toBe(false);
    expect(isUnderWay(active({ jobStatus: 'DONE' }), 999)).toBe(false);
  });

  test('completes unless it was hit itself', () => {
    const end = (id: string, status: string): [string, End] => [
      id,
      { id, status, message: 'Broken.', at: 0 },
    ];
    const ends = new Map([end('hit', 'FAILED'), end('other', 'FAILED'), end('third', 'COMPLETED')]);
    expect(checkOthers(ends, [{ hit: ['hit'] } as Killed])).toEqual([
      'Nobody had hit deployment other, and it is FAILED: Broken.',
    ]);
  });
});
