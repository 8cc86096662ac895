import { plainLayout, rowHeight, wrappedLayout } from '../src/log/layout.ts';
import type { LogEvent } from '../src/log/lines.ts';
import { highlight } from '../src/log/LogRow.tsx';
import { compileQuery, createSearch, type Matcher } from '../src/log/search.ts';
import { createLogStore } from '../src/log/store.ts';
import { createRows } from '../src/log/view.ts';

const level = (n: number): LogEvent['level'] => (n % 5 === 0 ? 'ERROR' : n % 2 === 0 ? 'DEBUG' : 'INFO');

function storeOf(messages: readonly string[], cap?: number) {
  const store = createLogStore({ frame: () => {}, later: () => {}, ...(cap && { cap }) });
  let sequence = 0;
  const add = (more: readonly string[]) => {
    const events = more.map((message): LogEvent => {
      sequence += 1;
      return {
        sequence,
        at: '2026-01-31T12:00:00.000Z',
        kind: 'LOG',
        level: level(sequence),
        phase: 'APPLYING',
        message,
      };
    });
    store.append({ events, lastSequence: sequence });
  };
  add(messages);
  return { store, add };
}

const plain = { matchCase: false, regex: false };
const matcherOf = (text: string, options = {}) => compileQuery({ ...plain, text, ...options }) as Matcher;

describe('compileQuery', () => {
  test('plain text means itself and ignores case unless told', () => {
    expect(matcherOf('a.b')('A.B axb')).toEqual([[0, 3]]);
    expect(matcherOf('a.b', { matchCase: true })('A.B')).toEqual([]);
  });

  test('a pattern is a pattern', () => {
    expect(matcherOf('port \\d+', { regex: true })('port 81, port 9')).toEqual([
      [0, 7],
      [9, 15],
    ]);
  });

  test('a broken pattern says so instead of throwing', () => {
    expect(typeof compileQuery({ text: '(', matchCase: false, regex: true })).toBe('string');
  });

  test('a pattern that matches nothing visible matches nothing', () => {
    expect(matcherOf('x*', { regex: true })('abc')).toEqual([]);
  });

  test('an empty query is no query', () => {
    expect(compileQuery({ ...plain, text: '' })).toBeNull();
  });
});

test('the search goes on where it stopped, and sees through colours', () => {
  const { store, add } = storeOf(['one', 'tw\x1b[31mo', 'three']);
  const read = jest.fn(matcherOf('o'));
  const search = createSearch(store, createRows(store, 'ALL'), read);
  search.catchUp();
  expect(search.hits()).toEqual([0, 1]);
  add(['four']);
  search.catchUp();
  expect(search.hits()).toEqual([0, 1, 3]);
  expect(read).toHaveBeenCalledTimes(4);
});

test('hits of lines that have gone are gone', () => {
  const { store, add } = storeOf(
    Array.from({ length: 10 }, () => 'hit'),
    10,
  );
  const search = createSearch(store, createRows(store, 'ALL'), matcherOf('hit'));
  search.catchUp();
  add(['hit', 'hit']);
  search.catchUp();
  expect(search.hits()).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('a level filter keeps line numbers, and finds the row of a line that it hides', () => {
  const { store } = storeOf(Array.from({ length: 10 }, (_, n) => `line ${n + 1}`));
  const rows = createRows(store, 'ERROR');
  rows.catchUp();
  expect([rows.count(), rows.number(0), rows.number(1)]).toEqual([2, 4, 9]);
  expect(rows.rowOf(6)).toBe(1);
});

describe('layout', () => {
  test('without wrapping every row is one screen row', () => {
    const { store } = storeOf(['a', 'b'.repeat(500)]);
    const layout = plainLayout(createRows(store, 'ALL'));
    expect([layout.total(), layout.top(1), layout.at(rowHeight)]).toEqual([2 * rowHeight, rowHeight, 1]);
  });

  test('a wrapped row takes as many screen rows as its text needs', () => {
    const { store, add } = storeOf(['a'.repeat(10), 'b'.repeat(25), '', '漢字かな混じり']);
    const layout = wrappedLayout(store, createRows(store, 'ALL'), 10);
    layout.catchUp();
    expect([0, 1, 2, 3].map((row) => layout.height(row) / rowHeight)).toEqual([1, 3, 1, 2]);
    expect(layout.at(rowHeight)).toBe(1);
    expect(layout.at(4 * rowHeight - 1)).toBe(1);
    expect(layout.at(4 * rowHeight)).toBe(2);
    add(['c']);
    layout.catchUp();
    expect(layout.total()).toBe(8 * rowHeight);
  });
});

test('a match may begin in one colour and end in another', () => {
  const pieces = highlight([{ text: 'abc' }, { text: 'def', bold: true }], [[2, 4]]);
  expect(pieces).toEqual([
    { text: 'ab' },
    { text: 'c', marked: true },
    { text: 'd', bold: true, marked: true },
    { text: 'ef', bold: true },
  ]);
});
