/** A short live run, as `npm run chaos:live` starts a long one. */
import { endScript, runScript } from './started.ts';

// About half a minute, unless other tests take the processors.
jest.setTimeout(180_000);

afterEach(endScript, 60_000);

test('whoever watches while everything is disturbed sees every line once, in order, to the end', async () => {
  const settings = {
    HOSTERIZER_CHAOS_MINUTES: '0.2',
    HOSTERIZER_CHAOS_ROUNDS: '1',
    HOSTERIZER_CHAOS_FOLLOWERS: '5',
  };
  expect(await runScript('live.ts', settings)).toEqual({
    code: 0,
    said: expect.stringContaining('Everybody has seen everything once'),
  });
});
