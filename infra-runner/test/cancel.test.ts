/** A deployment that is stopped, whatever it is doing: a true status in time, nothing left running, the lock free. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, openRoom, processesUnder, until } from './room.ts';
import type { TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const text = (job: TestJob) => job.events.map(({ message }) => message).join('\n');
const quick = 'resource "terraform_data" "quick" { input = "quick" }';

async function cancel(job: TestJob, seconds: number): Promise<void> {
  const asked = Date.now();
  job.cancelRequested = true;
  expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
  expect(Date.now() - asked).toBeLessThan(seconds * 1000);
  expect(processesUnder(room.folder)).toEqual([]);
  expect(room.platform.siteOf(job.siteId).lock).toBeNull();
  expect(text(job)).toContain('Stopped, since the deployment was cancelled.');
}

/** The command that Terraform was started with last. */
const isAt = (job: TestJob, command: string) =>
  until(`terraform ${command}`, () => {
    const path = join(room.folder, 'work/sites', job.siteId, 'group.json');
    try {
      return (JSON.parse(readFileSync(path, 'utf8')) as { command: string }).command === command;
    } catch {
      return false;
    }
  });

test.each(['init', 'plan', 'show', 'apply'])(
  'it is cancelled in terraform %s, whether that listens or has to be killed',
  async (command) => {
    room.blueprint('quick', quick);
    for (const deaf of [false, true]) {
      const runner = room.run({ ...room.hangingTerraform(command, { deaf }), HOSTERIZER_CANCEL_GRACE: '1' });
      const job = room.platform.queue({ blueprint: 'quick' });
      await isAt(job, command);
      await cancel(job, 15);
      expect(room.platform.siteOf(job.siteId).versions).toEqual([]);
      await runner.stop();
    }
  },
  90_000,
);

test('it is cancelled while it waits for the platform’s state', async () => {
  room.blueprint('quick', quick);
  room.platform.faults.shut = true;
  room.run();
  const job = room.platform.queue({ blueprint: 'quick' });
  await until('its beginning', () => text(job).includes('Planning'));
  await cancel(job, 12);
}, 60_000);

test('after Terraform had to be killed, the state is brought up to what is there', async () => {
  room.blueprint('quick', quick);
  const hanging = room.hangingTerraform('apply', { deaf: true, after: true });
  room.run({ ...hanging, HOSTERIZER_CANCEL_GRACE: '1' });
  const job = room.platform.queue({ blueprint: 'quick' });
  await until('its end', () => text(job).includes('Apply complete'));
  await cancel(job, 25);
  expect(room.platform.siteOf(job.siteId).versions.at(-1)!.text).toContain('"quick"');
  const lines = job.events.map(({ message }) => message);
  const applied = lines.findIndex((line) => line.includes('Apply complete'));
  expect(lines.slice(applied).join('\n')).toContain('terraform_data.quick: Refreshing state...');
}, 60_000);

test('a drift check is cancelled like anything else', async () => {
  room.blueprint('quick', quick);
  room.run({ ...room.hangingTerraform('plan'), HOSTERIZER_CANCEL_GRACE: '1' });
  const job = room.platform.queue({ kind: 'DRIFT', deploymentId: null, blueprint: 'quick' });
  await isAt(job, 'plan');
  job.cancelRequested = true;
  expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
  expect([processesUnder(room.folder), job.events]).toEqual([[], []]);
}, 60_000);

test.each(['init', 'plan', 'apply'])(
  'a terraform %s that never ends is stopped after its time',
  async (command) => {
    room.blueprint('quick', quick);
    const times = { HOSTERIZER_PHASE_TIMEOUT: '2', HOSTERIZER_CANCEL_GRACE: '1' };
    room.run({ ...room.hangingTerraform(command, { deaf: true }), ...times });
    const job = room.platform.queue({ blueprint: 'quick' });
    const errorMessage = `terraform ${command} took longer than 2 seconds and was stopped.`;
    expect(await ended(job)).toEqual({ outcome: 'FAILED', errorMessage });
    expect(job.events.filter(({ kind }) => kind === 'DIAGNOSTIC').map(({ message }) => message)).toEqual([
      errorMessage,
    ]);
    expect(processesUnder(room.folder)).toEqual([]);
    expect(room.platform.siteOf(job.siteId).lock).toBeNull();
  },
  60_000,
);
