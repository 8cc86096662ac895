/** What the platform answers to a plan: whether the runner may go on to apply it, in its first and every later try. */
import { randomBytes } from 'node:crypto';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { setStage, type Stage } from './order.ts';
import {
  approvalOf,
  Approve,
  endJobs,
  planOf,
  type Policy,
  queuedUnder,
  type Resource,
  runnerFor,
  somePlan,
  waiting,
} from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => endJobs(stage));

const page = (action: string): Resource => ({ address: 'terraform_data.page', action });
const process = (action: string): Resource => ({ address: 'terraform_data.process', action });

test.each<[Policy, string, string]>([
  ['NEVER', 'CREATE', 'PROCEED'],
  ['NEVER', 'DELETE', 'PROCEED'],
  ['DESTRUCTIVE', 'CREATE', 'PROCEED'],
  ['DESTRUCTIVE', 'UPDATE', 'PROCEED'],
  ['DESTRUCTIVE', 'DELETE', 'WAIT'],
  ['DESTRUCTIVE', 'REPLACE', 'WAIT'],
  ['ALWAYS', 'READ', 'WAIT'],
])('under the policy %s a plan to %s may %s', async (policy, action, verdict) => {
  const runner = await runnerFor(stage, await queuedUnder(stage, policy));
  expect(await runner.verdict(planOf([page(action)]))).toBe(verdict);
});

/** A deployment whose approved plan was being applied when its runner was lost, and the runner that comes next. */
async function lostWhileApplying() {
  const deployment = await waiting(stage);
  await deployment.ask(Approve, { id: deployment.id });
  const lost = await runnerFor(stage, deployment);
  await lost.enter('APPLYING');
  await stage.expireLease(deployment.id);
  await sweepLostJobs(stage.db);
  const recovering = await runnerFor(stage, deployment);
  expect(recovering.job).toMatchObject({ kind: 'RECOVER', id: lost.job.id, approvedPlan: null });
  return { ...deployment, recovering };
}

describe('a recovery goes on by itself', () => {
  test.each<[string, Resource[]]>([
    ['with the whole plan that was approved', somePlan.resources],
    ['with a part of it', [page('CREATE')]],
    ['with nothing left to do', []],
    ['with the half of a replacement', [process('CREATE')]],
    ['with what it has to read', [page('CREATE'), { address: 'data.http.page', action: 'READ' }]],
  ])('%s', async (_title, resources) => {
    const { recovering, ask, id } = await lostWhileApplying();
    expect(await recovering.verdict(planOf(resources))).toBe('PROCEED');
    // Its plan is kept under the same job: once more is no surprise.
    expect(await recovering.verdict(planOf(resources))).toBe('PROCEED');
    await recovering.finish('COMPLETED');
    expect(await approvalOf(ask, id)).toMatchObject({
      ...{ status: 'COMPLETED', approval: { decision: 'APPROVED' } },
    });
  });
});

describe('a recovery waits for leave again', () => {
  test.each<[string, Resource[], object]>([
    ['for a resource that was not in the plan', [page('CREATE'), { address: 'other', action: 'CREATE' }], {}],
    ['for another action', [page('DELETE')], {}],
    ['for what was to be created and is to be replaced', [page('REPLACE')], {}],
    ['when it does not tell all', [page('CREATE')], { resourcesLeftOut: 1 }],
  ])('%s', async (_title, resources, more) => {
    const { recovering, ask, id, messages } = await lostWhileApplying();
    expect(await recovering.verdict(planOf(resources, more))).toBe('WAIT');
    const file = randomBytes(100);
    await recovering.putFile(file);
    await recovering.finish('PLANNED');
    expect(await approvalOf(ask, id)).toMatchObject({
      ...{ status: 'RUNNING', phase: 'AWAITING_APPROVAL', approval: { decision: null } },
    });
    expect((await messages()).at(-1)).toContain('goes beyond the plan that was approved');

    await ask(Approve, { id });
    const applier = await runnerFor(stage, { id });
    expect(applier.job.kind).toBe('APPLY');
    expect((await applier.getFile()).bytes.equals(file)).toBe(true);
  });

  test('also when it says the same twice, with the file that nobody has approved', async () => {
    const { recovering, file } = await lostWhileApplying();
    expect(await recovering.verdict(planOf([page('DELETE')]))).toBe('WAIT');
    await recovering.putFile(Buffer.from('plan'));
    expect(await recovering.verdict(planOf([page('DELETE')]))).toBe('WAIT');
    await recovering.putFile(Buffer.from('plan'));
    expect((await recovering.getFile()).bytes.equals(file)).toBe(true);
  });

  test('and what had been changed before is not called untouched when that is refused', async () => {
    const { recovering, ask, id, siteId } = await lostWhileApplying();
    await recovering.put(planOf([page('DELETE')]));
    await recovering.putFile(Buffer.from('plan'));
    await recovering.finish('PLANNED');
    await ask(`mutation ($id: ID!) { rejectDeployment(id: $id, reason: "No.") { id } }`, { id });
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'FAILED' });
  });
});

test('a runner that was broken off while it applied, and holds its job still, goes on as a recovery does', async () => {
  const { id, ask } = await waiting(stage);
  await ask(Approve, { id });
  const applier = await runnerFor(stage, { id });
  await applier.enter('APPLYING');
  expect(await applier.verdict(planOf([page('CREATE')]))).toBe('PROCEED');
  expect(await applier.verdict(planOf([page('DELETE')]))).toBe('WAIT');
  await applier.putFile(Buffer.from('plan'));
  expect((await applier.finish('PLANNED')).code).toBeUndefined();
  expect(await approvalOf(ask, id)).toMatchObject({
    phase: 'AWAITING_APPROVAL',
    approval: { decision: null },
  });
});

test('a recovery of what needed no leave needs none, unless it is to destroy by then', async () => {
  const queued = await queuedUnder(stage, 'DESTRUCTIVE');
  const lost = await runnerFor(stage, queued);
  expect(await lost.verdict(planOf([page('CREATE')]))).toBe('PROCEED');
  await lost.enter('APPLYING');
  await stage.expireLease(queued.id);
  await sweepLostJobs(stage.db);
  const recovering = await runnerFor(stage, queued);
  expect(await recovering.verdict(planOf([page('UPDATE'), process('CREATE')]))).toBe('PROCEED');
  expect(await recovering.verdict(planOf([page('REPLACE')]))).toBe('WAIT');
});

describe('a plan that has become stale', () => {
  async function stale() {
    const deployment = await waiting(stage);
    await deployment.ask(Approve, { id: deployment.id });
    const applier = await runnerFor(stage, deployment);
    await applier.enter('APPLYING');
    await applier.finish('STALE');
    return deployment;
  }

  test('is made anew, and the leave for it is gone', async () => {
    const { ask, id, messages, deployment } = await stale();
    expect(await approvalOf(ask, id)).toMatchObject({
      ...{ status: 'RUNNING', phase: 'PLANNING', approval: { decision: null, decidedAt: null } },
    });
    expect((await messages()).at(-1)).toContain('waits for approval again');
    expect((await deployment()).phases.map(({ phase }: any) => phase)).not.toContain('APPLYING');
    expect(await ask(Approve, { id })).toMatchObject({ code: 'CONFLICT' });
  });

  test('waits again, and its file is the new one', async () => {
    const { ask, id } = await stale();
    const planner = await runnerFor(stage, { id });
    expect(planner.job).toMatchObject({ kind: 'PLAN', approvedPlan: null });
    expect((await planner.getFile()).status).toBe(409);
    expect(await planner.verdict(somePlan)).toBe('WAIT');
    const file = randomBytes(100);
    await planner.putFile(file);
    await planner.finish('PLANNED');
    await ask(Approve, { id });
    const applier = await runnerFor(stage, { id });
    expect((await applier.getFile()).bytes.equals(file)).toBe(true);
    await applier.finish('COMPLETED');
    expect(await approvalOf(ask, id)).toMatchObject({ status: 'COMPLETED' });
  });

  test('waits again also where the policy would let the new one pass', async () => {
    const { ask, id } = await stale();
    await stage.world.owner.query(
      `update deployments.deployment set approval_policy = 'DESTRUCTIVE' where id = $1`,
      [id],
    );
    const planner = await runnerFor(stage, { id });
    expect(await planner.verdict(planOf([]))).toBe('WAIT');
    expect((await approvalOf(ask, id)).approval).toMatchObject({ decision: null });
  });

  test('and whose runner is lost is planned by the next one, as if nothing had been', async () => {
    const { id, siteId, ask } = await stale();
    await runnerFor(stage, { id });
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await approvalOf(ask, id)).toMatchObject({ status: 'QUEUED' });
    const next = await runnerFor(stage, { id });
    expect(next.job.kind).toBe('PLAN');
    await next.finish('CANCELLED');
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'PENDING' });
  });

  test('is said only by a job that applies', async () => {
    const runner = await runnerFor(stage, await queuedUnder(stage, 'ALWAYS'));
    expect(await runner.finish('STALE')).toMatchObject({ code: 'VALIDATION_ERROR' });
  });
});
