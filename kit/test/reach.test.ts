import { connectDatabase, type Database } from '../src/database.ts';
import { reachOf } from '../src/tenancy.ts';
import { makeWorld, member, type World } from '../src/testing.ts';

let world: World;
let db: Database;

beforeAll(async () => {
  world = await makeWorld();
  db = await connectDatabase({ ...world.settings, entities: [] }, world);
});

afterAll(async () => {
  await db.close();
  await world.close();
});

test('one request reads with three connections at once, however many lists it asks for, and a failed read holds up nobody', async () => {
  const viewer = member(await world.customer());
  const caller = { viewer, portal: null, ip: '127.0.0.1', traceId: 'a'.repeat(32) };
  const { read } = reachOf(db, caller);
  let [running, most] = [0, 0];
  const one = (number: number) =>
    read(async (tx) => {
      most = Math.max(most, (running += 1));
      await tx.query('select 1').finally(() => (running -= 1));
      if (number % 7 === 0) throw new Error('Broken.');
      return number;
    });

  const results = await Promise.allSettled(Array.from({ length: 200 }, (_, number) => one(number)));

  // The pool has twelve.
  expect(most).toBeGreaterThan(1);
  expect(most).toBeLessThanOrEqual(3);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(29);
});
