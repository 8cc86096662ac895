import { createHash } from 'node:crypto';
import { newId } from '@hosterizer/kit/ids';
import { member } from '@hosterizer/kit/testing';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { sweepLostJobs } from '../src/claims.ts';
import { entities } from '../src/entities.ts';
import { Deploy, Finish, setStage, type Stage } from './order.ts';

let stage: Stage;
let db: Database;
beforeAll(async () => {
  stage = await setStage();
  db = await connectDatabase({ ...stage.world.settings, entities }, stage.world);
});
afterAll(async () => {
  await db?.close();
  await stage?.close();
});
afterEach(() =>
  stage.world.owner.query(`update deployments.job set status = 'DONE' where status = 'QUEUED'`),
);

const state = (serial: number, lineage = 'line', secret = 'swordfish') =>
  Buffer.from(JSON.stringify({ version: 4, lineage, serial, outputs: { password: { value: secret } } }));
const lockBody = (id: string) =>
  Buffer.from(JSON.stringify({ ID: id, Operation: 'apply', Who: 'ada@laptop' }));

/** Speaks Terraform's http backend as one viewer, to one site. */
function terraformOf(viewer: Viewer | null, siteId: string) {
  const caller: Caller = { viewer, portal: null, ip: '', traceId: '' };
  const send = async (method: string, body: Buffer = Buffer.alloc(0), query = {}, headers = {}) => {
    const answer = await stage.subgraph.routes[0]!.answer(
      { method, rest: siteId, query, headers, body },
      caller,
    );
    return { status: answer.status, body: answer.body?.toString() ?? '' };
  };
  return {
    read: () => send('GET'),
    lock: (id: string) => send('LOCK', lockBody(id)),
    unlock: (id?: string) => send('UNLOCK', id ? lockBody(id) : Buffer.alloc(0)),
    write: (body: Buffer, lockId?: string, headers = {}) =>
      send('POST', body, lockId ? { ID: lockId } : {}, headers),
  };
}

async function owned() {
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer);
  const viewer = member(customer);
  return { customer, siteId, viewer, terraform: terraformOf(viewer, siteId) };
}

test('there is no state at first, then the newest, and only its size tells in the database', async () => {
  const { terraform, siteId } = await owned();
  expect(await terraform.read()).toMatchObject({ status: 404 });
  expect(await terraform.lock('l')).toMatchObject({ status: 200 });
  for (const serial of [1, 2])
    expect(await terraform.write(state(serial), 'l')).toMatchObject({ status: 200 });
  expect((await terraform.read()).body).toBe(state(2).toString());

  const { rows } = await stage.world.owner.query(
    `select sealed, version from deployments.state_version where site_id = $1 order by version`,
    [siteId],
  );
  expect(rows.map(({ version }) => version)).toEqual([1, 2]);
  for (const { sealed } of rows) expect(sealed.includes('swordfish')).toBe(false);
});

test('a second lock is refused with who holds the first', async () => {
  const { terraform, customer, siteId } = await owned();
  await terraform.lock('first');
  const second = await terraformOf(member(customer), siteId).lock('second');
  expect(second.status).toBe(423);
  expect(JSON.parse(second.body)).toMatchObject({ ID: 'first', Who: 'ada@laptop' });
});

test('two that lock at once take turns', async () => {
  const { customer, siteId } = await owned();
  const locks = Array.from({ length: 6 }, (_, n) => terraformOf(member(customer), siteId).lock(`lock ${n}`));
  const statuses = (await Promise.all(locks)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 423, 423, 423, 423, 423]);
});

describe('a write is refused', () => {
  test('without the lock, or under somebody else’s', async () => {
    const { terraform, customer, siteId } = await owned();
    expect((await terraform.write(state(1))).status).toBe(409);
    await terraform.lock('mine');
    expect((await terraform.write(state(1), 'other')).status).toBe(423);
    expect((await terraformOf(member(customer), siteId).write(state(1), 'mine')).status).toBe(423);
    expect((await terraform.read()).status).toBe(404);
  });

  test('when it goes back, or comes from elsewhere', async () => {
    const { terraform } = await owned();
    await terraform.lock('l');
    await terraform.write(state(5), 'l');
    expect((await terraform.write(state(4), 'l')).status).toBe(409);
    expect((await terraform.write(state(5, 'line', 'other'), 'l')).status).toBe(409);
    expect((await terraform.write(state(6, 'other line'), 'l')).status).toBe(409);
    expect((await terraform.write(state(5), 'l')).status).toBe(200);
  });

  test('when it was damaged on its way, or is no state', async () => {
    const { terraform } = await owned();
    await terraform.lock('l');
    const md5 = createHash('md5').update(state(1)).digest('base64');
    expect((await terraform.write(state(2), 'l', { 'content-md5': md5 })).status).toBe(400);
    expect((await terraform.write(state(1), 'l', { 'content-md5': md5 })).status).toBe(200);
    expect((await terraform.write(Buffer.from('{}'), 'l')).status).toBe(400);
  });
});

test('unlocking takes the holder; force-unlock takes a person, and never frees a job’s lock', async () => {
  const { terraform, customer, siteId } = await owned();
  await terraform.lock('l');
  expect((await terraformOf(member(customer), siteId).unlock('l')).status).toBe(423);
  expect((await terraform.unlock('l')).status).toBe(200);
  await terraform.lock('again');
  expect((await terraformOf(member(customer), siteId).unlock()).status).toBe(200);

  await stage.as(member(customer))(Deploy, { id: siteId });
  const { viewer } = (await stage.claim())!;
  expect((await terraformOf(viewer, siteId).lock('job')).status).toBe(200);
  expect((await terraform.unlock()).status).toBe(423);
  expect((await terraform.lock('mine')).status).toBe(423);
});

test('a person’s lock ends after an hour', async () => {
  const { terraform, siteId } = await owned();
  await terraform.lock('l');
  await stage.world.owner.query(`update deployments.state_lock set expires_at = now() where site_id = $1`, [
    siteId,
  ]);
  expect((await terraform.write(state(1), 'l')).status).toBe(409);
  expect((await terraform.lock('next')).status).toBe(200);
});

describe('who may', () => {
  test('nobody may without signing in, a viewer may not, and a stranger finds nothing', async () => {
    const { siteId, customer } = await owned();
    expect((await terraformOf(null, siteId).read()).status).toBe(401);
    expect((await terraformOf(member(customer, 'viewer'), siteId).read()).status).toBe(403);
    expect((await terraformOf(member(await stage.world.customer()), siteId).read()).status).toBe(404);
    expect((await terraformOf(member(customer), newId()).read()).status).toBe(404);
    expect((await terraformOf(member(customer), 'nonsense').read()).status).toBe(404);
  });

  test('a job reaches its own site only, under its fence only, and leaves its lock to its successor', async () => {
    const { siteId, customer } = await owned();
    const other = await stage.site(customer);
    const { id } = (await stage.as(member(customer))(Deploy, { id: siteId })).data!['deploySite'];
    const lost = terraformOf((await stage.claim())!.viewer, siteId);
    await lost.lock('lost');
    await stage.world.owner.query(
      `update deployments.progress set lease_until = now() - interval '1 hour' where deployment_id = $1`,
      [id],
    );
    await sweepLostJobs(db);
    const next = (await stage.claim())!;
    expect((await lost.write(state(1), 'lost')).status).toBe(403);
    const successor = terraformOf(next.viewer, siteId);
    expect((await successor.lock('next')).status).toBe(200);
    expect((await successor.write(state(1), 'next')).status).toBe(200);
    expect((await terraformOf(next.viewer, other).read()).status).toBe(404);

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
