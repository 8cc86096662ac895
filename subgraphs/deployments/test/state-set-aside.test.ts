import { eventually, member } from '@hosterizer/kit/testing';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { Append, entering, Events, Finish, setStage, type Stage } from './order.ts';
import { doorOf, hintsOf, stateOf, stateWith } from './state-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const SetAside = `query ($id: ID!) { _entities(representations: [{ __typename: "Site", id: $id }]) { ... on Site {
  stateSetAside { lineage serial version deployment { id } }
  stateVersions { edges { node { version serial resources deployment { id } } } }
} } }`;

const page = { name: 'page', attributes: { id: '1' } };

/** A runner that was lost while it applied; with `stored` as the newest version, and the next one not yet there. */
async function lostAtWork(stored: Buffer | null = stateOf(1)) {
  const queued = await stage.queued();
  const claimed = (await stage.claim())!;
  const lost = doorOf(stage, claimed.viewer, queued.siteId);
  await claimed.say(Append, { from: 1, events: [entering('APPLYING')] });
  await lost.lock('lost');
  if (stored) await lost.write(stored, 'lost');
  await stage.expireLease(queued.id);
  await sweepLostJobs(stage.db);
  const site = async (ask = queued.ask) => (await ask(SetAside, { id: queued.siteId })).data!['_entities'][0];
  return {
    ...{ ...queued, lost, site },
    kept: async () => (await site()).stateSetAside,
    newest: async () => (await site()).stateVersions.edges[0]?.node,
    async next() {
      const claim = (await stage.claim())!;
      return { ...claim, door: doorOf(stage, claim.viewer, queued.siteId) };
    },
  };
}

test('a state that comes too late is kept, the log says so, and the answer is 409', async () => {
  const { lost, kept, messages, id, siteId, events } = await lostAtWork();
  const heard = await hintsOf(stage, siteId);
  const late = await lost.write(stateWith(2, 'line', 'swordfish'), 'lost');
  expect(late).toMatchObject({ status: 409, body: expect.stringContaining('kept aside') });
  expect(await kept()).toEqual([{ lineage: 'line', serial: '2', version: null, deployment: { id } }]);
  expect(await messages()).toContainEqual(expect.stringContaining('serial 2'));
  expect((await events()).events.at(-1)).toMatchObject({ level: 'WARN' });
  await eventually(() => heard.count > 0);
  heard.leave();

  const { rows } = await stage.world.owner.query(
    `select sealed from deployments.state_set_aside where site_id = $1`,
    [siteId],
  );
  expect(rows[0].sealed.includes('swordfish')).toBe(false);
});

test('the same state sent again is kept once', async () => {
  const { lost, kept, messages } = await lostAtWork();
  const said = [await lost.write(stateOf(2), 'lost'), await lost.write(stateOf(2), 'lost')];
  expect(said.map(({ status }) => status)).toEqual([409, 409]);
  expect(await kept()).toHaveLength(1);
  expect((await messages()).filter((message) => message.includes('serial 2'))).toHaveLength(1);
});

test('what says nothing new, is of another lineage, or is no state is not kept', async () => {
  const { lost, kept } = await lostAtWork(stateOf(5));
  expect((await lost.write(stateOf(5), 'lost')).status).toBe(409);
  expect((await lost.write(stateOf(4), 'lost')).status).toBe(409);
  expect((await lost.write(stateOf(9, [], 'other'), 'lost')).status).toBe(409);
  expect((await lost.write(Buffer.from('{}'), 'lost')).status).toBe(400);
  expect(await kept()).toEqual([]);
});

test('the next job that locks the state goes on from the highest that fits', async () => {
  const { lost, kept, newest, next, id, messages } = await lostAtWork();
  for (const serial of [2, 4, 3]) await lost.write(stateOf(serial, [page]), 'lost');
  const { door, say } = await next();
  expect(await newest()).toMatchObject({ version: 1 });
  expect((await door.lock('next')).status).toBe(200);
  expect((await door.read()).body).toBe(stateOf(4, [page]).toString());
  expect(await newest()).toEqual({ version: 2, serial: '4', resources: 1, deployment: { id } });
  expect(await kept()).toMatchObject([
    { serial: '3', version: null },
    { serial: '4', version: 2 },
    { serial: '2', version: null },
  ]);
  expect(await messages()).toContainEqual(expect.stringContaining('is version 2 now'));

  // It is taken up once: the job goes on with its own.
  expect((await door.write(stateOf(5), 'next')).status).toBe(200);
  await door.unlock('next');
  await door.lock('again');
  expect(await newest()).toMatchObject({ version: 3, serial: '5' });
  await say(Finish, { outcome: 'COMPLETED' });
});

test('where there was no state at all, one that came too late becomes the first', async () => {
  const { lost, newest, next } = await lostAtWork(null);
  await lost.write(stateOf(1, [page]), 'lost');
  await (await next()).door.lock('next');
  expect(await newest()).toMatchObject({ version: 1, serial: '1' });
});

test('a person’s lock takes nothing up', async () => {
  const { lost, newest, customer, siteId } = await lostAtWork();
  await lost.write(stateOf(2), 'lost');
  // The job's own lock is gone once somebody breaks it.
  await stage.world.owner.query(`delete from deployments.state_lock where site_id = $1`, [siteId]);
  await doorOf(stage, member(customer), siteId).lock('mine');
  expect(await newest()).toMatchObject({ version: 1 });
});

test('after the deployment has ended it is kept, and the log stays as it was', async () => {
  const { lost, kept, next, ask, id } = await lostAtWork();
  const { say, door } = await next();
  await door.lock('next');
  await say(Finish, { outcome: 'COMPLETED' });
  const log = async () => (await ask(Events, { id })).data!['deploymentEvents'];
  const before = await log();
  expect((await lost.write(stateOf(2), 'lost')).status).toBe(409);
  expect(await kept()).toHaveLength(1);
  expect(await log()).toEqual(before);
});

test('another tenant sees nothing of it', async () => {
  const { lost, site } = await lostAtWork();
  await lost.write(stateOf(2), 'lost');
  const stranger = stage.as(member(await stage.world.customer()));
  expect(await site(stranger)).toMatchObject({ stateSetAside: [] });
});
