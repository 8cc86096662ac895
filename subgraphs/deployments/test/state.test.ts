import { createHash } from 'node:crypto';
import { newId } from '@hosterizer/kit/ids';
import { member } from '@hosterizer/kit/testing';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { Deploy, Finish, setStage, type Stage } from './order.ts';
import { doorOf, ownedSite, stateWith } from './state-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

test('there is no state at first, then the newest, and only its size tells in the database', async () => {
  const { terraform, siteId } = await ownedSite(stage);
  expect(await terraform.read()).toMatchObject({ status: 404 });
  expect(await terraform.lock('l')).toMatchObject({ status: 200 });
  for (const serial of [1, 2])
    expect(await terraform.write(stateWith(serial), 'l')).toMatchObject({ status: 200 });
  expect((await terraform.read()).body).toBe(stateWith(2).toString());

  const { rows } = await stage.world.owner.query(
    `select sealed, version, size from deployments.state_version where site_id = $1 order by version`,
    [siteId],
  );
  expect(rows.map(({ version, size }) => ({ version, size }))).toEqual([
    { version: 1, size: stateWith(1).length },
    { version: 2, size: stateWith(2).length },
  ]);
  for (const { sealed } of rows) expect(sealed.includes('swordfish')).toBe(false);
});

test('a second lock is refused with who holds the first', async () => {
  const { terraform, customer, siteId } = await ownedSite(stage);
  await terraform.lock('first');
  const second = await doorOf(stage, member(customer), siteId).lock('second');
  expect(second.status).toBe(423);
  // Terraform shows the ID and nothing else of it.
  const ID = expect.stringMatching(/^first, held by ada@laptop since \d{4}-/);
  expect(JSON.parse(second.body)).toMatchObject({ ID, Who: 'ada@laptop' });
});

test('two that lock at once take turns', async () => {
  const { customer, siteId } = await ownedSite(stage);
  const locks = Array.from({ length: 6 }, (_, n) =>
    doorOf(stage, member(customer), siteId).lock(`lock ${n}`),
  );
  const statuses = (await Promise.all(locks)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 423, 423, 423, 423, 423]);
});

test('a lock that says too much, or nothing, is refused', async () => {
  const { terraform } = await ownedSite(stage);
  expect((await terraform.answer('LOCK', Buffer.from('{}'))).status).toBe(400);
  const long = JSON.stringify({ ID: 'l', Info: 'x'.repeat(20_000) });
  expect((await terraform.answer('LOCK', Buffer.from(long))).status).toBe(400);
});

describe('a write is refused', () => {
  test('without the lock, or under somebody else’s', async () => {
    const { terraform, customer, siteId } = await ownedSite(stage);
    const unlocked = await terraform.write(stateWith(1));
    expect(unlocked).toMatchObject({ status: 409, body: expect.stringContaining('lock_address') });
    await terraform.lock('mine');
    expect((await terraform.write(stateWith(1))).status).toBe(423);
    expect((await terraform.write(stateWith(1), 'other')).status).toBe(423);
    expect((await doorOf(stage, member(customer), siteId).write(stateWith(1), 'mine')).status).toBe(423);
    expect((await terraform.read()).status).toBe(404);
  });

  test('when it goes back, or comes from elsewhere', async () => {
    const { terraform } = await ownedSite(stage);
    await terraform.lock('l');
    await terraform.write(stateWith(5), 'l');
    expect((await terraform.write(stateWith(4), 'l')).status).toBe(409);
    expect((await terraform.write(stateWith(5, 'line', 'other'), 'l')).status).toBe(409);
    expect((await terraform.write(stateWith(6, 'other line'), 'l')).status).toBe(409);
    expect((await terraform.write(stateWith(5), 'l')).status).toBe(200);
  });

  test('when it was damaged on its way, or is no state', async () => {
    const { terraform } = await ownedSite(stage);
    await terraform.lock('l');
    const md5 = createHash('md5').update(stateWith(1)).digest('base64');
    expect((await terraform.write(stateWith(2), 'l', { 'content-md5': md5 })).status).toBe(400);
    expect((await terraform.write(stateWith(1), 'l', { 'content-md5': md5 })).status).toBe(200);
    expect((await terraform.write(Buffer.from('{}'), 'l')).status).toBe(400);
  });
});

test('unlocking takes the holder; force-unlock takes a person, is audited, and never frees a job’s lock', async () => {
  const { terraform, customer, siteId } = await ownedSite(stage);
  await terraform.lock('l');
  expect((await doorOf(stage, member(customer), siteId).unlock('l')).status).toBe(423);
  expect((await terraform.unlock('l')).status).toBe(200);
  expect(await stage.world.deedsAt(siteId)).toEqual([]);
  await terraform.lock('again');
  const somebody = member(customer);
  expect((await doorOf(stage, somebody, siteId).unlock()).status).toBe(200);
  expect(await stage.world.deedsAt(siteId)).toMatchObject([
    { operation: 'breakStateLock', actor_id: somebody.id, before: { lockId: 'again' } },
  ]);

  await stage.as(member(customer))(Deploy, { id: siteId });
  const { viewer } = (await stage.claim())!;
  expect((await doorOf(stage, viewer, siteId).lock('job')).status).toBe(200);
  expect((await terraform.unlock()).status).toBe(423);
  expect((await terraform.lock('mine')).status).toBe(423);
});

test('a person’s lock ends after an hour', async () => {
  const { terraform, siteId } = await ownedSite(stage);
  await terraform.lock('l');
  const { rows } = await stage.world.owner.query(
    `update deployments.state_lock set expires_at = now()
     where site_id = $1 and expires_at between now() + interval '59 minutes' and now() + interval '1 hour'
     returning site_id`,
    [siteId],
  );
  expect(rows).toHaveLength(1);
  expect((await terraform.write(stateWith(1), 'l')).status).toBe(409);
  expect((await terraform.lock('next')).status).toBe(200);
});

describe('who may', () => {
  test('nobody may without signing in, a viewer may not, and a stranger finds nothing', async () => {
    const { siteId, customer } = await ownedSite(stage);
    expect((await doorOf(stage, null, siteId).read()).status).toBe(401);
    expect((await doorOf(stage, member(customer, 'viewer'), siteId).read()).status).toBe(403);
    expect((await doorOf(stage, member(await stage.world.customer()), siteId).read()).status).toBe(404);
    expect((await doorOf(stage, member(customer), newId()).read()).status).toBe(404);
    expect((await doorOf(stage, member(customer), 'nonsense').read()).status).toBe(404);
  });

  test('an API key with state:read reads and does not write', async () => {
    const { siteId, customer, terraform } = await ownedSite(stage);
    await terraform.lock('l');
    await terraform.write(stateWith(1), 'l');
    await terraform.unlock('l');
    const key = { ...member(customer), kind: 'API_KEY' as const, role: null, scopes: ['state:read'] };
    expect((await doorOf(stage, key, siteId).read()).status).toBe(200);
    expect((await doorOf(stage, key, siteId).lock('l')).status).toBe(403);
    expect((await doorOf(stage, key, siteId).write(stateWith(2), 'l')).status).toBe(403);
    expect((await doorOf(stage, key, siteId).unlock()).status).toBe(403);
  });

  test('pages of the portals read by their cookie, and change nothing', async () => {
    const { siteId, viewer, terraform } = await ownedSite(stage);
    await terraform.lock('l');
    await terraform.write(stateWith(1), 'l');
    const page = doorOf(stage, viewer, siteId, { portal: 'customer' });
    expect((await page.read()).status).toBe(200);
    expect((await page.write(stateWith(2), 'l')).status).toBe(403);
    expect((await page.unlock('l')).status).toBe(403);
  });

  test('a job reaches its own site only, under its fence only, and leaves its lock to its successor', async () => {
    const { siteId, customer } = await ownedSite(stage);
    const other = await stage.site(customer);
    const { id } = (await stage.as(member(customer))(Deploy, { id: siteId })).data!['deploySite'];
    const lost = doorOf(stage, (await stage.claim())!.viewer, siteId);
    await lost.lock('lost');
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    const next = (await stage.claim())!;
    for (const { status } of [await lost.read(), await lost.lock('lost'), await lost.unlock('lost')])
      expect(status).toBe(403);
    const successor = doorOf(stage, next.viewer, siteId);
    expect((await successor.lock('next')).status).toBe(200);
    expect((await successor.write(stateWith(1), 'next')).status).toBe(200);
    expect((await doorOf(stage, next.viewer, other).read()).status).toBe(404);

    await next.say(Finish, { outcome: 'COMPLETED' });
    const { rowCount } = await stage.world.owner.query(
      `select from deployments.state_lock where site_id = $1`,
      [siteId],
    );
    expect(rowCount).toBe(0);
    // A token outlives its job, but opens nothing any more.
    expect((await successor.lock('late')).status).toBe(403);
  });
});
