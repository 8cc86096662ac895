/** What a job may be besides a deployment that goes through: approved later, found stale, compared, taken over. */
import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, openRoom, processesUnder, until } from './room.ts';
import { website, type TestJob } from './platform.ts';

let room: Awaited<ReturnType<typeof openRoom>>;
beforeEach(async () => void (room = await openRoom()));
afterEach(() => room.close());

const counted = `
variable "count_of" { type = number }
resource "terraform_data" "x" {
  count = var.count_of
  provisioner "local-exec" { command = "echo made ${'${count.index}'}" }
}
output "count" { value = var.count_of }`;

const text = (job: TestJob) => job.events.map(({ message }) => message).join('\n');
const headOf = ({ versions }: ReturnType<typeof room.platform.siteOf>) => {
  const { lineage, serial } = versions.at(-1)!;
  return { lineage, serial: String(serial) };
};

/** A second runner with a folder and a label of its own. */
const runElsewhere = () =>
  room.run({
    HOSTERIZER_RUNNER_NAME: 'elsewhere',
    HOSTERIZER_RUNNER_DATA: join(room.folder, 'elsewhere'),
    HOSTERIZER_RUNNER_LABELS: 'elsewhere',
  });

test('a plan that needs leave waits with its file, and a runner elsewhere applies exactly that plan', async () => {
  room.blueprint('counted', counted);
  room.run();
  runElsewhere();
  const siteId = randomUUID();
  const planned = room.platform.queue({
    ...{ siteId, blueprint: 'counted', variables: { count_of: 2 }, verdict: 'WAIT' },
  });
  expect(await ended(planned)).toEqual({ outcome: 'PLANNED' });
  expect(planned.plan).toMatchObject({ add: 2, lineage: null, serial: null });
  expect(text(planned)).not.toContain('Applying');
  const site = room.platform.siteOf(siteId);
  expect([site.versions, site.lock]).toEqual([[], null]);

  const applied = room.platform.queue({
    ...{ kind: 'APPLY', siteId, blueprint: 'counted', requires: ['elsewhere'], file: planned.file! },
    // What was approved is what is in the file, whatever the variables say by now.
    ...{ variables: { count_of: 5 }, approvedPlan: { lineage: null, serial: null } },
  });
  expect(await ended(applied)).toEqual({ outcome: 'COMPLETED', outputs: { count: 2 } });
  expect(text(applied)).toMatch(/made 0|made 1/);
  expect(applied.events.filter(({ kind }) => kind === 'PHASE').map(({ phase }) => phase)).toEqual([
    'APPLYING',
  ]);
  expect(JSON.parse(site.versions.at(-1)!.text)).toMatchObject({ resources: [{ instances: [{}, {}] }] });
  await until('empty folders', () => readdirSync(join(room.folder, 'elsewhere/sites')).length === 0);
}, 60_000);

test('an approved plan is applied to no other state, whether the runner notices or Terraform', async () => {
  room.blueprint('counted', counted);
  room.run();
  const siteId = randomUUID();
  const queue = (job: Partial<TestJob>) => room.platform.queue({ siteId, blueprint: 'counted', ...job });
  await ended(queue({ variables: { count_of: 1 } }));
  const site = room.platform.siteOf(siteId);
  const before = headOf(site);
  const planned = queue({ type: 'UPDATE', variables: { count_of: 3 }, verdict: 'WAIT' });
  expect(await ended(planned)).toEqual({ outcome: 'PLANNED' });
  expect(planned.plan).toMatchObject({ ...before, add: 2 });
  await ended(queue({ type: 'UPDATE', variables: { count_of: 2 } }));
  const versions = site.versions.length;

  const approved = { kind: 'APPLY', type: 'UPDATE', file: planned.file! } as const;
  const seen = queue({ ...approved, approvedPlan: before });
  expect(await ended(seen)).toEqual({ outcome: 'STALE' });
  expect(text(seen)).not.toContain('Saved plan is stale');
  const unseen = queue({ ...approved, approvedPlan: headOf(site) });
  expect(await ended(unseen)).toEqual({ outcome: 'STALE' });
  expect(text(unseen)).toContain('Saved plan is stale');
  expect(site.versions).toHaveLength(versions);
  expect(site.lock).toBeNull();
}, 60_000);

test('a drift check finds a dead process and an edited page, says nothing and changes nothing', async () => {
  room.run();
  const siteId = randomUUID();
  const variables = website(siteId, 'As ordered');
  await ended(room.platform.queue({ siteId, variables }));
  const site = room.platform.siteOf(siteId);
  const versions = site.versions.length;
  const check = async () => {
    const job = room.platform.queue({ kind: 'DRIFT', type: 'UPDATE', deploymentId: null, siteId, variables });
    expect(await ended(job)).toEqual({ outcome: 'COMPLETED', outputs: {} });
    expect(job.events).toEqual([]);
    return job.plan!;
  };
  expect(await check()).toMatchObject({ resources: [], add: 0, change: 0, destroy: 0 });

  const [server] = processesUnder(join(room.folder, 'sites', siteId));
  process.kill(server!, 'SIGKILL');
  const dead = await check();
  expect(dead.resources.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'REPLACE module.compute.terraform_data.process',
  ]);
  writeFileSync(pageOf(siteId), '{"title":"Edited","body":""}');
  expect((await check()).resources.length).toBeGreaterThan(1);
  expect(processesUnder(join(room.folder, 'sites', siteId))).toEqual([]);
  expect([site.versions.length, site.lock]).toEqual([versions, null]);
}, 60_000);

const pageOf = (siteId: string) => join(room.folder, 'sites', siteId, 'content/site.json');

test('what was edited is adopted, and is no drift from then on', async () => {
  room.run();
  const siteId = randomUUID();
  const variables = website(siteId, 'As ordered');
  const { outputs } = await ended(room.platform.queue({ siteId, variables }));
  const { site_url: url } = outputs as { site_url: string };
  writeFileSync(pageOf(siteId), '{"title":"Edited","body":""}');
  const drift = () =>
    room.platform.queue({ kind: 'DRIFT', type: 'UPDATE', deploymentId: null, siteId, variables });
  const found = drift();
  await ended(found);
  expect(found.plan!.resources).not.toEqual([]);

  const adopted = room.platform.queue({ type: 'UPDATE', refreshOnly: true, siteId, variables });
  expect(await ended(adopted)).toMatchObject({ outcome: 'COMPLETED', outputs: { site_url: url } });
  expect(adopted.plan).toMatchObject({ add: 0, change: 0, destroy: 0 });
  const again = drift();
  await ended(again);
  expect(again.plan!.resources).toEqual([]);
  expect(await (await fetch(url)).text()).toContain('Edited');
}, 60_000);
