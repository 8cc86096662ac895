import { eventually, member } from '@hosterizer/kit/testing';
import { runnerScopes } from '@hosterizer/kit/scopes';
import { Append, Cancel, Deploy, Events, Finish, lines, One, setStage, type Stage } from './order.ts';
import { sweepLostJobs } from '../src/claims.ts';
import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { entities } from '../src/entities.ts';

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
// What one test leaves in the queue is nobody else's.
afterEach(() =>
  stage.world.owner.query(`update deployments.job set status = 'DONE' where status = 'QUEUED'`),
);

/** A deployment of a new site in the queue, and its customer's view of it. */
async function queued() {
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer);
  const ask = stage.as(member(customer));
  const { id } = (await ask(Deploy, { id: siteId })).data!['deploySite'];
  const events = async () => (await ask(Events, { id })).data!['deploymentEvents'];
  return {
    customer,
    siteId,
    id,
    ask,
    events,
    messages: async () => (await events()).events.map(({ message }: { message: string }) => message),
    deployment: async () => (await ask(One, { id })).data!['deployment'],
  };
}

const expireLease = (id: string) =>
  stage.world.owner.query(
    `update deployments.progress set lease_until = now() - interval '1 hour' where deployment_id = $1`,
    [id],
  );

describe('claimJob', () => {
  test('gives a job to one runner only, however many ask at once', async () => {
    const { id } = await queued();
    const claims = await Promise.all(Array.from({ length: 5 }, () => stage.claim()));
    expect(claims.filter(Boolean).map((claim) => claim!.job.deploymentId)).toEqual([id]);
  });

  test('says what to build, and the deployment is planning', async () => {
    const { siteId, customer, deployment } = await queued();
    const { job } = (await stage.claim())!;
    expect(job).toMatchObject({ siteId, type: 'CREATE', nextLine: 1 });
    expect(job.variables).toMatchObject({
      site_id: siteId,
      customer_id: customer,
      region: 'local',
      instance_type: 'SMALL',
      configuration: { title: 'T', body: 'B' },
    });
    expect(await deployment()).toMatchObject({ status: 'RUNNING', phase: 'PLANNING' });
  });

  test('takes one customer’s single deployment before the second of another’s', async () => {
    const busy = await stage.world.customer();
    for (let n = 0; n < 3; n++) await stage.as(member(busy))(Deploy, { id: await stage.site(busy) });
    const patient = await queued();
    const first = await stage.claim();
    const second = await stage.claim();
    expect([first!.viewer.customerId, second!.viewer.customerId]).toEqual([busy, patient.customer]);
  });

  test('waits for a job and is woken by it', async () => {
    const runner = {
      id: 'r',
      kind: 'RUNNER',
      customerId: null,
      role: null,
      scopes: runnerScopes,
      pool: 'default',
    } as const;
    const claim = stage.as(runner)(
      `mutation { claimJob(input: { runner: "r", waitSeconds: 10 }) { deploymentId } }`,
    );
    const { id } = await queued();
    expect((await claim).data!['claimJob']).toEqual({ deploymentId: id });
  });

  test('gives nothing of another pool', async () => {
    await queued();
    expect(await stage.claim('elsewhere')).toBeNull();
  });

  test('tells the deployments that wait, once, why a runner cannot work', async () => {
    const { messages } = await queued();
    const runner = {
      id: 'r',
      kind: 'RUNNER',
      customerId: null,
      role: null,
      scopes: runnerScopes,
      pool: 'default',
    } as const;
    const unable = `mutation { claimJob(input: { runner: "r", unable: "Terraform is missing." }) { id } }`;
    for (let n = 0; n < 2; n++) expect((await stage.as(runner)(unable)).data).toEqual({ claimJob: null });
    expect(
      (await messages()).filter((message: string) => message.includes('Terraform is missing.')),
    ).toHaveLength(1);
  });
});

describe('appendDeploymentEvents', () => {
  test('numbers events without gaps, and a batch sent twice doubles nothing', async () => {
    const { events } = await queued();
    const { say } = (await stage.claim())!;
    const before = (await events()).lastSequence;
    const batch = { from: 1, events: lines('a', 'b', 'c') };
    for (let n = 0; n < 2; n++) {
      expect((await say(Append, batch)).data!['appendDeploymentEvents'].nextLine).toBe(4);
    }
    await say(Append, { from: 2, events: lines('b', 'c', 'd') });
    const all = (await events()).events;
    expect(all.slice(before).map(({ message }: { message: string }) => message)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
    expect(all.map(({ sequence }: { sequence: number }) => sequence)).toEqual(
      all.map((_: unknown, n: number) => n + 1),
    );
  });

  test('loses and doubles nothing when overlapping batches arrive at once', async () => {
    const { messages } = await queued();
    const { say } = (await stage.claim())!;
    const all = Array.from({ length: 40 }, (_, n) => `line ${n + 1}`);
    const send = (from: number, to: number) =>
      say(Append, { from, events: lines(...all.slice(from - 1, to)) });
    await Promise.all([send(1, 20), send(1, 10), send(1, 25)]);
    await Promise.all([send(11, 40), send(21, 30), send(20, 40)]);
    expect((await messages()).filter((message: string) => message.startsWith('line'))).toEqual(all);
  });

  test('refuses lines after a gap and says from where to send again', async () => {
    await queued();
    const { say } = (await stage.claim())!;
    const answer = await say(Append, { from: 5, events: lines('late') });
    expect(answer).toMatchObject({ code: 'CONFLICT', message: 'Lines are missing: send again from line 1.' });
  });

  test('carries phases and the plan over to the deployment', async () => {
    const { deployment } = await queued();
    const { say } = (await stage.claim())!;
    const at = new Date().toISOString();
    const resources = [{ address: 'module.compute.terraform_data.process', action: 'CREATE' }];
    await say(Append, {
      from: 1,
      events: [
        {
          at,
          kind: 'PLAN',
          level: 'INFO',
          phase: 'PLANNING',
          message: '1 to add',
          data: { add: 1, change: 0, destroy: 0, resources },
        },
        { at, kind: 'PHASE', level: 'INFO', phase: 'APPLYING', message: 'Applying' },
      ],
    });
    expect(await deployment()).toMatchObject({
      phase: 'APPLYING',
      plan: { add: 1, change: 0, destroy: 0, resources },
    });
    expect((await deployment()).phases.map(({ phase }: { phase: string }) => phase)).toEqual([
      'QUEUED',
      'PLANNING',
      'APPLYING',
    ]);
  });

  test('tells the runner that somebody wants it to stop', async () => {
    const { id, ask } = await queued();
    const { say } = (await stage.claim())!;
    await ask(Cancel, { id });
    expect(
      (await say(`mutation { heartbeatJob { cancelRequested } }`)).data!['heartbeatJob'].cancelRequested,
    ).toBe(true);
    await say(Finish, { outcome: 'CANCELLED' });
    expect((await ask(One, { id })).data!['deployment'].status).toBe('CANCELLED');
  });

  test('keeps what no text column holds out, and everything else as it is', async () => {
    const { messages } = await queued();
    const { say } = (await stage.claim())!;
    await say(Append, { from: 1, events: lines('nul \u0000 byte', '\u001b[31mred\u001b[0m 😀') });
    expect((await messages()).slice(-2)).toEqual(['nul \uFFFD byte', '\u001b[31mred\u001b[0m 😀']);
  });

  test('is only for the job’s own runner', async () => {
    const { ask } = await queued();
    await stage.claim();
    expect(await ask(Append, { from: 1, events: [] })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});

describe('finishJob', () => {
  test('makes the site live at its URL; said twice it is said once', async () => {
    const { siteId, events, deployment } = await queued();
    const { say } = (await stage.claim())!;
    const outputs = { site_url: 'http://127.0.0.2:20000/' };
    for (let n = 0; n < 2; n++)
      expect((await say(Finish, { outcome: 'COMPLETED', outputs })).code).toBeUndefined();
    expect(await stage.siteStatus(siteId)).toEqual({ status: 'ACTIVE', url: outputs.site_url });
    expect(await deployment()).toMatchObject({ status: 'COMPLETED', phase: 'FINISHED', errorMessage: null });
    const batch = await events();
    expect(batch.ended).toBe(true);
    expect(batch.events.filter(({ kind }: { kind: string }) => kind === 'END')).toHaveLength(1);
  });

  test('keeps why it failed, and demands to know', async () => {
    const { siteId, deployment } = await queued();
    const { say } = (await stage.claim())!;
    expect(await say(Finish, { outcome: 'FAILED' })).toMatchObject({ details: { field: 'errorMessage' } });
    await say(Finish, { outcome: 'FAILED', error: 'Unsupported argument' });
    expect(await deployment()).toMatchObject({ status: 'FAILED', errorMessage: 'Unsupported argument' });
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'FAILED' });
  });

  test('a log is not over before its last event has been read', async () => {
    const { id, ask } = await queued();
    const { say } = (await stage.claim())!;
    await say(Append, { from: 1, events: lines('a', 'b', 'c') });
    await say(Finish, { outcome: 'COMPLETED' });
    const page = async (after: number) =>
      (await ask(Events, { id, after, first: 2 })).data!['deploymentEvents'];
    const ends = [];
    for (let after = 0, batch; ; after = batch.lastSequence) {
      batch = await page(after);
      ends.push(batch.ended);
      if (batch.ended) break;
    }
    expect(ends).toEqual([false, false, true]);
    expect(await page(6)).toMatchObject({ events: [], lastSequence: 6, ended: true });
  });
});

describe('a lost runner', () => {
  test('that had changed nothing: the next one begins again, and the lost one is refused', async () => {
    const { id, deployment, messages } = await queued();
    const lost = (await stage.claim())!;
    await lost.say(Append, { from: 1, events: lines('before') });
    await expireLease(id);
    await sweepLostJobs(db);
    expect(await deployment()).toMatchObject({ status: 'QUEUED' });

    const next = (await stage.claim())!;
    expect(next.job).toMatchObject({ deploymentId: id, nextLine: 2 });
    for (const query of [Append, Finish]) {
      const answer = await lost.say(query, { from: 2, events: lines('ghost'), outcome: 'COMPLETED' });
      expect(answer).toMatchObject({ code: 'CONFLICT' });
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
    const { id, siteId, deployment, ask } = await queued();
    const lost = (await stage.claim())!;
    const at = new Date().toISOString();
    await lost.say(Append, {
      from: 1,
      events: [{ at, kind: 'PHASE', level: 'INFO', phase: 'APPLYING', message: 'Applying' }],
    });
    await expireLease(id);
    await sweepLostJobs(db);
    expect(await deployment()).toMatchObject({
      status: 'UNRESOLVED',
      errorMessage: expect.stringContaining('was lost'),
    });
    expect(await ask(Deploy, { id: siteId })).toMatchObject({ code: 'CONFLICT' });

    await (await stage.claim())!.say(Finish, { outcome: 'COMPLETED' });
    expect(await deployment()).toMatchObject({ status: 'COMPLETED', errorMessage: null });
  });

  test('is not swept while its lease or the grace after it lives', async () => {
    const { id, deployment } = await queued();
    await stage.claim();
    await stage.world.owner.query(
      `update deployments.progress set lease_until = now() - interval '5 seconds' where deployment_id = $1`,
      [id],
    );
    await sweepLostJobs(db);
    expect(await deployment()).toMatchObject({ status: 'RUNNING' });
  });

  test('of a deployment that was to stop ends it', async () => {
    const { id, ask, deployment } = await queued();
    await stage.claim();
    await ask(Cancel, { id });
    await expireLease(id);
    await sweepLostJobs(db);
    expect(await deployment()).toMatchObject({ status: 'CANCELLED' });
  });

  test('the fifth time fails it', async () => {
    const { id, deployment } = await queued();
    for (let n = 0; n < 5; n++) {
      await stage.claim();
      await expireLease(id);
      await sweepLostJobs(db);
    }
    expect(await deployment()).toMatchObject({ status: 'FAILED' });
  });
});

test('the sweep runs by itself', async () => {
  const { id, deployment } = await queued();
  await stage.claim();
  await expireLease(id);
  expect(await eventually(async () => ((await deployment()).status === 'QUEUED' ? 'QUEUED' : null))).toBe(
    'QUEUED',
  );
});
