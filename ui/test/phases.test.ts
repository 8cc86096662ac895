import { stepsOf } from '../src/deployments/phases.ts';
import { sayAgo, sayDuration } from '../src/time.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 31, 12, 0, second)).toISOString();
const base = { type: 'CREATE', createdAt: at(0), completedAt: null } as const;
const told = (deployment: Parameters<typeof stepsOf>[0]) =>
  stepsOf(deployment).map(({ label, state }) => `${label} ${state}`);

describe('stepsOf', () => {
  test('what waits shows what is to come', () => {
    const phases = [{ phase: 'QUEUED', startedAt: at(0), endedAt: null }] as const;
    expect(told({ ...base, status: 'QUEUED', phases })).toEqual([
      'Queued active',
      'Planning upcoming',
      'Applying upcoming',
      'Live upcoming',
    ]);
  });

  test('a policy check shows only where there was one', () => {
    const phases = [
      { phase: 'QUEUED', startedAt: at(0), endedAt: at(1) },
      { phase: 'PLANNING', startedAt: at(1), endedAt: at(3) },
      { phase: 'POLICY_CHECK', startedAt: at(3), endedAt: null },
    ] as const;
    expect(told({ ...base, status: 'RUNNING', phases })).toEqual([
      'Queued done',
      'Planning done',
      'Policy check active',
      'Applying upcoming',
      'Live upcoming',
    ]);
  });

  test('a failure stops at the phase that failed, and what follows was not reached', () => {
    const phases = [
      { phase: 'QUEUED', startedAt: at(0), endedAt: at(1) },
      { phase: 'PLANNING', startedAt: at(1), endedAt: at(4) },
      { phase: 'FINISHED', startedAt: at(4), endedAt: null },
    ] as const;
    expect(told({ ...base, status: 'FAILED', completedAt: at(4), phases })).toEqual([
      'Queued done',
      'Planning failed',
      'Applying skipped',
      'Live skipped',
    ]);
  });

  test('what was cancelled while it waited was cancelled there, and lasted until then', () => {
    const phases = [{ phase: 'QUEUED', startedAt: at(0), endedAt: null }] as const;
    const [queued] = stepsOf({ ...base, status: 'CANCELLED', completedAt: at(9), phases });
    expect(queued).toMatchObject({ state: 'cancelled', endedAt: at(9) });
  });

  test('a lost runner leaves the outcome open', () => {
    const phases = [
      { phase: 'QUEUED', startedAt: at(0), endedAt: at(1) },
      { phase: 'PLANNING', startedAt: at(1), endedAt: at(2) },
      { phase: 'APPLYING', startedAt: at(2), endedAt: null },
    ] as const;
    expect(told({ ...base, status: 'UNRESOLVED', phases }).slice(2)).toEqual([
      'Applying unknown',
      'Live upcoming',
    ]);
  });

  test('a removal ends with the site removed, which takes no time of its own', () => {
    const phases = [
      { phase: 'QUEUED', startedAt: at(0), endedAt: at(1) },
      { phase: 'PLANNING', startedAt: at(1), endedAt: at(2) },
      { phase: 'APPLYING', startedAt: at(2), endedAt: at(5) },
    ] as const;
    const last = stepsOf({ ...base, type: 'DELETE', status: 'COMPLETED', completedAt: at(5), phases }).at(-1);
    expect(last).toMatchObject({ label: 'Removed', state: 'done', startedAt: null, endedAt: null });
  });
});

test('durations and ages read as people say them', () => {
  expect([400, 1250, 9990, 42_000, 187_000, 7_500_000, 90_000_000].map(sayDuration)).toEqual([
    '0.4s',
    '1.2s',
    '9.9s',
    '42s',
    '3m 07s',
    '2h 05m',
    '1d 01h',
  ]);
  const now = Date.UTC(2026, 0, 31);
  expect([4, 90, 7200, 86_400].map((seconds) => sayAgo(now - seconds * 1000, now))).toEqual([
    'just now',
    '1 minute ago',
    '2 hours ago',
    'yesterday',
  ]);
});
