import { eventually } from '@hosterizer/kit/testing';
import {
  Append,
  Cancel,
  Deploy,
  entering,
  Finish,
  Heartbeat,
  lines,
  Release,
  setStage,
  type Stage,
} from './order.ts';
import { Approve, waiting } from './planning.ts';
import { sweepLostJobs } from '../src/lost-jobs.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
// What one test leaves in the queue is nobody else's.
afterEach(() => stage.emptyQueue());

/** What anybody has left behind: leases that are held, and locks. */
async function left(siteId: string): Promise<{ held: number; locks: number }> {
  const { rows } = await stage.world.owner.query(
    `select (select count(*)::int from deployments.lease join deployments.job on job.id = job_id
             where held and site_id = $1) as held,
            (select count(*)::int from deployments.state_lock where site_id = $1) as locks`,
    [siteId],
  );
  return rows[0];
}

const lock = (siteId: string, jobId: string, customer: string) =>
  stage.world.owner.query(
    `insert into deployments.state_lock (customer_id, site_id, lock_id, info, job_id, fence, holder)
     values ($1, $2, 'l', '{}', $3, 1, $3)`,
    [customer, siteId, jobId],
  );

describe('a lost runner', () => {
  test('that had changed nothing: the next one begins again, and the lost one is refused', async () => {
    const { id, deployment, messages } = await stage.queued();
    const lost = (await stage.claim())!;
    await lost.say(Append, { from: 1, events: lines('before') });
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({ status: 'QUEUED' });

    const next = (await stage.claim())!;
    expect(next.job).toMatchObject({ deploymentId: id, nextLine: 2 });
    expect(next.job.fence).toBe(lost.job.fence + 1);
    for (const query of [Append, Heartbeat, Finish, Release]) {
      const all = { from: 2, events: lines('ghost'), outcome: 'COMPLETED', reason: 'Ghost.' };
      expect(await lost.say(query, all)).toMatchObject({ code: 'CONFLICT' });
    }
    // The same output may go on: what the lost runner sent without hearing the answer arrives only once.
    await next.say(Append, { from: 1, events: lines('before', 'after') });
    await next.say(Finish, { outcome: 'COMPLETED' });
    expect(await deployment()).toMatchObject({ status: 'COMPLETED' });
    const said = await messages();
    expect(said.filter((message: string) => message === 'before')).toHaveLength(1);
    expect(said).toContain('after');
    expect(said).not.toContain('ghost');
  });

  test('that was applying: the outcome is unresolved until the next one has looked', async () => {
    const { id, siteId, deployment, ask } = await stage.queued();
    const lost = (await stage.claim())!;
    await lost.say(Append, { from: 1, events: [entering('APPLYING')] });
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({
      status: 'UNRESOLVED',
      errorMessage: expect.stringContaining('was lost'),
    });
    expect(await ask(Deploy, { id: siteId })).toMatchObject({ code: 'CONFLICT' });

    const next = (await stage.claim())!;
    expect(next.job).toMatchObject({
      id: lost.job.id,
      kind: 'RECOVER',
      fence: 2,
      nextLine: 2,
      type: 'CREATE',
    });
    expect(await deployment()).toMatchObject({ status: 'RUNNING', phase: 'PLANNING', errorMessage: null });
    // Lost once more before it applies: what exists is as unknown as before.
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({ status: 'UNRESOLVED' });
    await (await stage.claim())!.say(Finish, { outcome: 'COMPLETED' });
    expect(await deployment()).toMatchObject({ status: 'COMPLETED', errorMessage: null });
  });

  test('of an approved plan that was not begun: the next one applies that plan', async () => {
    const { id, ask, deployment } = await waiting(stage);
    await ask(Approve, { id });
    const lost = (await stage.claim())!;
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({ status: 'RUNNING', runner: null });
    await eventually(async () => (await deployment()).queuePosition === 1);
    expect((await stage.claim())!.job).toMatchObject({ id: lost.job.id, kind: 'APPLY', fence: 2 });
  });

  test('of an approved plan that was begun: the next one finds out what exists', async () => {
    const { id, ask, deployment } = await waiting(stage);
    await ask(Approve, { id });
    const lost = (await stage.claim())!;
    await lost.say(Append, { from: 1, events: [entering('APPLYING')] });
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({ status: 'UNRESOLVED' });
    expect((await stage.claim())!.job).toMatchObject({
      id: lost.job.id,
      kind: 'RECOVER',
      approvedPlan: null,
    });
  });

  test('keeps its lock for the next one, and an end frees it', async () => {
    const { id, siteId, customer } = await stage.queued();
    const { job } = (await stage.claim())!;
    await lock(siteId, job.id, customer);
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await left(siteId)).toEqual({ held: 0, locks: 1 });
    await (await stage.claim())!.say(Finish, { outcome: 'FAILED', error: 'No.' });
    expect(await left(siteId)).toEqual({ held: 0, locks: 0 });
  });

  test.each([['cancelled'], ['given up']])('leaves nothing behind when its job is %s', async (how) => {
    const { id, siteId, customer, ask, deployment } = await stage.queued();
    const { job } = (await stage.claim())!;
    await lock(siteId, job.id, customer);
    if (how === 'cancelled') await ask(Cancel, { id });
    else await stage.world.owner.query(`update deployments.job set losses = 4 where id = $1`, [job.id]);
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect((await deployment()).status).toBe(how === 'cancelled' ? 'CANCELLED' : 'FAILED');
    expect(await left(siteId)).toEqual({ held: 0, locks: 0 });
    expect(await stage.claim()).toBeNull();
  });

  test('is not swept while its lease or the grace after it lives', async () => {
    const { id, deployment } = await stage.queued();
    await stage.claim();
    await stage.expireLease(id, '5 seconds');
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({ status: 'RUNNING' });
  });

  test('of a deployment that was to stop ends it', async () => {
    const { id, ask, deployment } = await stage.queued();
    await stage.claim();
    await ask(Cancel, { id });
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await deployment()).toMatchObject({ status: 'CANCELLED' });
  });

  test('the fifth time fails it', async () => {
    const { id, deployment } = await stage.queued();
    for (let n = 0; n < 5; n++) {
      await stage.claim();
      await stage.expireLease(id);
      await sweepLostJobs(stage.db);
    }
    expect(await deployment()).toMatchObject({ status: 'FAILED' });
  });
});

test('the sweep runs by itself', async () => {
  const { id, deployment } = await stage.queued();
  await stage.claim();
  await stage.expireLease(id);
  expect(await eventually(async () => ((await deployment()).status === 'QUEUED' ? 'QUEUED' : null))).toBe(
    'QUEUED',
  );
});

describe('releaseJob', () => {
  const reason = 'This machine restarts.';

  test('hands a job over at once, with the reason in the log and no loss counted', async () => {
    const { id, siteId, customer, deployment, messages } = await stage.queued();
    const leaving = (await stage.claim())!;
    await leaving.say(Append, { from: 1, events: lines('one') });
    await lock(siteId, leaving.job.id, customer);
    for (let n = 0; n < 2; n++)
      expect((await leaving.say(Release, { reason })).data!['releaseJob'].nextLine).toBe(2);
    expect(await left(siteId)).toEqual({ held: 0, locks: 0 });
    expect(await deployment()).toMatchObject({ status: 'QUEUED', queuePosition: 1 });
    const said = (await messages()).filter((message) => message.includes(reason));
    expect(said).toEqual([
      `Runner r1 handed it over before it changed anything: ${reason} The next free runner begins again.`,
    ]);
    const next = (await stage.claim({ name: 'r2' }))!;
    expect(next.job).toMatchObject({ deploymentId: id, kind: 'PLAN', fence: 2, nextLine: 2 });
    expect(await leaving.say(Release, { reason })).toMatchObject({ code: 'CONFLICT' });
    const { rows } = await stage.world.owner.query(`select losses from deployments.job where id = $1`, [
      next.job.id,
    ]);
    expect(rows).toEqual([{ losses: 0 }]);
  });

  test('of a job that had applied: the next one finds out what exists', async () => {
    const { deployment } = await stage.queued();
    const leaving = (await stage.claim())!;
    await leaving.say(Append, { from: 1, events: [entering('APPLYING')] });
    await leaving.say(Release, { reason });
    expect(await deployment()).toMatchObject({
      status: 'UNRESOLVED',
      errorMessage: expect.stringContaining(reason),
    });
    expect((await stage.claim())!.job.kind).toBe('RECOVER');
  });

  test('of one that was to stop ends it', async () => {
    const { id, siteId, ask, deployment } = await stage.queued();
    const leaving = (await stage.claim())!;
    await ask(Cancel, { id });
    await leaving.say(Release, { reason });
    expect(await deployment()).toMatchObject({ status: 'CANCELLED' });
    expect(await left(siteId)).toEqual({ held: 0, locks: 0 });
  });

  test('demands a reason', async () => {
    await stage.queued();
    const { say } = (await stage.claim())!;
    expect(await say(Release, { reason: ' ' })).toMatchObject({ details: { field: 'reason' } });
  });
});
