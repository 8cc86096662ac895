import type { LogEvent } from '../src/log/lines.ts';
import { createLogStore } from '../src/log/store.ts';

/** Frames and timers that run when the test says so. */
function makeClock() {
  const due: Array<() => void> = [];
  const take = (run: () => void) => void due.push(run);
  return { frame: take, later: take, run: () => due.splice(0).forEach((run) => run()) };
}

const event = (sequence: number, message = `line ${sequence}`, more: Partial<LogEvent> = {}): LogEvent => ({
  sequence,
  at: '2026-01-31T12:00:00.000Z',
  kind: 'LOG',
  level: 'INFO',
  phase: 'APPLYING',
  message,
  ...more,
});
const batch = (...events: LogEvent[]) => ({ events, lastSequence: events.at(-1)?.sequence ?? 0 });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => event(from + n));

const makeStore = (cap?: number) => {
  const clock = makeClock();
  const store = createLogStore({ frame: clock.frame, later: clock.later, ...(cap && { cap }) });
  const texts = () =>
    Array.from({ length: store.end() - store.start() }, (_, n) => store.line(store.start() + n)!.text);
  return { store, clock, texts };
};

test('events that come again are left out', () => {
  const { store, texts } = makeStore();
  store.append(batch(event(1), event(2)));
  store.append(batch(event(1), event(2), event(3)));
  expect(texts()).toEqual(['line 1', 'line 2', 'line 3']);
  expect(store.lastSequence()).toBe(3);
});

test('a message of several lines is several rows of one sequence, coloured through', () => {
  const { store } = makeStore();
  store.append(
    batch(event(1, '\x1b[31mError: taken\n\n  on main.tf\x1b[0m\n', { level: 'ERROR' }), event(2)),
  );
  expect(store.end()).toBe(4);
  expect([0, 1, 2, 3].map((n) => store.line(n)!.sequence)).toEqual([1, 1, 1, 2]);
  expect(store.line(2)!.text).toBe('\x1b[31m  on main.tf\x1b[0m');
  expect(store.errors()).toEqual([0]);
});

test('a line drawn over itself shows its last state', () => {
  const { texts, store } = makeStore();
  store.append(batch(event(1, '10%\r50%\r100%'), event(2, 'windows\r\nlines')));
  expect(texts()).toEqual(['100%', 'windows', 'lines']);
});

test('a jump in the sequence shows as a gap that can be filled, in parts', () => {
  const { store, texts } = makeStore();
  store.append(batch(event(1)));
  store.append(batch(event(5)));
  expect(texts()).toEqual(['line 1', '3 events are missing here', 'line 5']);

  store.fill(2, range(2, 3));
  expect(texts()).toEqual(['line 1', 'line 2', 'line 3', '1 event is missing here', 'line 5']);
  store.fill(4, range(4, 4));
  expect(texts()).toEqual(['line 1', 'line 2', 'line 3', 'line 4', 'line 5']);
  expect(store.lastSequence()).toBe(5);
});

test('the oldest lines go at the cap and the others keep their numbers', () => {
  const { store } = makeStore(100);
  store.append(batch(...range(1, 111)));
  expect([store.start(), store.end()]).toEqual([11, 111]);
  expect(store.line(11)!.text).toBe('line 12');
  expect(store.line(10)).toBeUndefined();
});

test('views are told once a frame and the toolbar once a while, however many batches come', () => {
  const { store, clock } = makeStore();
  const frames = jest.fn();
  const ticks = jest.fn();
  store.subscribe(frames);
  store.subscribeSlow(ticks);
  for (const one of range(1, 50)) store.append(batch(one));
  expect([frames.mock.calls.length, ticks.mock.calls.length]).toEqual([0, 1]);
  clock.run();
  expect([frames.mock.calls.length, ticks.mock.calls.length]).toEqual([1, 2]);
  clock.run();
  expect([frames.mock.calls.length, ticks.mock.calls.length]).toEqual([1, 2]);
});

test('a phase begins at its first line', () => {
  const { store } = makeStore();
  store.append(batch(event(1, 'a', { phase: 'PLANNING' }), event(2, 'b'), event(3, 'c')));
  expect(store.phaseStart('APPLYING')).toBe(1);
  expect(store.phaseStart('POLICY_CHECK')).toBeUndefined();
});
