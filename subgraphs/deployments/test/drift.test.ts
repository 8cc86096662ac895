import { newId } from '@hosterizer/kit/ids';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { Deploy, Finish, Heartbeat, Release, setStage, type ClaimedJob, type Stage } from './order.ts';
import { hintsOf } from './state-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const Check = `mutation ($id: ID!) { checkDrift(siteId: $id) { id status trigger requestedBy { id } site { id } } }`;
const One = `query ($id: ID!) { driftCheck(id: $id) {
  status errorMessage completedAt resources { address action reason changes { path before after } }
} }`;
const OfSite = `query ($id: ID!, $first: Int, $after: String) {
  _entities(representations: [{ __typename: "Site", id: $id }]) { ... on Site {
    latestDriftCheck { id status }
    driftChecks(first: $first, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } }
  } }
}`;
const Reconcile = `mutation ($id: ID!) { reconcileDrift(siteId: $id) { id type cause basedOn { id } } }`;
const Adopt = `mutation ($id: ID!) { adoptDrift(siteId: $id) { id type cause } }`;

/** A site that has been built, by a deployment with these variables. */
async function built() {
  const queued = await stage.queued();
  const { job, say } = (await stage.claim())!;
  await say(Finish, { outcome: 'COMPLETED' });
  const { ask, siteId } = queued;
  return {
    ...{ ...queued, variables: job.variables },
    check: async () => (await ask(Check, { id: siteId })).data!['checkDrift'],
    one: async (id: string) => (await ask(One, { id })).data!['driftCheck'],
    ofSite: async (page = {}) => (await ask(OfSite, { id: siteId, ...page })).data!['_entities'][0],
  };
}

const gone = {
  ...{ address: 'terraform_data.page', action: 'DELETE', reason: null },
  changes: [
    { path: 'input.title', before: 'A', after: null, sensitive: false, unknown: false, replaces: false },
  ],
};

/** What a runner sends before it ends a check. */
async function send({ job, viewer }: ClaimedJob, resources: object[]) {
  const route = stage.subgraph.routes.find(({ prefix }) => prefix === '/plans/')!;
  const document = { lineage: null, serial: null, add: 0, change: 0, destroy: 0, resourcesLeftOut: 0 };
  const { status, body } = await route.answer(
    {
      ...{ method: 'PUT', rest: job.id, query: {}, headers: { 'content-type': 'application/json' } },
      body: Buffer.from(JSON.stringify({ ...document, resources })),
    },
    { viewer, portal: null, ip: '', traceId: '' },
  );
  expect({ status, body: JSON.parse(String(body)) }).toEqual({ status: 200, body: { verdict: 'NOTED' } });
}

describe('checkDrift', () => {
  test('queues a job that is told what was built last', async () => {
    const { check, siteId, variables, ask, ofSite } = await built();
    const { id, requestedBy, ...checked } = await check();
    expect(checked).toEqual({ status: 'QUEUED', trigger: 'PERSON', site: { id: siteId } });
    expect(requestedBy).not.toBeNull();
    expect(await stage.world.deedsAt(id)).toMatchObject([{ operation: 'checkDrift', after: { siteId } }]);

    const { job } = (await stage.claim())!;
    expect(job).toMatchObject({ kind: 'DRIFT', deploymentId: null, siteId, refreshOnly: false, variables });
    expect((await ask(One, { id })).data!['driftCheck']).toMatchObject({ status: 'RUNNING', resources: [] });
    expect((await ofSite()).latestDriftCheck).toEqual({ id, status: 'RUNNING' });
  });

  test('while one is under way, whoever asks is given that one', async () => {
    const { check } = await built();
    const { id } = await check();
    expect(await check()).toMatchObject({ id, status: 'QUEUED' });
    const { say } = (await stage.claim())!;
    expect(await check()).toMatchObject({ id, status: 'RUNNING' });
    await say(Finish, { outcome: 'CANCELLED' });
    expect((await check()).id).not.toBe(id);
    expect(await stage.claim()).not.toBeNull();
    expect(await stage.claim()).toBeNull();
  });

  test('is refused for a site that was never built, and while a deployment is active', async () => {
    const customer = await stage.world.customer();
    const ask = stage.as(member(customer));
    const id = await stage.site(customer);
    expect(await ask(Check, { id })).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('deploy it first') },
    });
    const site = await built();
    await site.ask(Deploy, { id: site.siteId });
    expect(await site.ask(Check, { id: site.siteId })).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('Deployment 2') },
    });
    expect(await ask(Check, { id: newId() })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('takes deployments:write', async () => {
    const { customer, siteId: id } = await built();
    const viewer = stage.as(member(customer, 'viewer'));
    for (const query of [Check, Reconcile, Adopt])
      expect(await viewer(query, { id })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    expect(await stage.as(staff())(Check, { id })).toMatchObject({ data: {} });
  });
});

describe('the end of a check', () => {
  test('is DRIFTED with what its runner has found, and whoever watches the site hears of each step', async () => {
    const { check, one, siteId, ofSite } = await built();
    const heard = await hintsOf(stage, siteId);
    const { id } = await check();
    await eventually(() => heard.count === 1);
    const claimed = (await stage.claim())!;
    await eventually(() => heard.count === 2);
    await send(claimed, [gone]);
    expect(await claimed.say(Finish, { outcome: 'COMPLETED' })).toMatchObject({ data: {} });
    await eventually(() => heard.count >= 3);
    heard.leave();
    expect(await one(id)).toEqual({
      ...{ status: 'DRIFTED', errorMessage: null, completedAt: expect.any(String) },
      resources: [{ ...gone, changes: [{ path: 'input.title', before: 'A', after: null }] }],
    });
    expect((await ofSite()).latestDriftCheck).toEqual({ id, status: 'DRIFTED' });
    // Said again, it is the same end.
    expect(await claimed.say(Finish, { outcome: 'COMPLETED' })).toMatchObject({ data: {} });
    expect(await claimed.say(Heartbeat)).toMatchObject({ code: 'CONFLICT' });
  });

  test('is IN_SYNC when nothing was found, and needs to be told so', async () => {
    const { check, one } = await built();
    const { id } = await check();
    const claimed = (await stage.claim())!;
    expect(await claimed.say(Finish, { outcome: 'COMPLETED' })).toMatchObject({
      ...{ code: 'CONFLICT', message: expect.stringContaining('/plans/') },
    });
    expect(await one(id)).toMatchObject({ status: 'RUNNING' });
    await send(claimed, []);
    await claimed.say(Finish, { outcome: 'COMPLETED' });
    expect(await one(id)).toMatchObject({ status: 'IN_SYNC', resources: [] });
  });

  test('is FAILED with the reason', async () => {
    const { check, one } = await built();
    const { id } = await check();
    const { say } = (await stage.claim())!;
    await say(Finish, { outcome: 'FAILED', error: 'Credentials were refused.' });
    expect(await one(id)).toMatchObject({ status: 'FAILED', errorMessage: 'Credentials were refused.' });
    expect((await check()).id).not.toBe(id);
  });

  test('the site stays what it was, and can be deployed', async () => {
    const { check, siteId, ask } = await built();
    await check();
    const claimed = (await stage.claim())!;
    await send(claimed, [gone]);
    await claimed.say(Finish, { outcome: 'COMPLETED' });
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'ACTIVE' });
    expect(await ask(Deploy, { id: siteId })).toMatchObject({ data: {} });
  });
});

describe('a check whose runner goes', () => {
  test('is given to the next one, when it was lost and when it handed over', async () => {
    const { check, one } = await built();
    const { id } = await check();
    const lost = (await stage.claim())!;
    await stage.expireLease(id);
    await sweepLostJobs(stage.db);
    expect(await one(id)).toMatchObject({ status: 'QUEUED' });
    const stopping = (await stage.claim())!;
    expect(await lost.say(Finish, { outcome: 'COMPLETED' })).toMatchObject({ code: 'CONFLICT' });
    await stopping.say(Release, { reason: 'The runner stops.' });
    expect(await one(id)).toMatchObject({ status: 'QUEUED' });
    const third = (await stage.claim())!;
    expect(third.job).toMatchObject({ id: lost.job.id, kind: 'DRIFT' });
  });
});

describe('the list of checks', () => {
  test('is newest first, and keeps a hundred', async () => {
    const { check, siteId, customer, ofSite } = await built();
    await stage.world.owner.query(
      `insert into deployments.drift_check (customer_id, id, site_id, trigger, status)
       select $1, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, $2, 'SCHEDULE', 'IN_SYNC'
       from generate_series(1, 120) as n`,
      [customer, siteId],
    );
    await stage.world.owner.query(
      `insert into deployments.job (customer_id, id, site_id, drift_check_id, kind, status)
       select customer_id, id, site_id, id, 'DRIFT', 'DONE' from deployments.drift_check where site_id = $1`,
      [siteId],
    );
    const { id } = await check();
    const { rowCount } = await stage.world.owner.query(
      `select from deployments.job where site_id = $1 and kind = 'DRIFT'`,
      [siteId],
    );
    expect(rowCount).toBe(100);
    const first = (await ofSite({ first: 100 })).driftChecks;
    expect(first.edges).toHaveLength(100);
    expect(first.edges[0].node.id).toBe(id);
    expect(first.pageInfo.hasNextPage).toBe(false);
  });

  test('another tenant sees nothing of it', async () => {
    const { check, siteId } = await built();
    const { id } = await check();
    const stranger = stage.as(member(await stage.world.customer()));
    expect(await stranger(One, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await stranger(OfSite, { id: siteId })).data!['_entities'][0]).toMatchObject({
      ...{ latestDriftCheck: null, driftChecks: { edges: [] } },
    });
    for (const query of [Check, Reconcile, Adopt])
      expect(await stranger(query, { id: siteId })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what has drifted', () => {
  test('comes back by a deployment of what was built last', async () => {
    const { siteId, id, ask, variables } = await built();
    const { reconcileDrift } = (await ask(Reconcile, { id: siteId })).data!;
    expect(reconcileDrift).toMatchObject({ type: 'UPDATE', cause: 'RECONCILE', basedOn: { id } });
    expect(await stage.world.deedsAt(reconcileDrift.id)).toMatchObject([{ operation: 'reconcileDrift' }]);
    expect((await stage.claim())!.job).toMatchObject({ kind: 'PLAN', refreshOnly: false, variables });
  });

  test('or is taken for what was meant', async () => {
    const { siteId, ask, variables } = await built();
    const { adoptDrift } = (await ask(Adopt, { id: siteId })).data!;
    expect(adoptDrift).toMatchObject({ type: 'UPDATE', cause: 'ADOPT' });
    expect(await stage.world.deedsAt(adoptDrift.id)).toMatchObject([{ operation: 'adoptDrift' }]);
    expect((await stage.claim())!.job).toMatchObject({ kind: 'PLAN', refreshOnly: true, variables });
  });
});
