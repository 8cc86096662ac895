import { changesBetween } from '../src/audit/diff.ts';
import { filterOf } from '../src/audit/filter.ts';
import { sayOperation } from '../src/audit/words.ts';

describe('what changed between two states', () => {
  test('is what differs, by dotted path, and nothing else', () => {
    const before = {
      role: 'OWNER',
      look: { radius: 'md', color: '#112233' },
      scopes: ['a'],
      same: ['b'],
      kept: 1,
    };
    const after = {
      role: 'ADMIN',
      look: { radius: 'md', color: '#445566' },
      scopes: ['a', 'b'],
      same: ['b'],
      kept: 1,
    };
    expect(changesBetween(before, after)).toEqual([
      { path: 'role', before: 'OWNER', after: 'ADMIN', kind: 'changed' },
      { path: 'look.color', before: '#112233', after: '#445566', kind: 'changed' },
      { path: 'scopes', before: ['a'], after: ['a', 'b'], kind: 'changed' },
    ]);
  });
  test('is everything where there was nothing, or is nothing any more', () => {
    expect(changesBetween(null, { name: 'x' })).toEqual([
      { path: 'name', before: undefined, after: 'x', kind: 'added' },
    ]);
    expect(changesBetween({ name: 'x' }, null)).toEqual([
      { path: 'name', before: 'x', after: undefined, kind: 'removed' },
    ]);
    expect(changesBetween(null, null)).toEqual([]);
  });
  test('tells null from missing', () => {
    expect(changesBetween({ domain: null }, { domain: 'acme.test' })).toEqual([
      { path: 'domain', before: null, after: 'acme.test', kind: 'changed' },
    ]);
    expect(changesBetween({ domain: null }, {})).toMatchObject([{ kind: 'removed' }]);
  });
});

test('days in the address are whole days of the reader', () => {
  const { from, to } = filterOf({ from: '2026-03-01', to: '2026-03-01' });
  expect(Date.parse(to as string) - Date.parse(from as string)).toBe(86_400_000);
  expect(filterOf({ from: 'yesterday', to: '2026-13-77' })).toEqual({});
  expect(filterOf({ actor: 'a', object: 'o', operation: 'signIn' })).toEqual({
    actorId: 'a',
    objectId: 'o',
    operation: 'signIn',
  });
});

test.each([
  ['updateMember', 'Update member'],
  ['createApiKey', 'Create API key'],
  ['confirmMfa', 'Confirm MFA'],
])('%s reads %s', (operation, words) => expect(sayOperation(operation)).toBe(words));
