/** What a killed runner leaves behind, and who may go on with it: never two at once, and nothing is forgotten. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { end, ended, openRoom, processesUnder, until } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom({ leaseSeconds: 4 })));
afterEach(() => room.close());

const slow = (seconds: number) => `
resource "terraform_data" "quick" { input = "quick" }
resource "terraform_data" "slow" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" { command = "echo begun; sleep ${seconds}; echo over" }
}`;

const said = (job: TestJob) => job.events.map(({ message }) => message);
const saysThat = (job: TestJob, what: string) => until(what, () => said(job).join('\n').includes(what));
const folderOf = (job: TestJob) => join(room.folder, 'work/sites', job.siteId);
const groupOf = (job: TestJob) =>
  (JSON.parse(readFileSync(join(folderOf(job), 'group.json'), 'utf8')) as { pid: number }).pid;
const made = (job: TestJob) => said(job).filter((message) => /quick: Creation complete/.test(message)).length;

/** A runner that is killed in the middle of an application, and its job. */
async function killInTheMiddle(seconds: number): Promise<TestJob> {
  room.blueprint('slow', slow(seconds));
  const runner = room.spawn();
  const job = room.platform.queue({ blueprint: 'slow' });
  await saysThat(job, 'begun');
  await until('a state', () => room.platform.siteOf(job.siteId).versions.length > 0);
  await end(runner, 'SIGKILL');
  return job;
}

test('what a runner keeps of its job is for nobody else to read', async () => {
  const job = await killInTheMiddle(300);
  expect(statSync(folderOf(job)).mode & 0o777).toBe(0o700);
  for (const name of readdirSync(folderOf(job)).filter((one) => one.includes('.')))
    expect([name, statSync(join(folderOf(job), name)).mode & 0o077]).toEqual([name, 0]);
}, 60_000);

test('a job that is another runner’s by now is left alone: Terraform is ended, and its state is sent to be kept', async () => {
  const job = await killInTheMiddle(300);
  const { versions, aside } = room.platform.siteOf(job.siteId);
  // Another runner has it, and what the dead one stored last has not arrived.
  job.fence += 1;
  versions.splice(0);
  room.spawn();
  await until('the state', () => aside.length > 0);
  expect(aside[0]!.text).toContain('"quick"');
  await until('an end of Terraform', () => processesUnder(folderOf(job)).length === 0);
  await until('an empty folder', () => !existsSync(folderOf(job)));
  expect(job.outcome).toBeUndefined();
  // Kept here as well: the platform does not say whether it fits.
  expect(readdirSync(join(room.folder, 'work/quarantine', job.siteId))).toHaveLength(1);
}, 60_000);

test('Terraform without a runner is ended when its lease is over, so that the next one is alone', async () => {
  const job = await killInTheMiddle(300);
  const pid = groupOf(job);
  const lease = 1000 * Number(readFileSync(join(folderOf(job), 'lease'), 'utf8'));
  expect(processesUnder(folderOf(job))).toContain(pid);
  await until('an end of Terraform', () => processesUnder(folderOf(job)).length === 0, 16);
  expect(Date.now()).toBeGreaterThanOrEqual(lease);
  expect(readFileSync(join(folderOf(job), 'terraform.tfstate'), 'utf8')).toContain('"quick"');
}, 60_000);

test('Terraform of a runner that stands still is ended within the grace, and nothing is reported afterwards', async () => {
  room.blueprint('slow', slow(300));
  const runner = room.spawn();
  const job = room.platform.queue({ blueprint: 'slow' });
  await saysThat(job, 'begun');
  const pid = groupOf(job);
  runner.kill('SIGSTOP');
  job.fence += 1;
  await until('an end of Terraform', () => !existsSync(`/proc/${pid}/cwd`));
  const lines = job.events.length;
  runner.kill('SIGCONT');
  await until('its notice', () => !existsSync(join(folderOf(job), 'group.json')));
  expect([job.events.length, job.outcome]).toEqual([lines, undefined]);
}, 90_000);

test('nothing is applied before the platform knows that it begins', async () => {
  room.blueprint('quick', 'resource "terraform_data" "quick" {}');
  const marker = join(room.folder, 'applied');
  const runner = room.run(room.wrapTerraform('apply', `touch ${marker}`));
  const job = room.platform.queue({ blueprint: 'quick' });
  // From the moment when the plan may be applied, nothing that the runner says gets through.
  Object.defineProperty(job, 'verdict', {
    get() {
      room.platform.faults.silent = true;
      job.status = 'DONE';
      return 'PROCEED';
    },
  });
  await until('its plan', () => job.plan);
  await until('an end of the lease', () => runner.status().running === 0);
  expect([existsSync(marker), job.outcome]).toEqual([false, undefined]);
}, 60_000);

test('a cancelled job that was lost stores first what exists, then ends as cancelled', async () => {
  const job = await killInTheMiddle(300);
  process.kill(-groupOf(job), 'SIGKILL');
  const { versions } = room.platform.siteOf(job.siteId);
  versions.splice(0);
  // Taken back by the platform, and cancelled meanwhile.
  Object.assign(job, { status: 'QUEUED', cancelRequested: true });
  room.spawn();
  expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
  expect(job.kind).toBe('RECOVER');
  expect(versions.at(-1)!.text).toContain('"quick"');
  expect([made(job), room.platform.siteOf(job.siteId).lock]).toEqual([1, null]);
}, 60_000);

test('a stopped runner’s job goes on at once with another one, from the state that it has stored', async () => {
  room.blueprint('slow', slow(2));
  const first = room.spawn({ HOSTERIZER_STOP_SECONDS: '1' });
  const job = room.platform.queue({ blueprint: 'slow' });
  await saysThat(job, 'begun');
  await end(first, 'SIGTERM');
  expect([job.status, job.releases]).toEqual(['QUEUED', ['Runner test is stopping.']]);
  room.spawn({ HOSTERIZER_RUNNER_DATA: join(room.folder, 'other'), HOSTERIZER_RUNNER_NAME: 'other' });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  expect([job.kind, job.fence, made(job)]).toEqual(['RECOVER', 2, 1]);
}, 60_000);

test('what waits for leave after a re-attached application asks for it as a recovery', async () => {
  const job = await killInTheMiddle(300);
  process.kill(-groupOf(job), 'SIGKILL');
  Object.assign(job, { kind: 'APPLY', verdict: 'WAIT', approvedPlan: { lineage: null, serial: null } });
  const record = join(folderOf(job), 'job.json');
  const kept = JSON.parse(readFileSync(record, 'utf8')) as { job: { kind: string } };
  writeFileSync(record, JSON.stringify({ ...kept, job: { ...kept.job, kind: 'APPLY' } }));
  room.spawn();
  expect(await ended(job)).toEqual({ outcome: 'PLANNED' });
  expect([job.kind, job.fence, job.releases.length]).toEqual(['RECOVER', 2, 1]);
  expect(job.plan!.resources.map(({ address }) => address)).toEqual(['terraform_data.slow']);
}, 60_000);

test('a job that was only planning when its runner died is planned again under the same lease', async () => {
  room.blueprint('quick', 'resource "terraform_data" "x" {}');
  const first = room.spawn();
  const job = room.platform.queue({ blueprint: 'quick', siteId: randomUUID(), verdict: 'WAIT' });
  await until('a record', () => existsSync(join(folderOf(job), 'job.json')) || job.outcome);
  await end(first, 'SIGKILL');
  room.spawn();
  expect(await ended(job)).toEqual({ outcome: 'PLANNED' });
  expect(job.fence).toBe(1);
}, 60_000);
