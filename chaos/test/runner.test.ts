/** A short chaos run, as `npm run chaos:runner` starts a long one. */
import { endScript, runScript } from './started.ts';

// About a minute, unless other tests take the processors.
jest.setTimeout(240_000);

afterEach(endScript, 60_000);

test('six kills lose nothing and make nothing twice', async () => {
  const settings = {
    HOSTERIZER_CHAOS_KILLS: '6',
    HOSTERIZER_CHAOS_SITES: '2',
    HOSTERIZER_CHAOS_ABSENCES: 'false',
    HOSTERIZER_CHAOS_MINUTES: '1.5',
  };
  expect(await runScript('runner.ts', settings)).toEqual({
    code: 0,
    said: expect.stringContaining('Nothing was lost, and nothing was made twice: 6 kills'),
  });
});
