/** Upgrades in words and numbers. */
import { tableOf } from '../src/blueprints/runs.ts';
import { problemOf, withWave } from '../src/upgrades/waves.ts';
import { sayCounts, sayEnvironments, sayStanding, totalOf, type Wave } from '../src/upgrades/words.ts';

const wave = (number: number, counts: Partial<Wave>): Wave => ({
  ...{ number, sites: 0, waiting: 0, deploying: 0, completed: 0, failed: 0, skipped: 0 },
  ...counts,
});

const upgrade = (more: object) =>
  ({ status: 'RUNNING', reason: null, waves: [], ...more }) as unknown as Parameters<typeof sayStanding>[0];

test('a wave is put in its place, and one that cannot be is refused with a reason', () => {
  expect(withWave([1, 100], 50)).toEqual([1, 50, 100]);
  expect(problemOf([1, 100], '50')).toBeNull();
  for (const text of ['0', '100', '-1', '5.5', 'ten', ''])
    expect(problemOf([1, 100], text)).toBe('Give a whole number from 1 to 99.');
  expect(problemOf([1, 100], '1')).toMatch(/to 1 percent already/);
  expect(problemOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], '50')).toMatch(/at most 10 waves/);
});

test('counts are said from what is done to what is to come', () => {
  const counts = totalOf([wave(1, { completed: 2, failed: 1 }), wave(2, { deploying: 1, waiting: 3 })]);
  expect(sayCounts(counts)).toBe('2 completed, 1 failed, 1 deploying, 3 waiting');
  expect(sayCounts(totalOf([]))).toBe('no site');
});

test.each([
  [{ status: 'PREPARING' }, 'Its sites are being found.'],
  [{ waves: [wave(1, { completed: 1, waiting: 1 })] }, '1 of 2 sites upgraded.'],
  [{ status: 'COMPLETED' }, 'There was nothing to upgrade: no site had an older version.'],
  [{ status: 'COMPLETED', waves: [wave(1, { completed: 1 })] }, '1 of 1 site upgraded.'],
  [
    { status: 'STOPPED', reason: 'A site has failed.', waves: [wave(1, { failed: 1, waiting: 2 })] },
    'A site has failed. 2 sites wait.',
  ],
])('%j stands in one sentence', (more, said) => {
  expect(sayStanding(upgrade(more))).toBe(said);
});

test('environments are said as people say them', () => {
  expect(sayEnvironments(['DEVELOPMENT', 'STAGING', 'PRODUCTION'])).toBe('in all environments');
  expect(sayEnvironments(['DEVELOPMENT', 'STAGING'])).toBe('in staging and development');
});

test('customers and versions are crossed, and versions without a site are left out', () => {
  const of = (number: number, siteCount: number, customers: Array<[string, number]>) => ({
    ...{ id: `shop@${number}`, number, status: 'PUBLISHED' as const, siteCount },
    customers: customers.map(([id, sites]) => ({ sites, customer: { id, name: id } })),
  });
  const { versions, customers, isCut } = tableOf([
    of(3, 0, []),
    of(2, 3, [
      ['acme', 1],
      ['solar', 2],
    ]),
    of(1, 9, [['acme', 4]]),
  ]);
  expect(versions.map(({ number }) => number)).toEqual([2, 1]);
  expect(customers.map(({ name, all, sites }) => [name, all, [...sites]])).toEqual([
    [
      'acme',
      5,
      [
        ['shop@2', 1],
        ['shop@1', 4],
      ],
    ],
    ['solar', 2, [['shop@2', 2]]],
  ]);
  expect(isCut).toBe(true);
});
