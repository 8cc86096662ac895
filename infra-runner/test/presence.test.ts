/** What a runner says of itself, and what it is given. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runnerConfig } from '../src/config.ts';
import { machineId } from '../src/machine.ts';
import { ended, openRoom, until } from './room.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

test('a runner reports itself before it claims, with its machine and what its operator says', async () => {
  room.blueprint('quick', 'resource "terraform_data" "x" {}');
  room.run({ HOSTERIZER_RUNNER_LABELS: 'gpu, eu-west ,gpu', HOSTERIZER_CONCURRENCY: '3' });
  const job = room.platform.queue({ blueprint: 'quick', requires: ['gpu', 'local'] });
  await ended(job);
  const machine = readFileSync(join(room.folder, 'sites/machine'), 'utf8').trim();
  expect(room.platform.reports[0]).toEqual({
    runner: 'test',
    labels: ['local', `machine:${machine}`, 'gpu', 'eu-west'],
    slots: 3,
    terraformVersion: expect.stringMatching(/^\d+\.\d+\.\d+/),
    draining: false,
    unable: null,
  });
}, 60_000);

test('a runner without local sites has no machine', async () => {
  room.run({ HOSTERIZER_LOCAL: 'off' });
  expect(await until('a report', () => room.platform.reports[0])).toMatchObject({ labels: [] });
}, 60_000);

test('a platform that does not know the runner is told again', async () => {
  room.blueprint('quick', 'resource "terraform_data" "x" {}');
  room.run();
  await until('a report', () => room.platform.reports.length > 0);
  room.platform.reports.splice(0);
  expect(await ended(room.platform.queue({ blueprint: 'quick' }))).toMatchObject({ outcome: 'COMPLETED' });
}, 60_000);

test('a machine has one id, whoever asks first, and it is for nobody else to read', () => {
  const sites = join(room.folder, 'sites');
  const id = machineId(sites);
  expect([machineId(sites), machineId(sites)]).toEqual([id, id]);
  expect(statSync(join(sites, 'machine')).mode & 0o777).toBe(0o600);
});

test.each([
  ['Big', 'must be labels of lower-case letters'],
  ['local', 'must not name local'],
  ['machine:x', 'must not name local'],
  [Array.from({ length: 19 }, (_, index) => `l${index}`).join(), 'at most 18 labels'],
])('labels that cannot be are refused at the start: %s', (labels, reason) => {
  const settings = {
    HOSTERIZER_RUNNER_TOKEN: 't',
    HOSTERIZER_RUNNER_DATA: '/tmp/x',
    HOSTERIZER_LOCAL: 'off',
  };
  expect(() => runnerConfig({ ...settings, HOSTERIZER_RUNNER_LABELS: labels })).toThrow(reason);
});
