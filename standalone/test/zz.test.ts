import { spawn } from 'node:child_process';
import { makeTokens } from '@hosterizer/kit/tokens';
import { Redis } from 'ioredis';
import { newId } from '@hosterizer/kit/ids';
import { startSweep } from '@hosterizer/kit/sweep';
import { serveSubgraph } from '@hosterizer/kit/serve';
import { makeSubgraph } from '@hosterizer/accounts/subgraph';
import { root } from '../src/folders.ts';
test('works', async () => {
  console.log(process.env['HOSTERIZER_TEST_OWNER_URL'], process.env['TMPDIR'], newId(), typeof startSweep, typeof serveSubgraph, typeof makeSubgraph, root, import.meta.url);
  const t = makeTokens('x'.repeat(32));
  expect(t.purposeOf(await t.sign('job', { sub: 'a' }, 5))).toBe('job');
  if (process.env['LEAK']) spawn('sleep', ['100'], { detached: true, stdio: 'ignore' }).unref();
});
