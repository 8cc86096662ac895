/** A site's state in the customer's own cloud: read, written and locked by the same door, and kept sealed at the place. */
import { member } from '@hosterizer/kit/testing';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { sweepLeftovers } from '../src/state-leftovers.ts';
import { sweepNativeLocks } from '../src/state-native-lock.ts';
import { makePlaces } from '../src/places/places.ts';
import { setElsewhere, type ElsewhereStage } from './elsewhere-stage.ts';
import { Deploy, Finish } from './order.ts';
import { doorOf, stateWith, store } from './state-stage.ts';

let stage: ElsewhereStage;
beforeAll(async () => {
  stage = await setElsewhere();
});
afterAll(() => stage?.close());
afterEach(async () => {
  stage.mend();
  await stage.emptyQueue();
});

const elsewhere = () => ({ db: stage.db, places: makePlaces(stage.servers.endpoints) });
const objects = () => stage.servers.s3.objects;
const keys = () => [...objects().keys()].sort();
const Diff = `query ($id: ID!) { stateDiff(siteId: $id, from: 0, to: 1) { to } }`;
const Restore = `mutation ($input: RestoreStateVersionInput!) { restoreStateVersion(input: $input) { version serial } }`;
const Break = `mutation ($input: BreakStateLockInput!) { breakStateLock(input: $input) { id } }`;

/** As if the time that unused documents are kept for were over. */
const grow = () =>
  stage.world.owner.query(`update deployments.state_object set created_at = now() - interval '1 hour'`);

async function atS3() {
  const site = await stage.connected();
  expect((await site.moveTo('S3')).data).toBeTruthy();
  return site;
}

describe.each(['S3', 'AZURE_BLOB', 'GCS'] as const)('at %s', (kind) => {
  test('versions are written, read, compared and restored, and lie there sealed', async () => {
    const { siteId, terraform, ask, moveTo } = await stage.connected();
    await moveTo(kind);
    await store(terraform, stateWith(1), stateWith(2));
    expect((await terraform.read()).body).toBe(stateWith(2).toString());
    expect((await terraform.read({ version: '1' })).body).toBe(stateWith(1).toString());
    expect((await ask(Diff, { id: siteId })).data).toEqual({ stateDiff: { to: 1 } });
    const restored = await ask(Restore, { input: { siteId, version: 1, reason: 'A bad import.' } });
    expect(restored.data!['restoreStateVersion']).toEqual({ version: 3, serial: '3' });
    expect((await terraform.read()).body).toContain('"serial": 3');

    const { rows } = await stage.world.owner.query(
      `select object_id, sealed, prefix from deployments.state_version
       join deployments.state_place on state_place.id = place_id where state_version.site_id = $1`,
      [siteId],
    );
    const server = { S3: stage.servers.s3, AZURE_BLOB: stage.servers.blob, GCS: stage.servers.gcs }[kind];
    const folder = kind === 'S3' ? `of/acme/${siteId}` : siteId;
    expect([...server.objects.keys()].sort()).toEqual(
      rows.map(({ object_id }) => `${folder}/${object_id}`).sort(),
    );
    expect(rows).toHaveLength(3);
    for (const { sealed } of rows) expect(sealed).toBeNull();
    for (const object of server.objects.values()) expect(object.includes('swordfish')).toBe(false);
    const { rows: left } = await stage.world.owner.query(
      `select from deployments.state_object where site_id = $1`,
      [siteId],
    );
    expect(left).toEqual([]);
  });
});

describe('the lock at the place', () => {
  const lockKey = (siteId: string) => `of/acme/${siteId}.tflock`;

  test('is there while the state’s is held, and says whose it is', async () => {
    const { siteId, terraform } = await atS3();
    expect(await terraform.lock('mine')).toMatchObject({ status: 200 });
    expect(JSON.parse(objects().get(lockKey(siteId))!.toString())).toMatchObject({ Who: 'ada@laptop' });
    expect(await terraform.lock('mine')).toMatchObject({ status: 200 });
    expect((await terraform.write(stateWith(1), 'mine')).status).toBe(200);
    expect((await terraform.unlock('mine')).status).toBe(200);
    expect(objects().has(lockKey(siteId))).toBe(false);
  });

  test('of somebody else’s Terraform refuses ours, with its holder', async () => {
    const { siteId, terraform, ask } = await atS3();
    objects().set(lockKey(siteId), Buffer.from('{"ID":"f-1","Who":"mallory@elsewhere"}'));
    const refused = await terraform.lock('mine');
    expect(refused.status).toBe(423);
    expect(JSON.parse(refused.body)).toEqual({
      ID: 'f-1, held by mallory@elsewhere at the place where the state lies',
      Who: 'mallory@elsewhere',
    });
    expect((await terraform.write(stateWith(1), 'mine')).status).toBe(409);
    expect(objects().size).toBe(1);
    objects().clear();
    expect((await terraform.lock('mine')).status).toBe(200);
    expect((await ask(Break, { input: { siteId, lockId: 'mine', reason: 'Gone.' } })).code).toBeUndefined();
    expect(objects().size).toBe(0);
  });

  test('that was left over is taken over', async () => {
    const { siteId, terraform } = await atS3();
    await terraform.lock('first');
    // As if the process had died after the job’s end: the state’s lock is gone, and the object is not.
    await stage.world.owner.query(`delete from deployments.state_lock where site_id = $1`, [siteId]);
    expect(objects().has(lockKey(siteId))).toBe(true);
    expect((await terraform.lock('second')).status).toBe(200);
    await terraform.unlock('second');
    expect(objects().size).toBe(0);
  });

  test('goes with the job that ended, and with a person’s hour', async () => {
    const { siteId, terraform, ask } = await atS3();
    await ask(Deploy, { id: siteId });
    const { viewer, say } = (await stage.claim())!;
    expect((await doorOf(stage, viewer, siteId).lock('job')).status).toBe(200);
    await sweepNativeLocks(elsewhere());
    expect(objects().has(lockKey(siteId))).toBe(true);
    await say(Finish, { outcome: 'FAILED', error: 'It broke.' });
    await sweepNativeLocks(elsewhere());
    expect(objects().size).toBe(0);

    await terraform.lock('mine');
    await stage.world.owner.query(`update deployments.state_lock set expires_at = now() where site_id = $1`, [
      siteId,
    ]);
    await sweepNativeLocks(elsewhere());
    expect(objects().size).toBe(0);
  });

  test('is held by one of those who lock at once', async () => {
    const { customer, siteId } = await atS3();
    const locks = Array.from({ length: 6 }, (_, n) =>
      doorOf(stage, member(customer), siteId).lock(`lock ${n}`),
    );
    const statuses = (await Promise.all(locks)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 423, 503].includes(status))).toEqual([]);
    expect(keys()).toEqual([lockKey(siteId)]);
  });
});

describe('when the place is away', () => {
  test('the door says so with 503, nothing is lost, and it goes on afterwards', async () => {
    const { siteId, terraform, ask } = await atS3();
    await terraform.lock('l');
    await terraform.write(stateWith(1), 'l');
    stage.servers.s3.gone = true;
    const sentence = `The bucket acme-states, where the state lies, cannot be reached. Try again in a while.`;
    for (const answer of [await terraform.read(), await terraform.write(stateWith(2), 'l')])
      expect({ ...answer, body: JSON.parse(answer.body) }).toEqual({
        status: 503,
        body: { error: sentence },
      });
    expect(await ask(Diff, { id: siteId })).toMatchObject({
      code: 'EXTERNAL_SERVICE_ERROR',
      message: sentence,
    });
    stage.servers.s3.gone = false;
    expect((await terraform.write(stateWith(2), 'l')).status).toBe(200);
    expect((await terraform.read()).body).toBe(stateWith(2).toString());
  });

  test('unlocking frees the state all the same, and the object goes later', async () => {
    const { terraform } = await atS3();
    await terraform.lock('l');
    stage.servers.s3.gone = true;
    expect((await terraform.unlock('l')).status).toBe(200);
    // Each attempt hears why, the second one as well.
    for (const answer of [await terraform.lock('next'), await terraform.lock('next')])
      expect(answer).toMatchObject({ status: 503, body: expect.stringContaining('cannot be reached') });
    stage.servers.s3.gone = false;
    expect(objects().size).toBe(1);
    await sweepNativeLocks(elsewhere());
    expect(objects().size).toBe(0);
  });

  test('a right that was taken away is named', async () => {
    const { terraform } = await atS3();
    await terraform.lock('l');
    stage.servers.s3.denied.add('PUT');
    expect((await terraform.write(stateWith(1), 'l')).body).toContain(
      'AWS does not let the access key write in the bucket acme-states. Give its user s3:ListBucket',
    );
    stage.servers.s3.denied.clear();
    expect((await terraform.read()).status).toBe(404);
    expect((await terraform.write(stateWith(1), 'l')).status).toBe(200);
  });

  test('a document that was changed or removed there is not taken for a state', async () => {
    const { siteId, terraform } = await atS3();
    await store(terraform, stateWith(1));
    const [key] = keys() as [string];
    const whole = objects().get(key)!;
    objects().set(key, Buffer.concat([whole, Buffer.from('x')]));
    expect((await terraform.read()).body).toMatch(/is not what the platform has written/);
    objects().delete(key);
    expect(await terraform.read()).toMatchObject({
      status: 503,
      body: expect.stringContaining(`The object of/acme/${siteId}/`),
    });
    objects().set(key, whole);
    expect((await terraform.read()).status).toBe(200);
  });
});

test('what a write has left behind is removed, and what is young or in use stays', async () => {
  const { terraform } = await atS3();
  await terraform.lock('l');
  await terraform.write(stateWith(1), 'l');
  const [kept] = keys().filter((key) => !key.endsWith('.tflock'));
  // As if the process had died after it had laid a document.
  const orphan = '0198a0c0-0000-7000-8000-0000000000aa';
  await stage.world.owner.query(
    `insert into deployments.state_object (customer_id, id, site_id, place_id)
     select customer_id, $1, site_id, id from deployments.state_place where since is not null
       and site_id = (select site_id from deployments.state_version where object_id = $2)`,
    [orphan, kept!.split('/').at(-1)],
  );
  const key = kept!.replace(/[^/]+$/, orphan);
  objects().set(key, Buffer.from('half'));
  await sweepLeftovers(elsewhere());
  expect(objects().has(key)).toBe(true);
  await grow();
  await sweepLeftovers(elsewhere());
  expect(objects().has(key)).toBe(false);
  expect(objects().has(kept!)).toBe(true);
});

test('a lost runner’s state is taken up there by the next job', async () => {
  const { siteId, ask } = await atS3();
  await ask(Deploy, { id: siteId });
  const lost = (await stage.claim())!;
  const door = doorOf(stage, lost.viewer, siteId);
  await door.lock('lost');
  await door.write(stateWith(1), 'lost');
  await stage.expireLease(lost.job.deploymentId!);
  await sweepLostJobs(stage.db);
  expect((await door.write(stateWith(2), 'lost')).status).toBe(409);
  const next = (await stage.claim())!;
  const heir = doorOf(stage, next.viewer, siteId);
  expect((await heir.lock('next')).status).toBe(200);
  expect((await heir.read()).body).toBe(stateWith(2).toString());
  expect(keys().filter((key) => !key.endsWith('.tflock'))).toHaveLength(2);
});

test('another tenant finds nothing of it', async () => {
  const { siteId } = await atS3();
  const stranger = await stage.connected();
  expect((await doorOf(stage, stranger.viewer, siteId).read()).status).toBe(404);
  expect(await stranger.moveTo('PLATFORM', { siteId })).toMatchObject({ code: 'NOT_FOUND' });
});
