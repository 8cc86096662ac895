import type { Continuation } from '../src/live/continuation.ts';
import { makeReader } from '../src/live/reader.ts';

/** Reads a state, one answer after the other. */
function readerOf(...answers: unknown[]) {
  const live = { name: 'queueChanged', continues: 'queue' } as Continuation['live'];
  return makeReader({
    continuation: { key: 'queueChanged', live, limit: null } as Continuation,
    cursor: 0,
    ask: async () => ({ data: { queueChanged: answers.shift() } }),
    present: (error) => error,
  });
}

test('a list stays a list, and is news only when it has changed', async () => {
  const read = readerOf([{ id: 'a' }, { id: 'b' }], [{ id: 'a' }, { id: 'b' }], [{ id: 'b' }], []);
  expect((await read()).news).toEqual({ data: { queueChanged: [{ id: 'a' }, { id: 'b' }] } });
  expect((await read()).news).toBeNull();
  expect((await read()).news).toEqual({ data: { queueChanged: [{ id: 'b' }] } });
  expect((await read()).news).toEqual({ data: { queueChanged: [] } });
});

test('an object is an object', async () => {
  const read = readerOf({ id: 'a' });
  expect(await read()).toEqual({ news: { data: { queueChanged: { id: 'a' } } }, more: false, ended: false });
});
