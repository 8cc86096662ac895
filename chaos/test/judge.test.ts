/** The judge of a live run sees what is wrong with what a watcher was given. */
import { complaintOf, judge, type Order } from '../live/judge.ts';

const stored = [11, 22, 33, 44, 55];

const order = (after: number, sequences: number[], given: Partial<Order> = {}): Order => ({
  ...{ after, sequences, times: sequences, ended: 5 },
  sums: sequences.map((sequence) => stored[sequence - 1]!),
  ...given,
});

const complaint = (...orders: Order[]) => complaintOf('It', judge(orders, stored));

test('everything once, in order and to the end, is as it should be', () => {
  expect(complaint(order(0, [1, 2, 3, 4, 5]))).toBeNull();
  expect(judge([order(0, [1, 2, 3, 4, 5])], stored).delivered).toBe(5);
});

test('who leaves early and comes again with an old cursor may see again what is behind it', () => {
  expect(complaint(order(0, [1, 2, 3, 4], { ended: null }), order(2, [3, 4, 5]))).toBeNull();
});

test.each([
  ['a line in the middle', order(0, [1, 2, 4, 5]), '1 lost'],
  ['the first lines', order(0, [3, 4, 5]), '2 lost'],
  ['the last line', order(0, [1, 2, 3, 4]), '1 lost'],
])('%s can be lost', (_what, given, found) => expect(complaint(given)).toBe(`It: ${found}.`));

test('what is lost in an order that was left early is told, although a later one brings it', () => {
  expect(complaint(order(0, [1, 2, 4], { ended: null }), order(2, [3, 4, 5]))).toBe('It: 1 lost.');
});

test('a line that came before, or that is not behind the cursor, came once too often', () => {
  expect(complaint(order(0, [1, 2, 2, 3, 4, 5]))).toBe('It: 1 doubled.');
  expect(complaint(order(2, [2, 3, 4, 5]))).toBe('It: 1 doubled.');
});

test('a line that comes after a later one is in disorder, and not lost', () => {
  expect(complaint(order(0, [1, 3, 2, 4, 5]))).toBe('It: 1 misordered.');
});

test('another text is garbled', () => {
  expect(complaint(order(0, [1, 2, 3, 4, 5], { sums: [11, 22, 33, 44, 56] }))).toBe('It: 1 garbled.');
});

test('an end that never came, or that names another number, is none', () => {
  expect(complaint(order(0, [1, 2, 3, 4, 5], { ended: null }))).toBe('It: 1 not ended.');
  expect(complaint(order(0, [1, 2, 3, 4, 5], { ended: 4 }))).toBe('It: 1 not ended.');
});
