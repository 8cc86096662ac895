/** Stopping a deployment, wherever it is: it ends in a true status, and leaves no lease and no lock. */
import { member } from '@hosterizer/kit/testing';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { Append, Cancel, entering, Finish, Heartbeat, One, setStage, type Stage } from './order.ts';
import { Approve, runnerAt, somePlan, waiting } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

/** As everybody finds it who comes later: nothing held, nothing locked, nothing to be given out. */
async function expectNothingLeft(siteId: string): Promise<void> {
  const { rows } = await stage.world.owner.query(
    `select count(*) filter (where held)::int as held, count(*) filter (where job.status <> 'DONE')::int as open,
       (select count(*)::int from deployments.state_lock where site_id = $1) as locks
     from deployments.job join deployments.lease on job_id = job.id where site_id = $1`,
    [siteId],
  );
  expect(rows).toEqual([{ held: 0, open: 0, locks: 0 }]);
  expect(await stage.claim()).toBeNull();
}

const lock = (siteId: string, jobId: string, customer: string) =>
  stage.world.owner.query(
    `insert into deployments.state_lock (customer_id, site_id, lock_id, info, job_id, fence, holder)
     values ($1, $2, 'l', '{}', $3, 1, $3)`,
    [customer, siteId, jobId],
  );

test('while it waits for its first runner', async () => {
  const { id, siteId, ask, messages } = await stage.queued();
  expect((await ask(Cancel, { id })).data!['cancelDeployment'].status).toBe('CANCELLED');
  expect((await messages()).at(-1)).toBe('Cancelled; nothing was changed.');
  expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'PENDING' });
  await expectNothingLeft(siteId);
});

test('while it waits for its second one, the first of which has left a lock', async () => {
  const { id, siteId, customer, ask } = await stage.queued();
  await lock(siteId, (await stage.claim())!.job.id, customer);
  await stage.expireLease(id);
  await sweepLostJobs(stage.db);
  expect((await ask(Cancel, { id })).data!['cancelDeployment'].status).toBe('CANCELLED');
  await expectNothingLeft(siteId);
});

test.each(['PLANNING', 'APPLYING'])(
  'while a runner is at it, %s: the runner hears of it and ends it',
  async (phase) => {
    const { id, siteId, customer, ask, deployment } = await stage.queued();
    const { job, say } = (await stage.claim())!;
    await lock(siteId, job.id, customer);
    await say(Append, { from: 1, events: [entering(phase)] });
    for (let n = 0; n < 2; n++)
      expect((await ask(Cancel, { id })).data!['cancelDeployment'].status).toBe('RUNNING');
    expect((await say(Heartbeat)).data!['heartbeatJob'].cancelRequested).toBe(true);
    await say(Finish, { outcome: 'CANCELLED' });
    expect(await deployment()).toMatchObject({ status: 'CANCELLED', phase: 'FINISHED' });
    expect(await stage.siteStatus(siteId)).toMatchObject({
      status: phase === 'APPLYING' ? 'FAILED' : 'PENDING',
    });
    await expectNothingLeft(siteId);
  },
);

test('that was asked for while it was planned ends it, and nobody is asked for leave any more', async () => {
  const { id, siteId, ask, deployment } = await stage.queued();
  const planner = runnerAt(stage, (await stage.claim())!);
  await planner.put(somePlan);
  await planner.putFile(Buffer.from('file'));
  await ask(Cancel, { id });
  await planner.finish('PLANNED');
  expect(await deployment()).toMatchObject({ status: 'CANCELLED' });
  await expectNothingLeft(siteId);
});

test('while it waits for approval', async () => {
  const { id, siteId, ask } = await waiting(stage);
  expect((await ask(Cancel, { id })).data!['cancelDeployment']).toMatchObject({ status: 'CANCELLED' });
  expect(await ask(Approve, { id })).toMatchObject({ code: 'CONFLICT' });
  expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'PENDING' });
  await expectNothingLeft(siteId);
});

test('while it is approved and waits for a runner', async () => {
  const { id, siteId, ask } = await waiting(stage);
  await ask(Approve, { id });
  expect((await ask(Cancel, { id })).data!['cancelDeployment']).toMatchObject({ status: 'CANCELLED' });
  await expectNothingLeft(siteId);
});

test('while nobody knows what a lost runner has left: who looks decides how it has ended', async () => {
  const { id, siteId, ask, deployment, messages } = await stage.queued();
  await (await stage.claim())!.say(Append, { from: 1, events: [entering('APPLYING')] });
  await stage.expireLease(id);
  await sweepLostJobs(stage.db);
  for (let n = 0; n < 2; n++)
    expect((await ask(Cancel, { id })).data!['cancelDeployment'].status).toBe('UNRESOLVED');
  expect((await messages()).filter((message) => message.startsWith('Asked to stop'))).toHaveLength(1);

  const next = (await stage.claim())!;
  expect(next.job.kind).toBe('RECOVER');
  expect((await next.say(Heartbeat)).data!['heartbeatJob'].cancelRequested).toBe(true);
  await next.say(Finish, { outcome: 'CANCELLED' });
  expect(await deployment()).toMatchObject({ status: 'CANCELLED' });
  expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'FAILED' });
  await expectNothingLeft(siteId);
});

test('when it has ended is refused', async () => {
  const { id, ask } = await stage.queued();
  await (await stage.claim())!.say(Finish, { outcome: 'COMPLETED' });
  expect(await ask(Cancel, { id })).toMatchObject({ code: 'CONFLICT' });
});

test('in the very moment in which a runner says more, claims or ends leaves everybody with an answer', async () => {
  const customer = await stage.world.customer();
  const ask = stage.as(member(customer));
  for (let round = 0; round < 10; round++) {
    const { id, siteId } = await stage.queued(customer);
    const claiming = stage.claim();
    const early = round % 2 === 0 ? ask(Cancel, { id }) : null;
    const claimed = await claiming;
    if (claimed) {
      const answers = await Promise.all([
        claimed.say(Append, { from: 1, events: [entering('APPLYING')] }),
        ask(Cancel, { id }),
        claimed.say(Append, { from: 1, events: [entering('APPLYING')] }),
        claimed.say(Finish, { outcome: 'CANCELLED' }),
      ]);
      for (const { code } of answers) expect([undefined, 'CONFLICT']).toContain(code);
    }
    await early;
    expect((await ask(One, { id })).data!['deployment'].status).toBe('CANCELLED');
    await expectNothingLeft(siteId);
  }
});
