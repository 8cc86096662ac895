import type { JobRowFragment, RunnerRowFragment } from '../src/generated/graphql.ts';
import { readAllotment } from '../src/runners/allotment.ts';
import { hereFirst, jobState, poolsOf, sayRunners, splitQueue, subjectOf } from '../src/runners/words.ts';

const job = (more: Partial<JobRowFragment> = {}): JobRowFragment => ({
  id: 'j',
  kind: 'PLAN',
  pool: 'default',
  position: null,
  runner: null,
  losses: 0,
  queuedAt: '2026-11-21T02:00:00Z',
  claimedAt: null,
  site: { id: 's', name: 'Flower shop', environment: 'STAGING' },
  customer: { id: 'c', name: 'Acme' },
  deployment: { id: 'd', number: 12, type: 'UPDATE', status: 'QUEUED', phase: 'QUEUED' },
  ...more,
});
const runner = (name: string, more: Partial<RunnerRowFragment> = {}): RunnerRowFragment => ({
  name,
  pool: 'default',
  labels: [],
  status: 'IDLE',
  unable: null,
  terraformVersion: '1.9.0',
  slots: 2,
  seenAt: '2026-11-21T02:00:00Z',
  jobs: [],
  ...more,
});

test('a job is called by its site, its environment and its deployment', () => {
  expect(subjectOf(job())).toBe('Flower shop (staging) #12');
  expect(subjectOf(job({ deployment: null }))).toBe('Flower shop (staging), drift check');
});

test('a job is where its deployment is, and a drift check where its runner is', () => {
  const planning = { id: 'd', number: 12, type: 'UPDATE', status: 'RUNNING', phase: 'PLANNING' } as const;
  expect(jobState(job({ deployment: planning, runner: 'r1' })).label).toBe('Planning');
  expect(jobState(job({ deployment: null })).label).toBe('Queued');
  expect(jobState(job({ deployment: null, runner: 'r1' })).label).toBe('Checking drift');
});

test('the queue falls into what runs and what waits, each in its order', () => {
  const jobs = [
    job({ id: 'a', runner: 'r1' }),
    job({ id: 'b', position: 1 }),
    job({ id: 'c', position: 2 }),
    job({ id: 'd' }),
  ];
  const { running, waiting } = splitQueue(jobs);
  expect(running.map(({ id }) => id)).toEqual(['a']);
  expect(waiting.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
});

test('runners are counted with the slots of those that are here', () => {
  expect(sayRunners([])).toBe('No runner is here.');
  expect(sayRunners([runner('a')])).toBe('1 runner is here, 0 of 2 slots in use.');
  expect(
    sayRunners([
      runner('a', { status: 'WORKING', jobs: [job()] }),
      runner('b', { status: 'DRAINING' }),
      runner('c', { status: 'OFFLINE', slots: 8, jobs: [job()] }),
    ]),
  ).toBe('2 runners are here, 1 of 4 slots in use; 1 is offline.');
  expect(sayRunners([runner('a', { status: 'OFFLINE' }), runner('b', { status: 'OFFLINE' })])).toBe(
    'No runner is here; 2 are offline.',
  );
});

test('those that are offline stand last, and pools are told once each', () => {
  const runners = [runner('a', { status: 'OFFLINE' }), runner('b'), runner('c', { pool: 'acme' })];
  expect(hereFirst(runners).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  expect(poolsOf(runners)).toEqual(['acme', 'default']);
});

describe('an allotment', () => {
  test('is what was typed, without spaces; nothing is the platform’s default', () => {
    expect(readAllotment({ pool: ' acme-2 ', concurrency: ' 5 ' }).input).toEqual({
      pool: 'acme-2',
      concurrency: 5,
    });
    expect(readAllotment({ pool: 'default', concurrency: '' }).input).toEqual({
      pool: 'default',
      concurrency: null,
    });
  });

  test.each(['0', '101', '1.5', 'many', '-1'])('allows no %s jobs at once', (concurrency) => {
    const { input, problems } = readAllotment({ pool: 'default', concurrency });
    expect(input).toBeNull();
    expect(problems['concurrency']).toMatch(/from 1 to 100/);
  });

  test.each(['', 'Acme', '-acme', 'a b', 'x'.repeat(64)])('has no pool of the name “%s”', (pool) => {
    expect(readAllotment({ pool, concurrency: '' }).problems['pool']).toMatch(/Small letters/);
  });
});
