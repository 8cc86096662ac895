/** What gateways that follow logs are told: hints that carry what the query would answer, and where logs stand. */
import { gatewayViewer } from '@hosterizer/kit/viewer';
import { member } from '@hosterizer/kit/testing';
import { Append, entering, Finish, lines, setStage, type Stage } from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const All = `query ($id: ID!, $after: Int!, $first: Int!) {
  deploymentEvents(deploymentId: $id, after: $after, first: $first) {
    deploymentId lastSequence ended
    events { sequence at kind level phase resource message }
  }
}`;

type Carried = { after: number; at: number; batch: { lastSequence: number; ended: boolean } };

/** What has been announced of the deployment's log, as it went through Redis. */
const carried = (id: string): Carried[] =>
  stage.told
    .filter(({ channel }) => channel === `deployment:${id}`)
    .map(({ hint }) => JSON.parse(JSON.stringify(hint)));

test('a hint carries just what the query answers for it, from the first event to the last', async () => {
  const { id, ask } = await stage.queued();
  const { say } = (await stage.claim())!;
  await say(Append, {
    from: 1,
    events: [entering('APPLYING'), ...lines('one', 'a \u0000 and a \ud83d\ude00')],
  });
  await say(Append, { from: 4, events: [{ ...lines('three')[0], resource: 'module.a', level: 'ERROR' }] });
  await say(Append, { from: 4, events: lines('three', 'four') });
  await say(Finish, { outcome: 'COMPLETED', outputs: { site_url: 'http://site.test' } });

  const hints = carried(id).filter(({ batch }) => batch);
  let known = 0;
  for (const { after, at, batch } of hints) {
    expect(after).toBe(known);
    expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
    const first = batch.lastSequence - after;
    const { data } = await ask(All, { id, after, first });
    expect({ batch }).toEqual({ batch: JSON.parse(JSON.stringify(data!['deploymentEvents'])) });
    known = batch.lastSequence;
  }
  expect(hints.length).toBeGreaterThanOrEqual(5);
  expect(hints.map(({ batch }) => batch.ended)).toEqual([...hints.slice(1).map(() => false), true]);
  const { data } = await ask(All, { id, after: known, first: 10 });
  expect(data!['deploymentEvents'].events).toEqual([]);
});

test('events too large for a hint are hinted at', async () => {
  const { id } = await stage.queued();
  const { say } = (await stage.claim())!;
  await say(Append, { from: 1, events: lines(...Array.from({ length: 6 }, () => 'x'.repeat(50_000))) });
  expect(carried(id).at(-1)).toEqual({});
});

test('the lists of its customer and of everybody hear of a deployment when it begins, moves on and ends', async () => {
  const { customer, id, ask } = await stage.queued();
  const heard = () => [
    stage.hints.filter((channel) => channel === `deployments:${customer}`).length,
    stage.hints.filter((channel) => channel === 'deployments:').length,
  ];
  const [own, all] = heard();
  expect(own).toBe(1);
  const { say } = (await stage.claim())!;
  expect(heard()).toEqual([2, all! + 1]);
  await say(Append, { from: 1, events: [entering('APPLYING')] });
  await say(Append, { from: 2, events: lines('a line is no news to a list') });
  expect(heard()[0]).toBe(3);
  await say(Finish, { outcome: 'FAILED', error: 'No.' });
  expect(heard()[0]).toBe(4);
  expect((await ask(All, { id, after: 0, first: 1 })).code).toBeUndefined();
});

describe('liveHeads', () => {
  const Heads = `query ($channels: [String!]!) { liveHeads(channels: $channels) { channel sequence ended } }`;
  const heads = async (channels: string[]) =>
    (await stage.as(gatewayViewer)(Heads, { channels })).data?.['liveHeads'];

  test('tells where each log stands, and whether it has ended', async () => {
    const [open, over] = [await stage.queued(), await stage.queued()];
    await over.ask('mutation ($id: ID!) { cancelDeployment(id: $id) { id } }', { id: over.id });
    const found = await heads([
      `deployment:${open.id}`,
      `deployment:${over.id}`,
      'deployment:nonsense',
      'site:1',
    ]);
    expect(found).toHaveLength(2);
    for (const [{ id, events }, ended] of [
      [open, false],
      [over, true],
    ] as const) {
      const sequence = (await events()).lastSequence;
      expect(found).toContainEqual({ channel: `deployment:${id}`, sequence, ended });
    }
  });

  test('is for no more than a thousand at a time', async () => {
    const many = Array.from({ length: 1_001 }, () => 'deployment:x');
    expect(await stage.as(gatewayViewer)(Heads, { channels: many })).toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    expect(await heads([])).toEqual([]);
  });

  test('is asked by nobody else', async () => {
    const { id, customer } = await stage.queued();
    const asked = await stage.as(member(customer))(Heads, { channels: [`deployment:${id}`] });
    expect(asked).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});
