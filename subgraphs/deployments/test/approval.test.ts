import { randomBytes } from 'node:crypto';
import { member, staff } from '@hosterizer/kit/testing';
import { Cancel, setStage, type Stage } from './order.ts';
import { approvalOf, Approve, endJobs, Reject, runnerFor, somePlan, waiting } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => endJobs(stage));

const PolicyOf = `query ($id: ID!) { deployment(id: $id) { approval { decision } } }`;

test('a plan that needs leave waits for it, with the job over and the lock free', async () => {
  const { id, ask, messages, siteId } = await waiting(stage);
  expect(await approvalOf(ask, id)).toEqual({
    ...{ status: 'RUNNING', phase: 'AWAITING_APPROVAL', queuePosition: null },
    approval: { decision: null, decidedAt: null, reason: null },
  });
  expect((await messages()).at(-1)).toBe('Planned; it waits for approval.');
  const { rows } = await stage.world.owner.query(
    `select job.status, held, (select count(*)::int from deployments.state_lock where site_id = $1) as locks
     from deployments.job join deployments.lease on job_id = id where site_id = $1`,
    [siteId],
  );
  expect(rows).toEqual([{ status: 'DONE', held: false, locks: 0 }]);
  expect(await stage.claim()).toBeNull();
});

test('approval applies the stored plan, byte for byte, and says who gave it', async () => {
  const file = randomBytes(3 * 1024 * 1024);
  const { id, customer, messages } = await waiting(stage, file);
  const approver = member(customer, 'admin');
  const approved = (await stage.as(approver)(Approve, { id })).data!['approveDeployment'];
  expect(approved).toMatchObject({
    ...{ status: 'RUNNING', phase: 'AWAITING_APPROVAL' },
    approval: {
      decision: 'APPROVED',
      decidedBy: { id: approver.id },
      decidedAt: expect.anything(),
      reason: null,
    },
  });
  expect((await approvalOf(stage.as(approver), id)).queuePosition).toBe(1);
  expect((await messages()).at(-1)).toBe('Approved.');
  expect(await stage.world.deedsAt(id)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ operation: 'approveDeployment', actor_id: approver.id }),
    ]),
  );

  const runner = await runnerFor(stage, { id });
  expect(runner.job).toMatchObject({ kind: 'APPLY', approvedPlan: { lineage: 'line', serial: '7' } });
  const fetched = await runner.getFile();
  expect(fetched.status).toBe(200);
  expect(fetched.bytes.equals(file)).toBe(true);
  await runner.enter('APPLYING');
  await runner.finish('COMPLETED');
  expect(await approvalOf(stage.as(approver), id)).toMatchObject({
    ...{ status: 'COMPLETED', phase: 'FINISHED', approval: { decision: 'APPROVED' } },
  });
});

test('a file of a plan that nobody has approved is given to nobody', async () => {
  const { id, planner } = await waiting(stage);
  expect((await planner.getFile()).status).toBe(409);
  const other = await waiting(stage);
  await other.ask(Approve, { id: other.id });
  const applier = await runnerFor(stage, other);
  expect((await applier.send('GET', `${planner.job.id}/file`)).status).toBe(404);
  expect((await applier.getFile()).bytes.equals(other.file)).toBe(true);
  expect(await approvalOf(other.ask, other.id)).toMatchObject({ approval: { decision: 'APPROVED' } });
  expect(id).not.toBe(other.id);
});

test('nobody can approve what was not sent', async () => {
  const queued = await stage.queued();
  await stage.world.owner.query(
    `update deployments.deployment set approval_policy = 'ALWAYS' where id = $1`,
    [queued.id],
  );
  const runner = await runnerFor(stage, queued);
  expect(await runner.finish('PLANNED')).toMatchObject({ code: 'CONFLICT' });
  await runner.put(somePlan);
  expect(await runner.finish('PLANNED')).toMatchObject({ code: 'CONFLICT' });
  expect(await queued.ask(Approve, { id: queued.id })).toMatchObject({ code: 'CONFLICT' });
  await runner.putFile(Buffer.from('plan'));
  expect((await runner.finish('PLANNED')).code).toBeUndefined();
});

test('of two who approve at once one wins, and one job is queued', async () => {
  const { id, customer } = await waiting(stage);
  const ask = () => stage.as(member(customer))(Approve, { id });
  const codes = (await Promise.all([ask(), ask(), ask()])).map(({ code }) => code ?? 'ok');
  expect(codes.sort()).toEqual(['CONFLICT', 'CONFLICT', 'ok']);
  const { rows } = await stage.world.owner.query(
    `select kind, status from deployments.job where deployment_id = $1 order by id`,
    [id],
  );
  expect(rows).toEqual([
    { kind: 'PLAN', status: 'DONE' },
    { kind: 'APPLY', status: 'QUEUED' },
  ]);
});

test('of one who approves and one who rejects at once one wins', async () => {
  const { id, customer } = await waiting(stage);
  const ask = stage.as(member(customer));
  const codes = (await Promise.all([ask(Approve, { id }), ask(Reject, { id })])).map(
    ({ code }) => code ?? 'ok',
  );
  expect(codes.sort()).toEqual(['CONFLICT', 'ok']);
});

describe('rejectDeployment', () => {
  test('ends it with the reason, and the site is as it was', async () => {
    const { id, customer, siteId, messages } = await waiting(stage);
    const rejecter = member(customer);
    const answer = await stage.as(rejecter)(Reject, { id, reason: '  Too dear.  ' });
    expect(answer.data!['rejectDeployment']).toEqual({
      ...{ id, status: 'CANCELLED' },
      approval: { decision: 'REJECTED', decidedBy: { id: rejecter.id }, reason: 'Too dear.' },
    });
    expect((await messages()).at(-1)).toBe('Rejected: Too dear.');
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'PENDING' });
    const deeds = await stage.world.deedsAt(id);
    expect(deeds.map(({ operation }) => operation)).toEqual(['deploySite', 'rejectDeployment']);
    expect(await stage.as(rejecter)(Approve, { id })).toMatchObject({ code: 'CONFLICT' });
    expect(await stage.claim()).toBeNull();
  });

  test.each(['', '   ', 'x'.repeat(1_001), 'a\0b'])(
    'needs a reason that can be read (%j)',
    async (reason) => {
      const { id, ask } = await waiting(stage);
      expect(await ask(Reject, { id, reason })).toMatchObject({
        ...{ code: 'VALIDATION_ERROR', details: { field: 'reason' } },
      });
      expect((await approvalOf(ask, id)).approval.decision).toBeNull();
    },
  );
});

test('nothing waits of a deployment that is queued, runs or has ended', async () => {
  const queued = await stage.queued();
  const refused = async () => {
    for (const mutation of [Approve, Reject])
      expect(await queued.ask(mutation, { id: queued.id })).toMatchObject({ code: 'CONFLICT' });
  };
  await refused();
  const runner = await runnerFor(stage, queued);
  await refused();
  await runner.finish('COMPLETED');
  await refused();
  expect((await queued.ask(PolicyOf, { id: queued.id })).data).toEqual({ deployment: { approval: null } });
});

test('whoever waits can be stopped, before and after it was approved', async () => {
  for (const approved of [false, true]) {
    const { id, ask, siteId } = await waiting(stage);
    if (approved) await ask(Approve, { id });
    expect((await ask(Cancel, { id })).data!['cancelDeployment'].status).toBe('CANCELLED');
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'PENDING' });
    expect(await stage.claim()).toBeNull();
  }
});

describe('leave is given', () => {
  test('by owners, administrators and the platform’s, not by who builds or looks', async () => {
    const { id, customer } = await waiting(stage);
    for (const role of ['developer', 'viewer', 'billing'] as const)
      for (const mutation of [Approve, Reject])
        expect(await stage.as(member(customer, role))(mutation, { id })).toMatchObject({
          code: 'AUTHORIZATION_ERROR',
        });
    expect(await stage.as(staff('support'))(Approve, { id })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    expect((await stage.as(staff())(Approve, { id })).code).toBeUndefined();
  });

  test('by nobody of another tenant', async () => {
    const { id, ask } = await waiting(stage);
    const stranger = stage.as(member(await stage.world.customer()));
    for (const mutation of [Approve, Reject])
      for (const wrong of [id, 'nonsense'])
        expect(await stranger(mutation, { id: wrong })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await approvalOf(ask, id)).approval.decision).toBeNull();
  });

  test('by nobody while the customer is suspended, who can still be rejected', async () => {
    const { id, customer } = await waiting(stage);
    await stage.world.owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [
      customer,
    ]);
    for (const viewer of [member(customer), staff()])
      expect(await stage.as(viewer)(Approve, { id })).toMatchObject({
        ...{ code: 'CONFLICT', message: expect.stringContaining('suspended') },
      });
    expect((await stage.as(staff())(Reject, { id })).code).toBeUndefined();
  });
});
