import type { Continuation } from '../src/live/continuation.ts';
import { makeRead } from '../src/live/reading.ts';

/** Reads a state whose answers come one after the other. */
function reading(...answers: unknown[]) {
  const live = { name: 'queueChanged', continues: 'queue' } as Continuation['live'];
  const read = makeRead(
    { key: 'queueChanged', live, limit: null },
    async () => ({ data: { queueChanged: answers.shift() } }) as never,
    (error) => error,
  );
  return () => read(0, null);
}

test('a list stays a list', async () => {
  const read = reading([{ id: 'a' }, { id: 'b' }], []);
  expect(JSON.parse((await read()).payload)).toEqual({ data: { queueChanged: [{ id: 'a' }, { id: 'b' }] } });
  expect(JSON.parse((await read()).payload)).toEqual({ data: { queueChanged: [] } });
});

test('an object is an object', async () => {
  const { payload, ended } = await reading({ id: 'a' })();
  expect(JSON.parse(payload)).toEqual({ data: { queueChanged: { id: 'a' } } });
  expect(ended).toBe(false);
});
