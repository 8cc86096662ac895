/** Modules come from the platform once, and are kept under their digest. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { packBundle } from '@hosterizer/kit/bundle';
import { ended, openRoom } from './room.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const kept = () => join(room.folder, 'work/sources');
const echo = (text: string) =>
  `resource "terraform_data" "x" { input = "${text}" }\noutput "said" { value = terraform_data.x.output }\n`;

test('a bundle is fetched once, and jobs work from what is kept', async () => {
  room.blueprint('said', echo('one'));
  room.run();
  for (let count = 0; count < 3; count += 1) {
    const job = room.platform.queue({ blueprint: 'said' });
    expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED', outputs: { said: 'one' } });
  }
  expect(room.platform.bundles.fetched).toHaveLength(1);
  expect(readdirSync(kept())).toEqual(room.platform.bundles.fetched);

  room.blueprint('said', echo('two'));
  const job = room.platform.queue({ blueprint: 'said' });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED', outputs: { said: 'two' } });
  expect(new Set(room.platform.bundles.fetched).size).toBe(2);
}, 60_000);

test('jobs that want the same at once leave one folder of it', async () => {
  room.blueprint('said', echo('one'));
  room.run();
  const jobs = [1, 2].map(() => room.platform.queue({ blueprint: 'said' }));
  for (const job of jobs) expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  expect(readdirSync(kept())).toHaveLength(1);
}, 60_000);

test('what is another one than its digest says is not unpacked, and the deployment fails', async () => {
  room.blueprint('said', echo('one'));
  const get = () =>
    packBundle([{ path: 'blueprints/said/local/main.tf', content: Buffer.from(echo('evil')) }]);
  room.platform.bundles.get = get;
  room.run();
  const job = room.platform.queue({ blueprint: 'said' });
  expect(await ended(job)).toMatchObject({
    outcome: 'FAILED',
    errorMessage: expect.stringContaining('is another one'),
  });
  expect(existsSync(kept())).toBe(false);
});

test('a bundle that the platform does not have fails the deployment with a sentence', async () => {
  room.blueprint('said', echo('one'));
  room.platform.bundles.get = async () => null;
  room.run();
  const job = room.platform.queue({ blueprint: 'said' });
  expect(await ended(job)).toMatchObject({
    outcome: 'FAILED',
    errorMessage: expect.stringContaining('The modules could not be fetched (HTTP 404'),
  });
});

test.each(['../website', 'blueprints//local', 'blueprints/none/local'])(
  'a root module %s is none',
  async (root) => {
    room.blueprint('said', echo('one'));
    room.run();
    const job = room.platform.queue({ blueprint: 'said', root });
    expect(await ended(job)).toMatchObject({
      outcome: 'FAILED',
      errorMessage: expect.stringContaining(root),
    });
  },
);

test('what no job has asked for in a week goes when another one is fetched', async () => {
  room.blueprint('said', echo('one'));
  const [old, young] = ['0', '1'].map((digit) => join(kept(), digit.repeat(64)));
  for (const folder of [old!, young!]) mkdirSync(folder, { recursive: true });
  const days = (count: number) => new Date(Date.now() - count * 24 * 60 * 60 * 1000);
  utimesSync(old!, days(8), days(8));
  utimesSync(young!, days(6), days(6));
  room.run();
  await ended(room.platform.queue({ blueprint: 'said' }));
  expect([existsSync(old!), existsSync(young!)]).toEqual([false, true]);
  const [used] = room.platform.bundles.fetched;
  utimesSync(join(kept(), used!), days(6), days(6));
  await ended(room.platform.queue({ blueprint: 'said' }));
  expect(statSync(join(kept(), used!)).mtimeMs).toBeGreaterThan(days(1).getTime());
}, 60_000);

test('what stands beside a root module in its bundle is where its relative paths lead', async () => {
  room.blueprint(
    'said',
    `module "part" { source = "../../../modules/inner/part" }\noutput "said" { value = module.part.said }\n`,
  );
  room.module('inner/part', `output "said" { value = file("\${path.module}/main.tf") }\n`);
  room.run();
  const job = room.platform.queue({ blueprint: 'said' });
  const text = readFileSync(join(room.folder, 'terraform/modules/inner/part/main.tf'), 'utf8');
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED', outputs: { said: text } });
}, 60_000);
