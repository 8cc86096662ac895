import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, openRoom, processesUnder, until } from './room.ts';
import { website, type TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const slow = `
resource "terraform_data" "quick" { input = "quick" }
resource "terraform_data" "slow" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" { command = "sleep 300" }
}`;

const text = (job: TestJob) => job.events.map(({ message }) => message).join('\n');
const saysThat = (job: TestJob, what: string) => until(what, () => text(job).includes(what));

test('a site is built, changed and removed, and its state is what Terraform wrote', async () => {
  room.run();
  const siteId = randomUUID();
  const created = room.platform.queue({ siteId, variables: website(siteId, 'First') });
  const { outputs, ...outcome } = await ended(created);
  expect(outcome).toEqual({ outcome: 'COMPLETED' });
  const url = (outputs as { site_url: string }).site_url;
  expect(await (await fetch(url)).text()).toContain('First');

  expect(created.events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['PHASE', 'LOG', 'RESOURCE', 'PLAN', 'OUTPUT']),
  );
  expect(created.events.filter(({ kind }) => kind === 'PHASE').map(({ phase }) => phase)).toEqual([
    'PLANNING',
    'APPLYING',
  ]);
  expect(created.plan!.add).toBeGreaterThan(0);
  expect(created.plan!.resources).toHaveLength(created.plan!.add);
  expect(created.events.find(({ kind }) => kind === 'PLAN')!.message).toBe(
    `Plan: ${created.plan!.add} to add, 0 to change, 0 to destroy.`,
  );
  expect(created.events.find(({ kind }) => kind === 'OUTPUT')!.message).toContain(url);

  const updated = room.platform.queue({ siteId, type: 'UPDATE', variables: website(siteId, 'Second') });
  expect(await ended(updated)).toMatchObject({ outcome: 'COMPLETED', outputs: { site_url: url } });
  expect(await (await fetch(url)).text()).toContain('Second');
  const { versions, lock } = room.platform.siteOf(siteId);
  expect(lock).toBeNull();
  expect(JSON.parse(versions.at(-1)!.text)).toMatchObject({
    version: 4,
    outputs: { site_url: { value: url } },
  });
  expect(versions.map(({ serial }) => serial)).toEqual(
    [...new Set(versions.map(({ serial }) => serial))].sort((a, b) => a - b),
  );

  const destroyed = room.platform.queue({ siteId, type: 'DELETE', variables: website(siteId, 'Second') });
  expect(await ended(destroyed)).toMatchObject({ outcome: 'COMPLETED' });
  await expect(fetch(url)).rejects.toThrow();
  expect(readdirSync(join(room.folder, 'sites/ports'))).toEqual([]);
  await until('an empty work folder', () => readdirSync(join(room.folder, 'work/sites')).length === 0);
}, 60_000);

test('a site whose process has died comes back with the next deployment', async () => {
  room.run();
  const siteId = randomUUID();
  const first = room.platform.queue({ siteId, variables: website(siteId, 'Alive') });
  const url = ((await ended(first)).outputs as { site_url: string }).site_url;
  const [server] = processesUnder(join(room.folder, 'sites', siteId));
  process.kill(server!, 'SIGKILL');
  const again = room.platform.queue({ siteId, type: 'UPDATE', variables: website(siteId, 'Alive') });
  await ended(again);
  expect(await (await fetch(url)).text()).toContain('Alive');
}, 60_000);

test('cancelling interrupts Terraform, keeps what exists in the state and leaves nothing running', async () => {
  room.blueprint('slow', slow);
  room.run();
  const job = room.platform.queue({ blueprint: 'slow' });
  await saysThat(job, 'Provisioning with');
  const asked = Date.now();
  job.cancelRequested = true;
  expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
  expect(Date.now() - asked).toBeLessThan(8_000);
  expect(processesUnder(room.folder)).toEqual([]);
  const { versions, lock } = room.platform.siteOf(job.siteId);
  expect(versions.at(-1)!.text).toContain('"quick"');
  expect(lock).toBeNull();
}, 60_000);

test('what Terraform starts while it is being interrupted is interrupted too', async () => {
  room.blueprint('slow', slow);
  room.run({ HOSTERIZER_CANCEL_GRACE: '60' });
  for (let attempt = 0; attempt < 3; attempt++) {
    const job = room.platform.queue({ blueprint: 'slow' });
    await saysThat(job, 'Applying');
    job.cancelRequested = true;
    expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
  }
  expect(processesUnder(room.folder)).toEqual([]);
}, 60_000);

test('what ignores the interrupt is killed after the grace', async () => {
  room.blueprint(
    'deaf',
    `
resource "terraform_data" "deaf" {
  provisioner "local-exec" { command = "trap '' INT TERM; while true; do sleep 1; done" }
}`,
  );
  room.run({ HOSTERIZER_CANCEL_GRACE: '1' });
  const job = room.platform.queue({ blueprint: 'deaf' });
  await saysThat(job, 'Provisioning with');
  job.cancelRequested = true;
  expect(await ended(job)).toEqual({ outcome: 'CANCELLED' });
  expect(processesUnder(room.folder)).toEqual([]);
}, 60_000);

test('broken HCL fails with the words of Terraform, and the runner goes on', async () => {
  room.blueprint('broken', 'resource "terraform_data" "x" {\n');
  room.blueprint('wrong', 'resource "terraform_data" "x" {\n  inputt = 1\n}\n');
  room.run();
  const broken = room.platform.queue({ blueprint: 'broken' });
  expect(await ended(broken)).toMatchObject({
    outcome: 'FAILED',
    errorMessage: expect.stringContaining('Unclosed configuration block'),
  });
  expect(broken.events.find(({ kind }) => kind === 'DIAGNOSTIC')).toMatchObject({
    level: 'ERROR',
    message: expect.stringMatching(/main\.tf line 1.*\n.*resource "terraform_data" "x" \{/),
  });
  const wrong = room.platform.queue({ blueprint: 'wrong' });
  expect(await ended(wrong)).toMatchObject({
    outcome: 'FAILED',
    errorMessage: expect.stringContaining('Unsupported argument'),
  });
});

test('a failing provisioner fails the deployment, and the state keeps what was built', async () => {
  room.blueprint(
    'failing',
    `
resource "terraform_data" "quick" { input = "quick" }
resource "terraform_data" "bad" {
  depends_on = [terraform_data.quick]
  provisioner "local-exec" { command = "echo password=hunter2secret; exit 3" }
}`,
  );
  room.run();
  const job = room.platform.queue({ blueprint: 'failing' });
  expect(await ended(job)).toMatchObject({
    outcome: 'FAILED',
    errorMessage: expect.stringContaining('exit status 3'),
  });
  expect(JSON.stringify([job.events, job.outcome])).not.toContain('hunter2secret');
  expect(room.platform.siteOf(job.siteId).versions.at(-1)!.text).toContain('"quick"');
});

test('a lease that cannot be renewed stops Terraform, and nothing is reported', async () => {
  room.blueprint('slow', slow);
  room.run();
  const job = room.platform.queue({ blueprint: 'slow' });
  await saysThat(job, 'Provisioning with');
  job.status = 'DONE';
  room.platform.faults.silent = true;
  await until('an end of Terraform', () => processesUnder(room.folder).length === 0, 12);
  expect(job.outcome).toBeUndefined();
}, 60_000);

test('a job that another runner has taken is stopped at once', async () => {
  room.blueprint('slow', slow);
  room.run();
  const job = room.platform.queue({ blueprint: 'slow' });
  await saysThat(job, 'Provisioning with');
  job.fence += 1;
  await until('an end of Terraform', () => processesUnder(room.folder).length === 0, 8);
  expect(job.outcome).toBeUndefined();
}, 60_000);

test('batches that are sent twice count once', async () => {
  room.platform.faults.loseAnswers = 3;
  room.blueprint(
    'chatty',
    `
resource "terraform_data" "x" {
  provisioner "local-exec" { command = "i=1; while [ $i -le 3000 ]; do echo line $i; i=$((i+1)); done" }
}`,
  );
  room.run();
  const job = room.platform.queue({ blueprint: 'chatty' });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
  const lines = job.events.flatMap(({ message }) => /^line (\d+)$/.exec(message)?.[1] ?? []).map(Number);
  expect(lines).toEqual(Array.from({ length: 3000 }, (_, index) => index + 1));
  expect(room.platform.appends.filter(({ known }) => known > 0)).not.toEqual([]);
  expect(Math.max(...room.platform.appends.map(({ events }) => events))).toBeLessThanOrEqual(500);
}, 60_000);

test('a state that somebody else has locked fails the deployment with the holder', async () => {
  room.run();
  const siteId = randomUUID();
  Object.assign(room.platform.siteOf(siteId), {
    lock: { ID: 'x', Who: 'owner@laptop', Operation: 'Apply' },
    lockFence: 9,
  });
  const job = room.platform.queue({ siteId, variables: website(siteId, 'Locked') });
  expect(await ended(job)).toMatchObject({
    outcome: 'FAILED',
    errorMessage: expect.stringContaining('owner@laptop'),
  });
});

test('without Terraform the runner says what to install, and works as soon as it is there', async () => {
  const bin = join(room.folder, 'bin');
  room.run({ TERRAFORM_BIN: bin });
  const { unable } = await until('a word about it', () => room.platform.reports.at(-1));
  expect(unable).toMatch(/Terraform or OpenTofu/);
  writeFileSync(bin, '#!/bin/sh\nexec terraform "$@"\n', { mode: 0o755 });
  room.blueprint('quick', 'resource "terraform_data" "x" {}');
  const job = room.platform.queue({ blueprint: 'quick' });
  expect(await ended(job)).toMatchObject({ outcome: 'COMPLETED' });
}, 60_000);

test('Terraform sees nothing of the runner’s environment', async () => {
  room.blueprint(
    'environment',
    `
resource "terraform_data" "x" {
  provisioner "local-exec" { command = "env | sort | sed 's/=.*//' | tr '\\n' ' '" }
}`,
  );
  process.env['HOSTERIZER_TEST_SECRET'] = 'x';
  room.run();
  const job = room.platform.queue({ blueprint: 'environment' });
  await ended(job);
  const seen = job.events.find(({ message }) => message.startsWith('CHECKPOINT_DISABLE '))!.message;
  expect(
    seen
      .trim()
      .split(' ')
      .filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)),
  ).toEqual([
    'CHECKPOINT_DISABLE',
    'GOGC',
    'HOME',
    'HOSTERIZER_LOCALCTL',
    'HOSTERIZER_NODE',
    'NODE_COMPILE_CACHE',
    'PATH',
    'PLUGIN_UNIX_SOCKET_DIR',
    'TF_CLI_CONFIG_FILE',
    'TF_INPUT',
    'TF_IN_AUTOMATION',
    'TMPDIR',
  ]);
  delete process.env['HOSTERIZER_TEST_SECRET'];
  await until('an empty work folder', () => !existsSync(join(room.folder, 'work/sites', job.siteId)));
});
