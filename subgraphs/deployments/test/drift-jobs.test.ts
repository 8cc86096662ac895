/** The job of a drift check: it has a lease like any other, and no log. */
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { Append, Deploy, Finish, Heartbeat, lines, Release, setStage, type Stage } from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const Check = `mutation ($id: ID!) { checkDrift(siteId: $id) { id } }`;
const Status = `query ($id: ID!) { driftCheck(id: $id) { status errorMessage } }`;

/** A check in the queue of a site that has been built. */
async function checking() {
  const { siteId, ask } = await stage.queued();
  await (await stage.claim())!.say(Finish, { outcome: 'COMPLETED' });
  const { data, code, message } = await ask(Check, { id: siteId });
  if (code) throw new Error(message);
  const { id } = data!['checkDrift'];
  return { id, siteId, ask, check: async () => (await ask(Status, { id })).data!['driftCheck'] };
}

test('says what was built last, and is at work', async () => {
  const { siteId, check } = await checking();
  const { job } = (await stage.claim())!;
  expect(job).toMatchObject({
    kind: 'DRIFT',
    siteId,
    deploymentId: null,
    type: 'UPDATE',
    refreshOnly: false,
  });
  expect(job.variables).toMatchObject({ site_id: siteId, configuration: { title: 'T', body: 'B' } });
  expect(await check()).toMatchObject({ status: 'RUNNING' });
});

test('takes no lines, and its lease is renewed', async () => {
  await checking();
  const { say } = (await stage.claim())!;
  expect(await say(Append, { from: 1, events: lines('a') })).toMatchObject({ code: 'VALIDATION_ERROR' });
  expect((await say(Heartbeat)).data!['heartbeatJob']).toMatchObject({ nextLine: 1, cancelRequested: false });
  expect(await say(Finish, { outcome: 'PLANNED' })).toMatchObject({ code: 'VALIDATION_ERROR' });
});

test('keeps a deployment of its site waiting until it has ended', async () => {
  const { siteId, ask, check } = await checking();
  const { say } = (await stage.claim())!;
  const { id } = (await ask(Deploy, { id: siteId })).data!['deploySite'];
  expect(await stage.claim()).toBeNull();
  await say(Finish, { outcome: 'FAILED', error: 'No provider.' });
  expect(await check()).toMatchObject({ status: 'FAILED', errorMessage: 'No provider.' });
  expect((await stage.claim())!.job.deploymentId).toBe(id);
});

test('is given to another runner when the first is lost or leaves, which is refused then', async () => {
  const { id, check } = await checking();
  const lost = (await stage.claim())!;
  await stage.expireLease(id);
  await sweepLostJobs(stage.db);
  expect(await check()).toMatchObject({ status: 'QUEUED' });
  const leaving = (await stage.claim())!;
  expect(leaving.job).toMatchObject({ id: lost.job.id, kind: 'DRIFT', fence: 2 });
  for (const query of [Heartbeat, Finish]) {
    const answer = await lost.say(query, { outcome: 'FAILED', error: 'Ghost.' });
    expect(answer).toMatchObject({ code: 'CONFLICT' });
  }
  await leaving.say(Release, { reason: 'Restart.' });
  expect(await check()).toMatchObject({ status: 'QUEUED' });
  expect((await stage.claim())!.job).toMatchObject({ id: lost.job.id, fence: 3 });
});

test('fails when five runners were lost at it', async () => {
  const { id, siteId, check } = await checking();
  for (let n = 0; n < 5; n++) {
    await stage.claim();
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
  }
  expect(await check()).toMatchObject({
    status: 'FAILED',
    errorMessage: expect.stringContaining('5 runners'),
  });
  expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'ACTIVE' });
  expect(await stage.claim()).toBeNull();
});

test('is cancelled when everything of its site is gone by then', async () => {
  const { id, siteId, check } = await checking();
  await stage.world.owner.query(
    `update deployments.deployment set type = 'DELETE' where site_id = $1 and status = 'COMPLETED'`,
    [siteId],
  );
  expect(await stage.claim()).toBeNull();
  expect(await check()).toMatchObject({ status: 'CANCELLED' });
  expect(id).toBeDefined();
});
