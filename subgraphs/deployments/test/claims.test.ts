/** To whom a job is given, and what the runner is told of it. */
import { newId } from '@hosterizer/kit/ids';
import { ClaimJob, Finish, runnerViewer, setStage, type Queued, type Stage } from './order.ts';
import { Approve, runnerAt, waiting } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
// What one test leaves in the queue is nobody else's.
afterEach(() => stage.emptyQueue());

const requiring = ({ id }: Queued, ...labels: string[]) =>
  stage.world.owner.query(`update deployments.job set requires = $2 where deployment_id = $1`, [id, labels]);

describe('claimJob', () => {
  test('gives a job to one runner only, however many ask at once', async () => {
    const { id } = await stage.queued();
    const claims = await Promise.all(Array.from({ length: 5 }, () => stage.claim()));
    expect(claims.filter(Boolean).map((claim) => claim!.job.deploymentId)).toEqual([id]);
  });

  test('says what to build, and the deployment is planning', async () => {
    const { siteId, customer, deployment } = await stage.queued();
    const { job } = (await stage.claim())!;
    expect(job).toMatchObject({ siteId, kind: 'PLAN', type: 'CREATE', nextLine: 1, fence: 1 });
    expect(job).toMatchObject({ refreshOnly: false, secrets: {}, approvedPlan: null });
    expect(job.variables).toMatchObject({
      site_id: siteId,
      customer_id: customer,
      region: 'local',
      instance_type: 'SMALL',
      configuration: { title: 'T', body: 'B' },
    });
    expect(await deployment()).toMatchObject({ status: 'RUNNING', phase: 'PLANNING', runner: 'r1' });
  });

  test('waits for a job and is woken by it', async () => {
    await stage.report();
    const claim = stage.as(runnerViewer())(ClaimJob, { seconds: 10 });
    const { id } = await stage.queued();
    expect((await claim).data!['claimJob'].deploymentId).toBe(id);
  });

  test('gives nothing to a runner that has gone away while it waited', async () => {
    await stage.report();
    const gone = new AbortController();
    const claim = stage.as(runnerViewer(), { left: gone.signal })(ClaimJob, { seconds: 20 });
    gone.abort();
    expect(await claim).toEqual({ data: { claimJob: null } });
    const { id } = await stage.queued();
    expect((await stage.claim())!.job.deploymentId).toBe(id);
  });

  test('is woken when a job has ended that kept another one back', async () => {
    const { customer } = await stage.queued();
    await stage.world.owner.query(
      `insert into deployments.allotment (customer_id, concurrency) values ($1, 1)`,
      [customer],
    );
    const first = (await stage.claim())!;
    const { id } = await stage.queued(customer);
    const claim = stage.as(runnerViewer())(ClaimJob, { seconds: 10 });
    await first.say(Finish, { outcome: 'COMPLETED' });
    expect((await claim).data!['claimJob'].deploymentId).toBe(id);
  });

  test('refuses a runner that has not said who it is', async () => {
    const answer = await stage.as(runnerViewer())(ClaimJob, { runner: 'stranger' });
    expect(answer).toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('reportRunner') });
    await stage.report({ name: 'abroad', pool: 'eu' });
    expect(await stage.as(runnerViewer())(ClaimJob, { runner: 'abroad' })).toMatchObject({
      code: 'CONFLICT',
    });
  });

  test.each([{ draining: true }, { unable: 'Terraform is missing.' }])(
    'gives nothing to %j',
    async (more) => {
      await stage.queued();
      expect(await stage.claim({ name: 'other', ...more })).toBeNull();
    },
  );

  test('gives nothing any more to a runner that has begun to drain while it waited', async () => {
    await stage.report();
    const claim = stage.as(runnerViewer())(ClaimJob, { seconds: 1 });
    await stage.report({ draining: true });
    await stage.queued();
    expect(await claim).toEqual({ data: { claimJob: null } });
  });

  test('gives secrets to the job that needs them, and the database holds them sealed', async () => {
    const { siteId, customer } = await stage.queued();
    const id = newId();
    await stage.world.owner.query(
      `insert into sites.variable (customer_id, id, site_id, name, value, sealed) values
         ($1, $2, $3, 'API_KEY', null, $4), ($1, $5, $3, 'API_URL', 'https://example.test', null)`,
      [customer, id, siteId, stage.world.sealer.seal('swordfish', 'sites.variable.sealed', id), newId()],
    );
    expect((await stage.claim())!.job.secrets).toEqual({ API_KEY: 'swordfish' });
  });

  test('ends what it has no key for, so that it does not keep the others back', async () => {
    const broken = await stage.queued();
    await stage.world.owner.query(
      `insert into sites.variable (customer_id, id, site_id, name, sealed) values ($1, $2, $3, 'API_KEY', $4)`,
      [
        ...[broken.customer, newId(), broken.siteId],
        stage.world.sealer.seal('swordfish', 'sites.variable.sealed', newId()),
      ],
    );
    const next = await stage.queued();
    expect((await stage.claim())!.job.deploymentId).toBe(next.id);
    expect(await broken.deployment()).toMatchObject({
      status: 'FAILED',
      errorMessage: expect.stringContaining('secrets'),
    });
    expect(await stage.siteStatus(broken.siteId)).toMatchObject({ status: 'FAILED' });
  });

  test('gives an approved plan with the state that it was made from, and nothing is planned again', async () => {
    const { id, ask, deployment } = await waiting(stage);
    expect(await stage.claim()).toBeNull();
    await ask(Approve, { id });
    expect(await deployment()).toMatchObject({ status: 'RUNNING', queuePosition: 1, runner: null });
    const applier = (await stage.claim())!;
    expect(applier.job).toMatchObject({ kind: 'APPLY', deploymentId: id, fence: 1, nextLine: 1 });
    expect(applier.job.approvedPlan).toEqual({ lineage: 'line', serial: '7' });
    expect(await deployment()).toMatchObject({
      phase: 'AWAITING_APPROVAL',
      queuePosition: null,
      runner: 'r1',
    });
    await runnerAt(stage, applier).enter('APPLYING');
    await applier.say(Finish, { outcome: 'COMPLETED' });
    expect(await deployment()).toMatchObject({ status: 'COMPLETED' });
  });
});

describe('a job is given only', () => {
  test('to runners of its pool', async () => {
    const { id } = await stage.queued();
    expect(await stage.claim({ name: 'abroad', pool: 'eu' })).toBeNull();
    expect((await stage.claim())!.job.deploymentId).toBe(id);
  });

  test('to a runner that has every label it asks for', async () => {
    const queued = await stage.queued();
    await requiring(queued, 'local', 'gpu');
    expect(await stage.claim({ labels: ['local'] })).toBeNull();
    expect(await stage.claim({ labels: [] })).toBeNull();
    expect((await stage.claim({ labels: ['gpu', 'local', 'x'] }))!.job.deploymentId).toBe(queued.id);
  });

  test('for a local site to runners of local sites', async () => {
    const { id } = await stage.queued();
    expect(await stage.claim({ labels: ['machine:a'] })).toBeNull();
    expect((await stage.claim({ labels: ['local'] }))!.job.deploymentId).toBe(id);
  });

  test('for a local site to the machine on which it stands', async () => {
    const { customer, siteId, ask } = await stage.queued();
    const [here, there] = [
      { name: 'here', labels: ['local', 'machine:a'] },
      { name: 'there', labels: ['local', 'machine:b'] },
    ];
    await (await stage.claim(here))!.say(Finish, { outcome: 'COMPLETED' });
    await ask(`mutation ($id: ID!) { deploySite(input: { siteId: $id }) { id } }`, { id: siteId });
    expect(await stage.claim(there)).toBeNull();
    // Another site of the customer stands nowhere yet.
    const other = await stage.queued(customer);
    expect((await stage.claim(there))!.job.deploymentId).toBe(other.id);
    expect((await stage.claim(here))!.job).toMatchObject({ siteId, type: 'UPDATE' });
  });

  test('while no other job of its site is under way', async () => {
    const first = await stage.queued();
    await stage.world.owner.query(
      `with twin as (
         insert into deployments.job (customer_id, id, deployment_id, site_id)
         select customer_id, $2, deployment_id, site_id from deployments.job where deployment_id = $1
         returning customer_id, id
       ) insert into deployments.lease (customer_id, job_id) select * from twin`,
      [first.id, newId()],
    );
    const claims = await Promise.all([stage.claim(), stage.claim(), stage.claim()]);
    expect(claims.filter(Boolean)).toHaveLength(1);
  });
});
