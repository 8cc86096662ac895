import { expiryAt, expiryBounds, standingOf } from '../src/apikeys/expiry.ts';
import { byDomain, grantable } from '../src/apikeys/scopes.ts';

const now = Date.parse('2026-05-10T12:00:00Z');
const day = 86_400_000;

test('a key ends after its days, and within the year that the platform allows even by a slow clock', () => {
  expect(Date.parse(expiryAt('30', '', now)!)).toBe(now + 30 * day - 60_000);
  expect(Date.parse(expiryAt('365', '', now)!)).toBeLessThan(now + 365 * day);
  const { first, last } = expiryBounds(now);
  expect(Date.parse(expiryAt('date', first, now)!)).toBeGreaterThan(now);
  expect(Date.parse(expiryAt('date', last, now)!)).toBeLessThan(now + 366 * day);
  expect(expiryAt('date', '', now)).toBeNull();
});

test('a key says when it is over, or soon will be', () => {
  const at = (days: number) => new Date(now + days * day).toISOString();
  expect([-1, 0, 6, 8].map((days) => standingOf(at(days), now))).toEqual(['over', 'over', 'soon', 'good']);
});

test('what can be given to a key is what one may do oneself, but one’s account', () => {
  expect(grantable(['account:write', 'sites:read'])).toEqual(['sites:read']);
  expect(byDomain(['users:read', 'sites:read', 'members:write', 'odd:thing'])).toEqual([
    { domain: 'Members', scopes: ['users:read', 'members:write'] },
    { domain: 'Sites', scopes: ['sites:read'] },
    { domain: 'odd', scopes: ['odd:thing'] },
  ]);
});
