/** Runners that end in the middle of their work, and what the next one makes of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, ended, openRoom, processesUnder, until } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom({ leaseSeconds: 10 })));
afterEach(() => room.close());

const count = 100;
/** Prints a line every 80 ms. */
const chatty = `
resource "terraform_data" "quick" { input = "quick" }
resource "terraform_data" "chatty" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" { command = "i=1; while [ $i -le ${count} ]; do echo line $i; sleep 0.08; i=$((i+1)); done" }
}`;
const slow = `
resource "terraform_data" "quick" { input = "quick" }
resource "terraform_data" "slow" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" { command = "sleep 300" }
}`;

const said = (job: TestJob) => job.events.map(({ message }) => message);
const linesOf = (job: TestJob) =>
  said(job)
    .flatMap((message) => /^line (\d+)$/.exec(message)?.[1] ?? [])
    .map(Number);
const groupFile = (job: TestJob) => join(room.folder, 'work/sites', job.siteId, 'group.json');

test('Terraform outlives a killed runner, and its next process goes on under the same lease: no line is lost or doubled', async () => {
  room.blueprint('chatty', chatty);
  const first = room.spawn();
  const job = room.platform.queue({ blueprint: 'chatty' });
  await until('a few lines', () => linesOf(job).length > 5);
  await end(first, 'SIGKILL');
  expect(processesUnder(join(room.folder, 'work')).length).toBeGreaterThan(0);
  const before = linesOf(job).length;

  room.spawn();
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  expect(before).toBeLessThan(count);
  expect(linesOf(job)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  expect(job.fence).toBe(1);
  expect(said(job)).toEqual(
    expect.arrayContaining([
      'Terraform of a runner that was lost has ended.',
      'Runner test was started anew and goes on.',
      'Plan: nothing to change.',
    ]),
  );
  expect(job.plan).toMatchObject({ add: 0, change: 0, destroy: 0, resources: [] });
  expect(room.platform.siteOf(job.siteId).versions.at(-1)!.text).toContain('"chatty"');
}, 60_000);

test('a runner that is killed together with its Terraform leaves a state that the next one goes on from', async () => {
  room.blueprint('slow', slow);
  const first = room.spawn();
  const job = room.platform.queue({ blueprint: 'slow' });
  await until('the slow part', () => said(job).some((message) => message.includes('Provisioning with')));
  const { pid } = JSON.parse(readFileSync(groupFile(job), 'utf8')) as { pid: number };
  await end(first, 'SIGKILL');
  process.kill(-pid, 'SIGKILL');

  room.spawn();
  await until('another attempt', () => said(job).filter((message) => message === 'Applying').length === 2);
  await until(
    'the plan of the rest',
    () => said(job).filter((message) => message.startsWith('Plan:')).length >= 4,
  );
  // The resource that was there already is not made again.
  expect(
    said(job).filter((message) => message.startsWith('terraform_data.quick: Creation complete')),
  ).toHaveLength(1);
  job.cancelRequested = true;
  expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
}, 60_000);

test('SIGTERM leaves no Terraform behind, stores the state, and hands the job over', async () => {
  room.blueprint('slow', slow);
  const runner = room.spawn({ HOSTERIZER_STOP_SECONDS: '3' });
  const job = room.platform.queue({ blueprint: 'slow' });
  await until('the slow part', () => said(job).some((message) => message.includes('Provisioning with')));
  const asked = Date.now();
  await end(runner, 'SIGTERM');
  expect(Date.now() - asked).toBeLessThan(4_500);
  expect(runner.exitCode).toBe(0);
  expect(processesUnder(room.folder)).toEqual([]);
  expect(job.status).toBe('QUEUED');
  expect(job.releases).toEqual(['Runner test is stopping.']);
  expect(room.platform.reports.at(-1)).toMatchObject({ draining: true });
  expect(job.outcome).toBeUndefined();
  const { versions, lock } = room.platform.siteOf(job.siteId);
  expect(versions.at(-1)!.text).toContain('"quick"');
  expect(lock).toBeNull();
  expect(readdirSync(join(room.folder, 'work/sites'))).toEqual([]);
}, 60_000);

test('a job that is nearly done when SIGTERM comes is finished first', async () => {
  room.blueprint(
    'brief',
    'resource "terraform_data" "x" {\n  provisioner "local-exec" { command = "sleep 1" }\n}',
  );
  const runner = room.spawn();
  const job = room.platform.queue({ blueprint: 'brief' });
  await until('the last part', () => said(job).some((message) => message.includes('Provisioning with')));
  await end(runner, 'SIGTERM');
  expect(job.outcome).toMatchObject({ outcome: 'COMPLETED' });
}, 60_000);

test('a platform that is away for a while delays lines and loses none', async () => {
  room.blueprint('chatty', chatty);
  room.spawn();
  const job = room.platform.queue({ blueprint: 'chatty' });
  await until('a few lines', () => linesOf(job).length > 5);
  room.platform.faults.refuse = 4;
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  expect(linesOf(job)).toEqual(Array.from({ length: count }, (_, index) => index + 1));
}, 60_000);

test('two runners do not share a folder', async () => {
  room.spawn();
  await until('the first one', () => existsSync(join(room.folder, 'work/runner.json')));
  const second = room.spawn();
  await until('an end of the second', () => second.exitCode !== null);
  expect(second.exitCode).toBe(1);
  expect(readdirSync(join(room.folder, 'work'))).toContain('runner.json');
});
