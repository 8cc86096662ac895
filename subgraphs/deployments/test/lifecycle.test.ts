import { advance, enter, hasEnded, siteAfter } from '../src/lifecycle.ts';

describe('a deployment', () => {
  test.each([
    ['QUEUED', 'RUNNING'],
    ['QUEUED', 'CANCELLED'],
    ['RUNNING', 'COMPLETED'],
    ['RUNNING', 'UNRESOLVED'],
    ['RUNNING', 'QUEUED'],
    ['UNRESOLVED', 'RUNNING'],
  ] as const)('that is %s can become %s', (from, to) => {
    expect(advance(from, to)).toBe(to);
  });

  test.each([
    ['COMPLETED', 'RUNNING'],
    ['FAILED', 'RUNNING'],
    ['CANCELLED', 'COMPLETED'],
    ['QUEUED', 'COMPLETED'],
    ['UNRESOLVED', 'CANCELLED'],
  ] as const)('that is %s can never become %s', (from, to) => {
    expect(() => advance(from, to)).toThrow(`A deployment that is ${from} cannot become ${to}.`);
  });

  test('has ended in three statuses', () => {
    const all = ['QUEUED', 'RUNNING', 'UNRESOLVED', 'COMPLETED', 'FAILED', 'CANCELLED'] as const;
    expect(all.filter(hasEnded)).toEqual(['COMPLETED', 'FAILED', 'CANCELLED']);
  });
});

describe('its site afterwards', () => {
  test('is live after an update and gone after a delete', () => {
    const untouched = { before: 'ACTIVE', changed: true };
    expect(siteAfter('UPDATE', 'COMPLETED', untouched)).toBe('ACTIVE');
    expect(siteAfter('DELETE', 'COMPLETED', untouched)).toBe('DELETED');
  });

  test('is what it was when nothing had been changed, and failed otherwise', () => {
    expect(siteAfter('UPDATE', 'CANCELLED', { before: 'ACTIVE', changed: false })).toBe('ACTIVE');
    expect(siteAfter('UPDATE', 'CANCELLED', { before: 'ACTIVE', changed: true })).toBe('FAILED');
    expect(siteAfter('UPDATE', 'FAILED', { before: 'ACTIVE', changed: false })).toBe('ACTIVE');
    expect(siteAfter('UPDATE', 'FAILED', { before: 'ACTIVE', changed: true })).toBe('FAILED');
    expect(siteAfter('CREATE', 'FAILED', { before: 'PENDING', changed: false })).toBe('FAILED');
  });
});

test('a phase ends when the next one begins, and the last one lasts no time', () => {
  const [one, two, three] = [1000, 2000, 3000].map((ms) => new Date(ms));
  const queued = enter([], 'QUEUED', one!);
  const planning = enter(queued, 'PLANNING', two!);
  expect(enter(planning, 'PLANNING', three!)).toEqual(planning);
  expect(enter(planning, 'FINISHED', three!)).toEqual([
    { phase: 'QUEUED', startedAt: one!.toISOString(), endedAt: two!.toISOString() },
    { phase: 'PLANNING', startedAt: two!.toISOString(), endedAt: three!.toISOString() },
    { phase: 'FINISHED', startedAt: three!.toISOString(), endedAt: three!.toISOString() },
  ]);
});
