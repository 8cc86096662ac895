import { makeLog } from '@hosterizer/kit/log';
import { makeShutdown } from '@hosterizer/kit/shutdown';
import { eventually } from '@hosterizer/kit/testing';
import { keepRunning, type Store } from '../src/kept.ts';

const log = makeLog('test', 'silent');

/** Stores without a process; each ends when it is told to or let go. */
function makeStores() {
  const started: Array<{ port: number | undefined; isUp: boolean; fall: () => void }> = [];
  const start = async (port: number | undefined): Promise<Store> => {
    let fall = () => {};
    const ended = new Promise<void>((resolve) => (fall = resolve));
    const record = { port, isUp: true, fall: () => ((record.isUp = false), fall()) };
    started.push(record);
    return { port: port ?? 4321, ended, stop: async () => record.fall() };
  };
  return { started, start };
}

test('a store that ends by itself comes back on the port where it was', async () => {
  const shutdown = makeShutdown(log);
  const { started, start } = makeStores();
  await keepRunning('store', start, { shutdown, log });
  started[0]!.fall();
  await eventually(() => started.length === 2);
  expect(started.map(({ port }) => port)).toEqual([undefined, 4321]);
  await shutdown.run();
  expect(started.some(({ isUp }) => isUp)).toBe(false);
});

test('a stop ends a store that is only starting', async () => {
  const shutdown = makeShutdown(log);
  const { started, start } = makeStores();
  const starting = Promise.withResolvers<void>();
  const kept = keepRunning(
    'store',
    async (port, signal) => {
      const store = await start(port);
      await starting.promise;
      expect(signal.aborted).toBe(true);
      return store;
    },
    { shutdown, log },
  );
  const stopped = shutdown.run();
  starting.resolve();
  await Promise.all([kept, stopped]);
  expect(started).toMatchObject([{ isUp: false }]);
});

test('a stop while a store comes back leaves none behind', async () => {
  const shutdown = makeShutdown(log);
  const { started, start } = makeStores();
  const again = Promise.withResolvers<void>();
  await keepRunning(
    'store',
    async (port) => {
      const store = await start(port);
      if (started.length > 1) await again.promise;
      return store;
    },
    { shutdown, log },
  );
  started[0]!.fall();
  await eventually(() => started.length === 2);
  const stopped = shutdown.run();
  again.resolve();
  await stopped;
  expect(started.some(({ isUp }) => isUp)).toBe(false);
});
