import { member } from '@hosterizer/kit/testing';
import { inTenant } from '@hosterizer/kit/tenancy';
import { queueAdopt, queueReconcile, queueRevive } from '../src/orders.ts';
import { requesterOf, thePlatform } from '../src/requester.ts';
import { Cancel, Deploy, setStage, type Stage } from './order.ts';
import { DeployWith, ended, environmentOf, order, Retry, setVariables } from './ordering.ts';
import { approvalOf, endJobs, runnerFor, somePlan, waiting } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => endJobs(stage));

const Delete = `mutation ($id: ID!) { deleteSite(id: $id) { latestDeployment { id type } } }`;

/** A site that was deployed once, and somebody who may do everything with it. */
async function built() {
  const queued = await stage.queued();
  await ended(stage, queued.id);
  const deploy = async () =>
    (await queued.ask(Deploy, { id: queued.siteId })).data!['deploySite'].id as string;
  return { ...queued, deploy };
}

describe('deploySite', () => {
  test('gives the runner the order with its plain variables, and secrets apart', async () => {
    const customer = await stage.world.customer();
    const siteId = await stage.site(customer);
    await setVariables(stage, siteId, { API_URL: 'http://api.test', TOKEN: { secret: 'swordfish' } });
    const { name } = await order(stage, siteId);
    await stage.as(member(customer))(Deploy, { id: siteId });
    // What is changed afterwards is for the next deployment.
    await order(stage, siteId, { configuration: { title: 'Later' } });
    const { job } = (await stage.claim())!;
    expect(job.variables).toEqual({
      ...{ site_id: siteId, site_name: name, customer_id: customer, region: 'local', instance_type: 'SMALL' },
      tags: { site: name, environment: 'production', managed_by: 'hosterizer' },
      configuration: { title: 'T', body: 'B' },
      variables: { API_URL: 'http://api.test' },
    });
    expect(job.secrets).toEqual({ TOKEN: 'swordfish' });
  });

  test.each([
    ['STAGING', 'staging'],
    ['DEVELOPMENT', 'development'],
  ])('names the site after its environment %s', async (environment, word) => {
    const customer = await stage.world.customer();
    const production = await stage.site(customer);
    const siteId = await environmentOf(stage, production, environment);
    const { name } = await order(stage, siteId);
    await stage.as(member(customer))(Deploy, { id: siteId });
    const { job } = (await stage.claim())!;
    expect(job.variables).toMatchObject({
      ...{ site_name: `${name}-${word}`, tags: { site: name, environment: word } },
    });
  });

  test.each([
    ['NEVER', false, 'PROCEED'],
    ['NEVER', true, 'WAIT'],
    ['DESTRUCTIVE', false, 'WAIT'],
    ['ALWAYS', false, 'WAIT'],
  ])(
    'under the site’s policy %s, approval required: %s, may %s',
    async (policy, requireApproval, verdict) => {
      const customer = await stage.world.customer();
      const siteId = await stage.site(customer);
      await order(stage, siteId, { approval_policy: policy });
      const ask = stage.as(member(customer));
      const { id } = (await ask(DeployWith, { input: { siteId, requireApproval } })).data!['deploySite'];
      expect(await (await runnerFor(stage, { id })).verdict(somePlan)).toBe(verdict);
    },
  );

  test('gives the runner the trace of the request', async () => {
    const customer = await stage.world.customer();
    for (const [traceId, parent] of [
      ['0af7651916cd43dd8448eb211c80319c', /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/],
      ['no trace', null],
    ] as const) {
      await stage.as(member(customer), { traceId })(Deploy, { id: await stage.site(customer) });
      const { traceParent } = (await stage.claim())!.job;
      if (parent) expect(traceParent).toMatch(parent);
      else expect(traceParent).toBeNull();
    }
  });
});

test('a deletion waits for leave where the policy asks for it', async () => {
  const { ask, siteId } = await built();
  await order(stage, siteId, { approval_policy: 'DESTRUCTIVE' });
  const { latestDeployment } = (await ask(Delete, { id: siteId })).data!['deleteSite'];
  const runner = await runnerFor(stage, latestDeployment);
  expect(runner.job).toMatchObject({ kind: 'DESTROY', type: 'DELETE' });
  expect(await runner.verdict(somePlan)).toBe('WAIT');
  await runner.putFile(Buffer.from('plan'));
  await runner.finish('PLANNED');
  await ask(`mutation ($id: ID!) { rejectDeployment(id: $id, reason: "Keep it.") { id } }`, latestDeployment);
  expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'ACTIVE' });
});

describe('retryDeployment', () => {
  test.each(['FAILED', 'CANCELLED'])(
    'queues the same order once more after one that is %s',
    async (outcome) => {
      const { ask, siteId, deploy } = await built();
      await order(stage, siteId, { approval_policy: 'ALWAYS', configuration: { title: 'Second' } });
      const id = await deploy();
      await ended(stage, id, outcome);
      await order(stage, siteId, { approval_policy: 'NEVER', configuration: { title: 'Third' } });

      const retried = (await ask(Retry, { id })).data!['retryDeployment'];
      expect(retried).toMatchObject({
        number: 3,
        type: 'UPDATE',
        status: 'QUEUED',
        cause: 'RETRY',
        basedOn: { id },
      });
      const runner = await runnerFor(stage, retried);
      expect(runner.job).toMatchObject({ kind: 'PLAN', variables: { configuration: { title: 'Second' } } });
      // The leave that it needed then it needs now.
      expect(await runner.verdict(somePlan)).toBe('WAIT');
      expect((await stage.world.deedsAt(retried.id))[0]).toMatchObject({ operation: 'retryDeployment' });
    },
  );

  test('does not go back behind a newer one, and says which that is', async () => {
    const { ask, deploy } = await built();
    const failed = await deploy();
    await ended(stage, failed, 'FAILED');
    await ended(stage, await deploy());
    expect(await ask(Retry, { id: failed })).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('Deployment 3 of this site is newer than 2') },
    });
  });

  test('is for what failed or was cancelled, and once', async () => {
    const { ask, id, deploy } = await built();
    expect(await ask(Retry, { id })).toMatchObject({ code: 'CONFLICT' });
    const next = await deploy();
    expect(await ask(Retry, { id: next })).toMatchObject({ code: 'CONFLICT' });
    await ask(Cancel, { id: next });
    const answers = await Promise.all([ask(Retry, { id: next }), ask(Retry, { id: next })]);
    expect(answers.map(({ code }) => code ?? 'ok').sort()).toEqual(['CONFLICT', 'ok']);
  });

  test('of a deletion is for those who may delete', async () => {
    const { ask, siteId, customer } = await built();
    const { id } = (await ask(Delete, { id: siteId })).data!['deleteSite'].latestDeployment;
    await ask(Cancel, { id });
    const key = { ...member(customer), scopes: ['deployments:read', 'deployments:write'] };
    expect(await stage.as(key)(Retry, { id })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    expect((await ask(Retry, { id })).data!['retryDeployment']).toMatchObject({ type: 'DELETE' });
    expect((await stage.claim())!.job.kind).toBe('DESTROY');
  });

  test('finds none of another tenant’s, and nothing for a customer that is suspended', async () => {
    const { customer, deploy, ask } = await built();
    const id = await deploy();
    await ask(Cancel, { id });
    const stranger = stage.as(member(await stage.world.customer()));
    expect(await stranger(Retry, { id })).toMatchObject({ code: 'NOT_FOUND' });
    await stage.world.owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [
      customer,
    ]);
    expect(await ask(Retry, { id })).toMatchObject({ code: 'CONFLICT' });
  });
});

test('the next deployment of a site lets the plan files of the one before go', async () => {
  const { ask, id, siteId, customer } = await waiting(stage);
  const files = async () =>
    (
      await stage.world.owner.query(
        `select file is not null as kept from deployments.plan where deployment_id = $1`,
        [id],
      )
    ).rows;
  await ask(Cancel, { id });
  expect(await files()).toEqual([{ kept: true }]);
  await stage.as(member(customer))(Deploy, { id: siteId });
  expect(await files()).toEqual([{ kept: false }]);
});

describe('what was built last', () => {
  const by = requesterOf({ viewer: member('nobody'), traceId: '' });
  test.each([
    ['reconciled', 'RECONCILE', queueReconcile, by, false],
    ['adopted', 'ADOPT', queueAdopt, by, true],
    ['revived', 'REVIVE', queueRevive, thePlatform, false],
  ] as const)(
    'is %s as it was built, whatever is ordered by now',
    async (_title, cause, queue, who, refreshOnly) => {
      const { customer, siteId, id } = await built();
      await order(stage, siteId, { configuration: { title: 'Not yet' }, instance_size: 'LARGE' });
      const queued = await inTenant(stage.db, customer, (tx) => queue(tx, siteId, who));
      expect(queued).toMatchObject({
        cause,
        refreshOnly,
        requestedBy: who.id,
        basedOn: refreshOnly ? null : id,
      });
      const { job } = (await stage.claim())!;
      expect(job).toMatchObject({
        ...{ kind: 'PLAN', type: 'UPDATE', refreshOnly },
        variables: { configuration: { title: 'T' }, instance_type: 'SMALL' },
      });
    },
  );

  test('is nothing where nothing was built, and waits for a deployment that is active', async () => {
    const customer = await stage.world.customer();
    const reconcile = (siteId: string, of = customer) =>
      inTenant(stage.db, of, (tx) => queueReconcile(tx, siteId, by));
    const siteId = await stage.site(customer);
    await expect(reconcile(siteId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(reconcile(siteId, await stage.world.customer())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const active = await built();
    await active.deploy();
    await expect(reconcile(active.siteId, active.customer)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await approvalOf(active.ask, active.id)).toMatchObject({ status: 'COMPLETED' });
  });
});
