/** Sites on their way to a newer version of their blueprint. The sweep runs in the stage too, as it does in a process beside this one. */
import { newId } from '@hosterizer/kit/ids';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { advanceUpgrades } from '../src/upgrades/advance.ts';
import { Finish, setStage, type Stage } from './order.ts';
import { ended, environmentOf, publish } from './ordering.ts';

let stage: Stage;
let to: number;
beforeAll(async () => {
  stage = await setStage();
  to = Number((await publish(stage, 'website', ['LOCAL'])).split('@')[1]);
});
afterAll(() => stage?.close());
afterEach(async () => {
  await stage.world.owner.query(`update deployments.upgrade set status = 'COMPLETED'`);
  await stage.world.owner.query(
    `update deployments.deployment set status = 'CANCELLED' where status in ('QUEUED', 'RUNNING')`,
  );
  await stage.world.owner.query(`update sites.site set deleted_at = now()`);
  await stage.emptyQueue();
});

const shown = `id status reason toVersion { id }
  waves { number sites waiting deploying completed failed skipped }
  sites(first: 100) { edges { node { site { id } wave fromVersion status reason deployment { id cause requestedBy { id } } } } }`;
const Start = `mutation ($input: StartUpgradeInput!) { startUpgrade(input: $input) { ${shown} } }`;
const Stop = `mutation ($id: ID!) { stopUpgrade(id: $id) { ${shown} } }`;
const Resume = `mutation ($id: ID!) { resumeUpgrade(id: $id) { ${shown} } }`;
const Preview = `query ($input: StartUpgradeInput!) { upgradePreview(input: $input) { number sites waiting } }`;
const One = `query ($id: ID!) { upgrade(id: $id) { ${shown} } }`;

const administrator = staff();
const ask = (query: string, variables: Record<string, unknown>) => stage.as(administrator)(query, variables);

/** Live sites of version 1, each of a customer of its own unless one is given. */
async function built(count: number, customer?: string): Promise<string[]> {
  const ids: string[] = [];
  for (let each = 0; each < count; each += 1) {
    const siteId = await stage.site(customer ?? (await stage.world.customer()), { status: 'ACTIVE' });
    await stage.world.owner.query(
      `with site as (update sites.site set blueprint_version = 1 where id = $1 returning *)
       insert into deployments.deployment (customer_id, id, site_id, number, type, status, phase, site_status_before,
         variables, blueprint, cloud_provider)
       select customer_id, $2, id, 1, 'CREATE', 'COMPLETED', 'FINISHED', 'PENDING', '{}', blueprint, cloud_provider
       from site`,
      [siteId, newId()],
    );
    ids.push(siteId);
  }
  return ids;
}

async function start(input: object = {}) {
  const { data, code, message } = await ask(Start, {
    input: { blueprint: 'website', waves: [1, 100], ...input },
  });
  if (code) throw new Error(`${code}: ${message}`);
  const { id } = data!['startUpgrade'];
  return { id, now: async () => (await ask(One, { id })).data!['upgrade'] };
}

type Upgrade = Awaited<ReturnType<typeof start>>;

/** Sweeps until the upgrade is so. */
async function until(upgrade: Upgrade, so: (now: any) => boolean): Promise<any> {
  let now: any;
  await eventually(async () => {
    await advanceUpgrades(stage.db, (work) => work());
    now = await upgrade.now();
    return so(now);
  });
  return now;
}

const inStatus = (now: any, status: string) =>
  now.sites.edges.map(({ node }: any) => node).filter((site: any) => site.status === status);

/** The deployments under way come to their end, in whatever order their jobs are given out. */
async function finish(now: any, outcome = 'COMPLETED'): Promise<void> {
  const underWay = new Set(inStatus(now, 'DEPLOYING').map(({ deployment }: any) => deployment.id));
  while (underWay.size > 0) {
    const { job, say } = (await stage.claim())!;
    await say(Finish, { outcome, error: outcome === 'FAILED' ? 'It broke.' : null });
    underWay.delete(job.deploymentId);
  }
}

const versionOf = async (siteId: string) =>
  (await stage.world.owner.query(`select blueprint_version from sites.site where id = $1`, [siteId])).rows[0]
    .blueprint_version;

test('goes wave by wave to the end, and nothing is begun before the wave before is over', async () => {
  const sites = await built(5);
  const upgrade = await start({ waves: [20, 60, 100], atOnce: 2 });
  const first = await until(upgrade, (now) => inStatus(now, 'DEPLOYING').length > 0);
  expect(first.waves.map(({ sites: count }: any) => count)).toEqual([1, 2, 2]);
  expect(inStatus(first, 'DEPLOYING')).toMatchObject([
    {
      site: { id: sites[0] },
      wave: 1,
      fromVersion: 1,
      deployment: { cause: 'UPGRADE', requestedBy: { id: administrator.id } },
    },
  ]);
  expect(await versionOf(sites[0]!)).toBe(to);
  expect(await versionOf(sites[1]!)).toBe(1);

  let now = first;
  for (const wave of [2, 3]) {
    await finish(now);
    now = await until(upgrade, (is) => inStatus(is, 'DEPLOYING').length === 2);
    expect(inStatus(now, 'DEPLOYING').map((site: any) => site.wave)).toEqual([wave, wave]);
  }
  await finish(now);
  now = await until(upgrade, ({ status }) => status === 'COMPLETED');
  expect(inStatus(now, 'COMPLETED')).toHaveLength(5);
  for (const site of sites) expect(await versionOf(site)).toBe(to);
});

test('stops where more fail than may, says why, and goes on with the others when it is resumed', async () => {
  await built(3);
  const upgrade = await start({ waves: [33, 100] });
  const begun = await until(upgrade, (now) => inStatus(now, 'DEPLOYING').length === 1);
  await finish(begun, 'FAILED');
  const stopped = await until(upgrade, ({ status }) => status === 'STOPPED');
  expect(stopped.reason).toMatch(/^A site has failed\./);
  expect(inStatus(stopped, 'FAILED')).toMatchObject([{ reason: 'It broke.' }]);
  expect(inStatus(stopped, 'WAITING')).toHaveLength(2);

  expect((await ask(Resume, { id: upgrade.id })).data!['resumeUpgrade']).toMatchObject({ reason: null });
  await finish(await until(upgrade, (now) => inStatus(now, 'DEPLOYING').length === 2));
  const over = await until(upgrade, ({ status }) => status === 'COMPLETED');
  expect(over.waves.map(({ failed, completed }: any) => [failed, completed])).toEqual([
    [1, 0],
    [0, 2],
  ]);
});

test('bears as many failures as it may', async () => {
  await built(2);
  const upgrade = await start({ waves: [50, 100], mostFailures: 1 });
  await finish(await until(upgrade, (now) => inStatus(now, 'DEPLOYING').length === 1), 'FAILED');
  await finish(await until(upgrade, (now) => inStatus(now, 'DEPLOYING').length === 1));
  expect(await until(upgrade, ({ status }) => status === 'COMPLETED')).toMatchObject({ reason: null });
});

test('begins nothing more once somebody stops it, and notes how those end that were under way', async () => {
  await built(4);
  const upgrade = await start({ waves: [50, 100] });
  const begun = await until(upgrade, (now) => inStatus(now, 'DEPLOYING').length === 2);
  expect((await ask(Stop, { id: upgrade.id })).data!['stopUpgrade']).toMatchObject({
    status: 'STOPPED',
    reason: 'Somebody has stopped it.',
  });
  await finish(begun);
  const now = await until(upgrade, (is) => inStatus(is, 'COMPLETED').length === 2);
  expect(now).toMatchObject({ status: 'STOPPED' });
  expect(inStatus(now, 'WAITING')).toHaveLength(2);
  expect((await ask(Stop, { id: upgrade.id })).code).toBe('CONFLICT');
});

test('waits for a busy site, passes over a suspended customer and a site that is gone, and fails at a configuration that does not fit', async () => {
  const owner = stage.world.owner;
  const [busy, suspended, gone, misfit] = await built(4);
  const customerOf = async (site: string) =>
    (await owner.query(`select customer_id from sites.site where id = $1`, [site])).rows[0].customer_id;
  const busyCustomer = await customerOf(busy!);
  const { data } = await stage.as(member(busyCustomer))(
    `mutation ($id: ID!) { deploySite(input: { siteId: $id }) { id } }`,
    { id: busy },
  );
  const upgrade = await start({ waves: [100], mostFailures: 5, atOnce: 1 });
  await owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [
    await customerOf(suspended!),
  ]);
  await owner.query(`update sites.site set configuration = '{"title":""}' where id = $1`, [misfit]);
  await until(upgrade, (now) => now.waves.length === 1);
  await owner.query(`update sites.site set deleted_at = now() where id = $1`, [gone]);
  const now = await until(upgrade, (is) => inStatus(is, 'WAITING').length === 1);
  const become = Object.fromEntries(
    now.sites.edges.map(({ node }: any) => [node.site.id, [node.status, node.reason]]),
  );
  expect(become).toMatchObject({
    [busy!]: ['WAITING', null],
    [suspended!]: ['SKIPPED', 'The customer is not active.'],
    [misfit!]: ['FAILED', expect.stringMatching(/^configuration\.title: /)],
  });
  expect(['SKIPPED', 'FAILED']).toContain(become[gone!][0]);
  await ended(stage, data!['deploySite'].id);
  await finish(await until(upgrade, (is) => inStatus(is, 'DEPLOYING').length === 1));
  await until(upgrade, ({ status }) => status === 'COMPLETED');
});

test('takes the environments and the customer that it is told, and leaves sites that are as new', async () => {
  const acme = await stage.world.customer();
  const [production, newer] = await built(2, acme);
  await built(1);
  const staging = await environmentOf(stage, production!, 'STAGING');
  await stage.world.owner.query(
    `update sites.site set status = 'ACTIVE', blueprint_version = 1 where id = $1`,
    [staging],
  );
  await stage.world.owner.query(`update sites.site set blueprint_version = $2 where id = $1`, [newer, to]);
  const upgrade = await start({ customerId: acme, environments: ['PRODUCTION'], waves: [100] });
  const now = await until(upgrade, (is) => inStatus(is, 'DEPLOYING').length > 0);
  expect(now.sites.edges.map(({ node }: any) => node.site.id)).toEqual([production]);
});

test('is told beforehand in the waves in which it then goes', async () => {
  const acme = await stage.world.customer();
  await built(3, acme);
  const [newer] = await built(2);
  await stage.world.owner.query(`update sites.site set blueprint_version = $2 where id = $1`, [newer, to]);
  const preview = async (input: object) =>
    (await ask(Preview, { input: { blueprint: 'website', waves: [30, 100], ...input } })).data![
      'upgradePreview'
    ];
  expect(await preview({})).toEqual([
    { number: 1, sites: 2, waiting: 2 },
    { number: 2, sites: 2, waiting: 2 },
  ]);
  expect(await preview({ customerId: acme, waves: [100] })).toEqual([{ number: 1, sites: 3, waiting: 3 }]);
  expect(await preview({ environments: ['STAGING'] })).toEqual([]);
  const upgrade = await start({ waves: [30, 100] });
  const { waves } = await until(upgrade, (now) => now.waves.length > 0);
  expect(waves.map(({ sites }: any) => sites)).toEqual([2, 2]);

  expect(await ask(Preview, { input: { blueprint: 'website', waves: [5] } })).toMatchObject({
    ...{ code: 'VALIDATION_ERROR', details: { field: 'waves' } },
  });
  const support = await stage.as(staff('support'))(Preview, { input: { blueprint: 'website' } });
  expect(support.data).toBeTruthy();
  const customer = stage.as(member(acme));
  expect(await customer(Preview, { input: { blueprint: 'website' } })).toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
});

test('two sweeps at once deploy a site once', async () => {
  await built(6);
  const upgrade = await start({ waves: [100], atOnce: 6 });
  await until(upgrade, ({ waves }) => waves.length === 1);
  await Promise.all([1, 2, 3].map(() => advanceUpgrades(stage.db, (work) => work())));
  const now = await until(upgrade, (is) => inStatus(is, 'DEPLOYING').length === 6);
  const deployments = new Set(now.sites.edges.map(({ node }: any) => node.deployment.id));
  expect(deployments.size).toBe(6);
  expect(inStatus(now, 'FAILED')).toEqual([]);
});

test.each([
  ['no blueprint of that name', { blueprint: 'castle' }, 'blueprint'],
  ['a version that there is not', { toVersion: 99 }, 'toVersion'],
  ['waves that do not rise', { waves: [10, 10, 100] }, 'waves'],
  ['waves that do not come to the end', { waves: [10, 50] }, 'waves'],
  ['no wave', { waves: [] }, 'waves'],
  ['nothing at once', { atOnce: 0 }, 'atOnce'],
  ['no environment', { environments: [] }, 'environments'],
])('refuses %s', async (_what, input, field) => {
  const answer = await ask(Start, { input: { blueprint: 'website', ...input } });
  expect(answer).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
});

test('is for the platform’s administrators alone, one of a blueprint at a time', async () => {
  const upgrade = await start();
  expect(await ask(Start, { input: { blueprint: 'website' } })).toMatchObject({ code: 'CONFLICT' });
  const customer = await stage.world.customer();
  for (const viewer of [member(customer), staff('support')])
    expect(await stage.as(viewer)(Stop, { id: upgrade.id })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  expect(await stage.as(member(customer))(One, { id: upgrade.id })).toMatchObject({
    code: 'AUTHORIZATION_ERROR',
  });
});
