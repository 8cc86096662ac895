/** Nothing is queued for a cloud that would refuse it, and a job gets what its cloud takes. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownTerraform } from '@hosterizer/kit/blueprints';
import { member } from '@hosterizer/kit/testing';
import { makeClouds } from '../src/clouds/clouds.ts';
import { makeAskingFirst } from '../src/clouds/gate.ts';
import { sweepDrift } from '../src/drift-schedule.ts';
import { startClouds, stsError, ec2Error, type CloudServer } from './cloud-server.ts';
import { Cancel, Deploy, Finish, setStage, type Stage } from './order.ts';
import { DeployWith, ended, environmentOf, Promote, Retry, RollBack } from './ordering.ts';
import { Approve, endJobs, runnerAt, somePlan } from './planning.ts';

let terraform: string;
let clouds: CloudServer;
let stage: Stage;
beforeAll(async () => {
  terraform = mkdtempSync(join(tmpdir(), 'hosterizer-blueprints-'));
  const of = (root: string) => join(root, 'blueprints/website/blueprint.json');
  cpSync(of(ownTerraform), of(terraform));
  const blueprint = JSON.parse(readFileSync(of(terraform), 'utf8'));
  blueprint.providers = { LOCAL: 'local', AWS: 'aws' };
  writeFileSync(of(terraform), JSON.stringify(blueprint));
  clouds = await startClouds();
  stage = await setStage({ cloudEndpoints: clouds.endpoints, terraformDir: terraform });
});
afterAll(async () => {
  await stage?.close();
  await clouds?.close();
  rmSync(terraform, { recursive: true, force: true });
});
afterEach(async () => {
  delete clouds.instead.sts;
  delete clouds.instead.ec2;
  await endJobs(stage);
});

const Connect = `mutation ($input: SetCloudCredentialInput!) { setCloudCredential(input: $input) { id status } }`;
const CheckDrift = `mutation ($id: ID!) { checkDrift(siteId: $id) { id status } }`;
const Reconcile = `mutation ($id: ID!) { reconcileDrift(siteId: $id) { id } }`;
const Adopt = `mutation ($id: ID!) { adoptDrift(siteId: $id) { id } }`;
const Delete = `mutation ($id: ID!) { deleteSite(id: $id) { id } }`;
const List = `{ cloudCredentials { status reason checkedAt } }`;

async function customer() {
  const id = await stage.world.customer();
  const ask = stage.as(member(id));
  const siteId = await stage.site(id, { cloudProvider: 'AWS' });
  const deploy = () => ask(Deploy, { id: siteId });
  const connect = () => ask(Connect, { input: { cloudProvider: 'AWS', aws: clouds.good.aws } });
  /** As if the cloud had been asked longer ago. */
  const later = (ago = '11 minutes') =>
    stage.world.owner.query(
      `update deployments.cloud_credential set asked_at = asked_at - $2::interval where customer_id = $1`,
      [id, ago],
    );
  const jobs = async () => {
    const { rows } = await stage.world.owner.query(`select id from deployments.job where customer_id = $1`, [
      id,
    ]);
    return rows.length;
  };
  return { id, ask, siteId, deploy, connect, later, jobs };
}

/** A site that stands at AWS. */
async function built() {
  const made = await customer();
  await made.connect();
  const deploymentId = (await made.deploy()).data!['deploySite'].id as string;
  await ended(stage, deploymentId);
  return { ...made, deploymentId };
}

const expired = { status: 403, body: stsError('ExpiredToken') };

test('a site at a cloud that is not connected is not queued, and says what to do', async () => {
  const { deploy, jobs } = await customer();
  expect(await deploy()).toMatchObject({
    code: 'CONFLICT',
    message: expect.stringMatching(/^Connect AWS first: /),
  });
  expect(await jobs()).toBe(0);
});

test('what the cloud has said of late is believed; what is older is asked again before anything is queued', async () => {
  const { ask, deploy, connect, later, jobs } = await customer();
  await connect();
  clouds.instead.sts = expired;
  clouds.asked.length = 0;
  const { data } = await deploy();
  expect(data!['deploySite'].status).toBe('QUEUED');
  expect(clouds.asked).toEqual([]);

  await ask(Cancel, { id: data!['deploySite'].id });
  await later();
  expect(await deploy()).toMatchObject({
    code: 'CONFLICT',
    message: 'Connect AWS anew first: The access key has expired.',
  });
  expect(clouds.asked).toEqual(['sts']);
  expect(await jobs()).toBe(1);
  expect((await ask(List)).data!['cloudCredentials']).toMatchObject([{ status: 'REFUSED' }]);
  // It is mended by now, and may be asked again.
  delete clouds.instead.sts;
  await later();
  expect((await deploy()).data!['deploySite'].status).toBe('QUEUED');
});

test('one without power is refused with the right that it lacks', async () => {
  const { deploy, connect, later } = await customer();
  await connect();
  await later();
  clouds.instead.ec2 = { status: 403, body: ec2Error('UnauthorizedOperation') };
  expect((await deploy()).message).toMatch(/^Mend the credential of AWS first: .*ec2:DescribeRegions/);
});

test('a cloud that does not answer keeps nobody from deploying, and is not asked at every turn', async () => {
  const { ask, deploy, connect, later } = await customer();
  await connect();
  await later();
  clouds.instead.sts = null;
  clouds.asked.length = 0;
  const { data } = await deploy();
  expect(data!['deploySite'].status).toBe('QUEUED');
  await ask(Cancel, { id: data!['deploySite'].id });
  expect((await deploy()).data!['deploySite'].status).toBe('QUEUED');
  expect(clouds.asked).toEqual(['sts']);
});

test('whatever queues a job is refused', async () => {
  const { id, ask, siteId, deploymentId, later, jobs } = await built();
  const failed = (await ask(Deploy, { id: siteId })).data!['deploySite'].id as string;
  await ended(stage, failed, 'FAILED');
  const other = await environmentOf(stage, siteId, 'STAGING');
  const before = await jobs();
  await later();
  clouds.instead.sts = expired;
  const asked = [
    [Deploy, { id: siteId }],
    [Retry, { id: failed }],
    [RollBack, { input: { siteId, deploymentId } }],
    [Promote, { input: { siteId, toSiteId: other } }],
    [CheckDrift, { id: siteId }],
    [Reconcile, { id: siteId }],
    [Adopt, { id: siteId }],
    [Delete, { id: siteId }],
  ] as const;
  for (const [query, variables] of asked)
    expect(await ask(query, variables)).toMatchObject({
      code: 'CONFLICT',
      message: 'Connect AWS anew first: The access key has expired.',
    });
  expect(await jobs()).toBe(before);
  const { rows } = await stage.world.owner.query(
    `select count(*)::int as entries from platform.audit_entry where customer_id = $1 and operation = 'deploySite'`,
    [id],
  );
  expect(rows).toEqual([{ entries: 2 }]);
});

test('an approval is refused, and the plan still waits', async () => {
  const { ask, siteId, connect, later } = await customer();
  await connect();
  const { data } = await ask(DeployWith, { input: { siteId, requireApproval: true } });
  const id = data!['deploySite'].id as string;
  const runner = runnerAt(stage, (await stage.claim())!);
  await runner.put(somePlan);
  await runner.putFile(Buffer.from('a plan'));
  await runner.finish('PLANNED');
  await later();
  clouds.instead.sts = expired;
  expect(await ask(Approve, { id })).toMatchObject({ code: 'CONFLICT' });
  delete clouds.instead.sts;
  await later();
  expect((await ask(Approve, { id })).data!['approveDeployment'].phase).toBe('AWAITING_APPROVAL');
});

test('a schedule asks first as well, leaves a check out that would be refused, and moves on', async () => {
  const { siteId, later, jobs } = await built();
  const { owner } = stage.world;
  await owner.query(`update sites.site set status = 'ACTIVE' where id = $1`, [siteId]);
  const due = () =>
    owner.query(
      `insert into deployments.drift_schedule (customer_id, site_id, expression, next_at)
       select customer_id, id, '0 4 * * *', now() - interval '1 minute' from sites.site where id = $1
       on conflict (customer_id, site_id) do update set next_at = excluded.next_at`,
      [siteId],
    );
  const sweep = () => sweepDrift(stage.db, makeAskingFirst(stage.db, makeClouds(clouds.endpoints)));
  const before = await jobs();
  await due();
  await later();
  clouds.instead.sts = expired;
  await sweep();
  expect(await jobs()).toBe(before);
  const { rows } = await owner.query(
    `select next_at > now() as moved from deployments.drift_schedule where site_id = $1`,
    [siteId],
  );
  expect(rows).toEqual([{ moved: true }]);
  delete clouds.instead.sts;
  await later();
  await due();
  await sweep();
  expect(await jobs()).toBe(before + 1);
});

describe('a job', () => {
  test('at a cloud gets its credential under the names that Terraform’s provider looks for', async () => {
    const { deploy, connect } = await customer();
    await connect();
    await deploy();
    const { job } = (await stage.claim())!;
    expect(job.environment).toEqual({
      AWS_ACCESS_KEY_ID: clouds.good.aws.accessKeyId,
      AWS_SECRET_ACCESS_KEY: clouds.good.aws.secretAccessKey,
    });
    expect(JSON.stringify(job.variables)).not.toContain(clouds.good.aws.secretAccessKey);
  });

  test('here gets nothing, and no cloud is asked', async () => {
    const queued = await stage.queued();
    clouds.asked.length = 0;
    const { job } = (await stage.claim())!;
    expect(job).toMatchObject({ deploymentId: queued.id, environment: {} });
    expect(clouds.asked).toEqual([]);
  });

  test.each([
    ['does not open', `update deployments.cloud_credential set sealed = 'rubbish'`, /does not open any more/],
    ['is gone', `delete from deployments.cloud_credential`, /is not connected any more/],
  ])(
    'whose credential %s by the time that a runner asks fails with a sentence',
    async (_title, sql, message) => {
      const { id, ask, deploy, connect } = await customer();
      await connect();
      const deployment = (await deploy()).data!['deploySite'].id;
      await stage.world.owner.query(`${sql} where customer_id = $1`, [id]);
      expect(await stage.claim()).toBeNull();
      const One = `query ($id: ID!) { deployment(id: $id) { status errorMessage } }`;
      const { data } = await ask(One, { id: deployment });
      expect(data!['deployment']).toMatchObject({
        status: 'FAILED',
        errorMessage: expect.stringMatching(message),
      });
    },
  );
});

test('a credential cannot be removed while a deployment there is under way', async () => {
  const { ask, deploy, connect } = await customer();
  await connect();
  await deploy();
  const Remove = `mutation { removeCloudCredential(input: { cloudProvider: AWS }) { id } }`;
  expect(await ask(Remove)).toMatchObject({ code: 'CONFLICT' });
  const { say } = (await stage.claim())!;
  await say(Finish, { outcome: 'COMPLETED' });
  expect((await ask(Remove)).message).toMatch(/1 site stands at AWS/);
});
