import { gzipSync } from 'node:zlib';
import { newId } from '@hosterizer/kit/ids';
import { serveSubgraph } from '@hosterizer/kit/serve';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { signCaller } from '@hosterizer/kit/viewer';
import { setStage, type Stage } from './order.ts';
import { change, doorOf, endJobs, planOf, queuedUnder, runnerFor, somePlan } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => endJobs(stage));

const Plan = `query ($id: ID!) { deployment(id: $id) { plan {
  add change destroy resourcesLeftOut plannedAt
  resources { address action reason changes { path before after sensitive unknown replaces } }
} } }`;

const detailed = planOf(
  [
    {
      ...{ address: 'terraform_data.page["a"]', action: 'REPLACE', reason: 'replace_because_tainted' },
      changes: [
        change('input.title', 'Old', 'New', { replaces: true }),
        change('input.password', null, null, { sensitive: true }),
        change('output', { a: [1, null] }, null, { unknown: true }),
      ],
    },
    { address: 'terraform_data.other', action: 'CREATE', changes: [change('', null, {})] },
  ],
  { resourcesLeftOut: 3 },
);

test('a plan is told attribute by attribute, as the runner has sent it', async () => {
  const queued = await queuedUnder(stage, 'NEVER');
  const runner = await runnerFor(stage, queued);
  expect((await queued.ask(Plan, { id: queued.id })).data).toEqual({ deployment: { plan: null } });
  expect(await runner.put(detailed)).toMatchObject({ status: 200, said: { verdict: 'PROCEED' } });

  const { plan } = (await queued.ask(Plan, { id: queued.id })).data!['deployment'];
  const { lineage: _, serial: __, ...told } = detailed;
  expect(plan).toEqual({ ...told, plannedAt: expect.anything() });

  // Planned anew, and without compression: what is told is the newest.
  await runner.send('PUT', runner.job.id, Buffer.from(JSON.stringify(somePlan)));
  const again = (await queued.ask(Plan, { id: queued.id })).data!['deployment'].plan;
  expect(again.resources.map(({ address }: any) => address)).toEqual([
    'terraform_data.page',
    'terraform_data.process',
  ]);
});

test('a plan is shown to its customer and the platform’s staff, and to nobody else', async () => {
  const queued = await queuedUnder(stage, 'NEVER');
  await (await runnerFor(stage, queued)).put(detailed);
  for (const viewer of [member(queued.customer, 'viewer'), staff('support')]) {
    const { plan } = (await stage.as(viewer)(Plan, { id: queued.id })).data!['deployment'];
    expect(plan.resources[0].changes).toHaveLength(3);
  }
  const stranger = member(await stage.world.customer());
  expect(await stage.as(stranger)(Plan, { id: queued.id })).toMatchObject({ code: 'NOT_FOUND' });
});

test('who watches the deployment hears of its plan', async () => {
  const queued = await queuedUnder(stage, 'NEVER');
  const runner = await runnerFor(stage, queued);
  let heard = 0;
  const leave = await stage.world.events.subscribe(`deployment-status:${queued.id}`, () => (heard += 1));
  await runner.put(somePlan);
  await eventually(() => heard > 0);
  leave();
});

describe('a document is refused with a sentence', () => {
  const resource = { address: 'a', action: 'CREATE' };
  const changed = (one: object) => planOf([{ ...resource, changes: [one] }]);
  const { add: _, ...incomplete } = somePlan;
  test.each<[string, object | string, string]>([
    ['that is no JSON', '{', 'JSON'],
    ['that is no object', '[]', 'must be an object'],
    ['that lacks a field', incomplete, 'add: It is missing'],
    ['with a field too many', { ...somePlan, more: 1 }, 'There is no more in it'],
    ['with a count below zero', { ...somePlan, destroy: -1 }, 'destroy'],
    ['with a count that is a text', { ...somePlan, change: '1' }, 'change'],
    ['with a serial that is a number', { ...somePlan, serial: 7 }, 'serial'],
    ['with a lineage and no serial', { ...somePlan, serial: null }, 'serial'],
    ['with an action that there is not', planOf([{ address: 'a', action: 'DROP' }]), 'resources.0.action'],
    ['with an address of nothing', planOf([{ address: '', action: 'READ' }]), 'resources.0.address'],
    ['with an address that no database keeps', planOf([{ address: 'a\0', action: 'READ' }]), 'address'],
    ['with half a character', planOf([{ address: '\ud800', action: 'READ' }]), 'address'],
    ['that shows what is sensitive', changed(change('p', 'x', null, { sensitive: true })), 'sensitive'],
    ['with a flag that is none', changed(change('p', 1, 2, { unknown: 'no' })), 'changes.0.unknown'],
    ['with a long value', changed(change('p', 'x'.repeat(4_097), null)), 'changes.0.before'],
    ['with a long list for a value', changed(change('p', null, Array(3_000).fill(0))), 'changes.0.after'],
    ['with too many changes', planOf([{ ...resource, changes: Array(201).fill(change('p', 1, 2)) }]), '200'],
    ['with too many resources', planOf(Array(2_001).fill(resource)), '2000'],
  ])('%s', async (_title, document, said) => {
    const runner = await runnerFor(stage, await queuedUnder(stage, 'NEVER'));
    const body = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
    const answer = await runner.send('PUT', runner.job.id, body);
    expect(answer).toMatchObject({ status: 400, said: { error: expect.stringContaining(said) } });
  });

  test('that is larger than 8 MiB, also when it is small on its way', async () => {
    const runner = await runnerFor(stage, await queuedUnder(stage, 'NEVER'));
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '));
    expect(bomb.length).toBeLessThan(300_000);
    const tooLarge = { status: 400, said: { error: expect.stringContaining('8388608 bytes') } };
    const gzip = { 'content-encoding': 'gzip' };
    expect(await runner.send('PUT', runner.job.id, bomb, gzip)).toMatchObject(tooLarge);
    expect(await runner.send('PUT', runner.job.id, Buffer.alloc(9 * 1024 * 1024, ' '))).toMatchObject(
      tooLarge,
    );
    expect((await runner.send('PUT', runner.job.id, Buffer.from('{}'), gzip)).status).toBe(400);
    expect((await runner.send('PUT', runner.job.id, bomb, { 'content-encoding': 'br' })).status).toBe(400);
  });
});

describe('the door of plans', () => {
  test('is for the runner that holds the job, and for nobody else', async () => {
    const queued = await queuedUnder(stage, 'NEVER');
    const runner = await runnerFor(stage, queued);
    const body = Buffer.from(JSON.stringify(somePlan));
    const owner = member(queued.customer);
    expect((await doorOf(stage, owner)('PUT', runner.job.id, body)).status).toBe(403);

    const other = await runnerFor(stage, await queuedUnder(stage, 'NEVER'));
    for (const id of [runner.job.id, newId(), 'nonsense', `${other.job.id}/file/x`, `${other.job.id}/`]) {
      expect((await other.send('PUT', id, body)).status).toBe(404);
      expect((await other.send('GET', `${id}/file`)).status).toBe(404);
    }
    await runner.finish('FAILED', { error: 'No.' });
    expect((await runner.put(somePlan)).status).toBe(409);
    expect((await runner.putFile(body)).status).toBe(409);
    expect((await queued.deployment()).plan).toBeNull();
  });

  test('shuts before a runner whose job has gone to another one', async () => {
    const queued = await queuedUnder(stage, 'NEVER');
    const lost = await runnerFor(stage, queued);
    await lost.say(`mutation { releaseJob(input: { reason: "Stopping." }) { nextLine } }`);
    const next = await runnerFor(stage, queued);
    expect(next.job.id).toBe(lost.job.id);
    expect((await lost.put(planOf([]))).status).toBe(409);
    expect((await next.put(somePlan)).status).toBe(200);
    expect((await queued.deployment()).plan.add).toBe(2);
  });

  test('takes a file only after its plan, of at most 48 MiB', async () => {
    const runner = await runnerFor(stage, await queuedUnder(stage, 'ALWAYS'));
    expect((await runner.putFile(Buffer.from('x'))).status).toBe(409);
    await runner.put(somePlan);
    expect((await runner.putFile(Buffer.alloc(0))).status).toBe(400);
    const large = await runner.putFile(Buffer.alloc(48 * 1024 * 1024 + 1));
    expect(large).toMatchObject({ status: 413, said: { error: expect.stringContaining('50331648 bytes') } });
    expect((await runner.putFile(Buffer.from('x'))).status).toBe(204);
    // The file is of the plan before.
    await runner.put(planOf([]));
    expect(await runner.finish('PLANNED')).toMatchObject({ code: 'CONFLICT' });
  });

  test('takes bodies as they come over HTTP', async () => {
    await queuedUnder(stage, 'ALWAYS');
    const claimed = (await stage.claim())!;
    const { tokens, log } = stage.world.settings;
    const served = await serveSubgraph(stage.subgraph, { host: '127.0.0.1', port: 0, tokens, log });
    try {
      const caller = { viewer: claimed.viewer, portal: null, ip: '', traceId: '' };
      const answer = await fetch(`${served.url}/plans/${claimed.job.id}`, {
        method: 'PUT',
        headers: {
          'hosterizer-caller': signCaller(tokens, caller),
          ...{ 'content-type': 'application/json', 'content-encoding': 'gzip' },
        },
        body: gzipSync(JSON.stringify(somePlan)),
      });
      expect(await answer.json()).toEqual({ verdict: 'WAIT' });
    } finally {
      await served.close();
    }
  });
});
