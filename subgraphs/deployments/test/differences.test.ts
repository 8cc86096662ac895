import { differencesOf } from '../src/differences.ts';

const nothing = () => false;
const told = (before: unknown, after: unknown, isSensitive: (path: string) => boolean = nothing) =>
  differencesOf(before, after, isSensitive).map((one) => [one.path, one.before, one.after]);

test.each<[string, unknown, unknown, unknown[][]]>([
  ['nothing of two that are the same', { a: [1, { b: null }] }, { a: [1, { b: null }] }, []],
  ['an attribute that has changed', { a: { title: 'x' } }, { a: { title: 'y' } }, [['a.title', 'x', 'y']]],
  ['an attribute that has come', {}, { a: { b: 1 } }, [['a.b', null, 1]]],
  ['an attribute that has gone', { a: true, b: 1 }, { b: 1 }, [['a', true, null]]],
  [
    'a place in a list',
    { list: [{ x: 1 }, 2] },
    { list: [{ x: 3 }, 2, 4] },
    [
      ['list[0].x', 1, 3],
      ['list[2]', null, 4],
    ],
  ],
  [
    'names that need quotes',
    { tags: { 'my env': 1 } },
    { tags: { 'my env': 2 } },
    [['tags["my env"]', 1, 2]],
  ],
  ['a first name that needs quotes', { 'a.b': 1 }, { 'a.b': 2 }, [['["a.b"]', 1, 2]]],
  ['a null as what is missing', { a: null }, {}, []],
  ['what became empty', { a: [1] }, { a: [] }, [['a[0]', 1, null]]],
  ['an empty object that has come', {}, { a: {} }, [['a', null, {}]]],
  ['an empty list that became an empty object', { a: [] }, { a: {} }, [['a', [], {}]]],
  [
    'a value that became an object',
    { a: 'x' },
    { a: { b: 1 } },
    [
      ['a', 'x', null],
      ['a.b', null, 1],
    ],
  ],
  [
    'a list that became an object',
    { a: [1] },
    { a: { '0': 1 } },
    [
      ['a[0]', 1, null],
      ['a["0"]', null, 1],
    ],
  ],
  ['a value as a whole', 'x', 'y', [['', 'x', 'y']]],
  ['a number that became a text', { a: 1 }, { a: '1' }, [['a', 1, '1']]],
  [
    'names that objects have of their own',
    JSON.parse('{"__proto__":{"a":1}}'),
    {},
    [['__proto__.a', 1, null]],
  ],
  ['no names that all objects have', {}, { toString: 1 }, [['toString', null, 1]]],
])('tells %s', (_title, before, after, expected) => {
  expect(told(before, after)).toEqual(expected);
});

test('masks what is sensitive with everything in it, and tells only that it differs', () => {
  const isSensitive = (path: string) => path === 'secret' || path === 'list[1]';
  const before = { secret: { key: 'swordfish' }, list: ['a', 'b'], same: 1 };
  const after = { secret: { key: 'marlin' }, list: ['x', 'c'], same: 1 };
  const changes = differencesOf(before, after, isSensitive);
  const rest = { unknown: false, replaces: false };
  expect(changes).toEqual([
    { path: 'secret', before: null, after: null, sensitive: true, ...rest },
    { path: 'list[0]', before: 'a', after: 'x', sensitive: false, ...rest },
    { path: 'list[1]', before: null, after: null, sensitive: true, ...rest },
  ]);
  expect(differencesOf(before, { ...before, same: 2 }, isSensitive)).toHaveLength(1);
});

test('cuts long texts after it has compared them', () => {
  const long = 'x'.repeat(10_000);
  expect(told({ a: `${long}1` }, { a: `${long}2` })).toEqual([
    ['a', `${'x'.repeat(4_095)}…`, `${'x'.repeat(4_095)}…`],
  ]);
});

test('tells 200 of more', () => {
  const many = Array.from({ length: 1_000 }, (_, place) => place);
  expect(told([], many)).toHaveLength(200);
});

test('does not follow what is nested without end', () => {
  const nested = (depth: number, value: number): unknown =>
    JSON.parse(`${'['.repeat(depth)}${value}${']'.repeat(depth)}`);
  expect(told(nested(50, 1), nested(50, 2))).toHaveLength(1);
  expect(told(nested(5_000, 1), nested(5_000, 2))).toEqual([]);
});
