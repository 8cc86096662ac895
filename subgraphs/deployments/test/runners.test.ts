/** What runners say of themselves, what staff see of them, and what deployments hear that wait for them. */
import { member, staff } from '@hosterizer/kit/testing';
import { tellHeldBack } from '../src/held-back.ts';
import { checkRunners, sweepRunners } from '../src/runners.ts';
import { Finish, Report, runnerViewer, setStage, type ClaimedJob, type Runner, type Stage } from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(async () => {
  await stage.emptyQueue();
  await stage.world.owner.query(`delete from deployments.runner`);
});

const Runners = `query { runners {
  name pool labels status unable slots terraformVersion seenAt jobs { id runner deployment { id } }
} }`;
const runners = async () => (await stage.as(staff('support'))(Runners)).data!['runners'] as any[];
const statuses = async () => Object.fromEntries((await runners()).map(({ name, status }) => [name, status]));
const quietFor = (name: string, ago: string) =>
  stage.world.owner.query(`update deployments.runner set seen_at = now() - $2::interval where name = $1`, [
    name,
    ago,
  ]);
const reporting = (input: object, pool = 'default') =>
  stage.as(runnerViewer(pool))(Report, { input: { runner: 'r1', labels: [], slots: 1, ...input } });

describe('the staff see', () => {
  test('who is idle, at work, draining, unable or gone', async () => {
    for (const name of ['idle', 'away']) await stage.report({ name });
    await stage.report({ name: 'leaving', draining: true });
    await stage.report({ name: 'broken', unable: 'Terraform is missing.' });
    const { id } = await stage.queued();
    await stage.claim({ name: 'busy', slots: 3 });
    await quietFor('away', '31 seconds');
    expect(await statuses()).toEqual({
      ...{ idle: 'IDLE', busy: 'WORKING', leaving: 'DRAINING', broken: 'UNABLE', away: 'OFFLINE' },
    });
    const busy = (await runners()).find(({ name }) => name === 'busy');
    expect(busy).toMatchObject({ pool: 'default', labels: ['local'], slots: 3, unable: null });
    expect(busy.jobs).toMatchObject([{ runner: 'busy', deployment: { id } }]);
  });

  test('what a runner said last, and none that was not here for a day', async () => {
    await stage.report({ name: 'fleet.7-a', labels: ['old'] });
    await stage.report({ name: 'fleet.7-a', labels: ['new', 'machine:m1'], slots: 4 });
    await stage.report({ name: 'forgotten' });
    await quietFor('forgotten', '25 hours');
    expect(await runners()).toMatchObject([{ name: 'fleet.7-a', labels: ['new', 'machine:m1'], slots: 4 }]);
    await sweepRunners(stage.db);
    const { rows } = await stage.world.owner.query(`select name from deployments.runner`);
    expect(rows).toEqual([{ name: 'fleet.7-a' }]);
  });

  test('them and nobody else does', async () => {
    const customer = await stage.world.customer();
    expect(await stage.as(member(customer))(Runners)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    expect(await stage.as(runnerViewer())(Runners)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});

describe('reportRunner', () => {
  test.each([
    ['runner', { runner: 'a b' }],
    ['runner', { runner: '' }],
    ['runner', { runner: 'r'.repeat(101) }],
    ['labels', { labels: Array.from({ length: 21 }, (_, n) => `l${n}`) }],
    ['labels.1', { labels: ['fine', 'not fine'] }],
    ['slots', { slots: 0 }],
    ['unable', { unable: ' ' }],
  ])('refuses %s of %j', async (field, input) => {
    expect(await reporting(input)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
  });

  test('keeps two runners of different pools from going by one name', async () => {
    await reporting({}, 'eu');
    expect(await reporting({}, 'us')).toMatchObject({ code: 'CONFLICT' });
    await quietFor('r1', '31 seconds');
    expect((await reporting({}, 'us')).code).toBeUndefined();
    expect(await runners()).toMatchObject([{ name: 'r1', pool: 'us' }]);
  });

  test('is heard by watchers when something has changed, and when it is only still here it is not', async () => {
    const counts = [];
    for (const slots of [1, 1, 2, 2]) {
      const before = stage.hints.length;
      await reporting({ slots });
      counts.push(stage.hints.slice(before).filter((channel) => channel === 'runners').length);
    }
    expect(counts).toEqual([1, 0, 1, 0]);
  });
});

test('watchers of the runners hear when one begins and ends a job, and when one has gone', async () => {
  const heard = async (work: () => Promise<unknown>) => {
    const before = stage.hints.length;
    await work();
    return stage.hints.slice(before).includes('runners');
  };
  await stage.queued();
  await stage.report();
  let claimed: ClaimedJob | null = null;
  expect(await heard(async () => (claimed = await stage.claim()))).toBe(true);
  expect(await heard(() => claimed!.say(Finish, { outcome: 'COMPLETED' }))).toBe(true);
  await quietFor('r1', '31 seconds');
  expect(await heard(() => sweepRunners(stage.db))).toBe(true);
});

describe('health', () => {
  test('counts the runners that can work, and says why none does', async () => {
    await expect(checkRunners(stage.db)).rejects.toThrow('No runner is connected');
    await stage.report({ name: 'broken', unable: 'Terraform is missing.' });
    await expect(checkRunners(stage.db)).rejects.toThrow('Terraform is missing.');
    await stage.report({ name: 'leaving', draining: true });
    await expect(checkRunners(stage.db)).rejects.toThrow('Terraform is missing.');
    await stage.report();
    await expect(checkRunners(stage.db)).resolves.toEqual({ runners: 1 });
  });
});

describe('a deployment that waits hears once', () => {
  async function waitingLong() {
    const queued = await stage.queued();
    await stage.world.owner.query(
      `update deployments.job set created_at = now() - interval '11 seconds' where deployment_id = $1`,
      [queued.id],
    );
    return {
      ...queued,
      reasons: async () => {
        await Promise.all([tellHeldBack(stage.db), tellHeldBack(stage.db)]);
        return (await queued.messages()).filter((message) => message.startsWith('Waiting: '));
      },
    };
  }

  test('that no runner of its pool is connected', async () => {
    const { reasons } = await waitingLong();
    await stage.report({ name: 'abroad', pool: 'eu' });
    await stage.report({ name: 'leaving', draining: true });
    for (let n = 0; n < 2; n++)
      expect(await reasons()).toEqual(['Waiting: no runner of the pool default is connected.']);
  });

  test('which labels no runner of its pool has', async () => {
    const { reasons, id } = await waitingLong();
    await stage.world.owner.query(
      `update deployments.job set requires = '{local,gpu}' where deployment_id = $1`,
      [id],
    );
    await stage.report();
    for (let n = 0; n < 2; n++)
      expect(await reasons()).toEqual([
        'Waiting: no runner of the pool default has what it needs: local, gpu.',
      ]);
  });

  test('that the machine on which its site stands is away', async () => {
    const { reasons, siteId, customer } = await waitingLong();
    await stage.world.owner.query(
      `insert into deployments.placement (customer_id, site_id, label) values ($1, $2, 'machine:a')`,
      [customer, siteId],
    );
    await stage.report({ name: 'there', labels: ['local', 'machine:b'] });
    expect(await reasons()).toEqual([
      'Waiting: no runner of the pool default has what it needs: local, machine:a.',
    ]);
    await stage.report({ name: 'here', labels: ['local', 'machine:a'] });
    expect(await reasons()).toHaveLength(1);
  });

  test('why every runner that could take it is unable, at once, and nothing while one can', async () => {
    const { reasons, messages } = await waitingLong();
    const unable: Partial<Runner> = { name: 'broken', unable: 'Terraform is missing.' };
    await stage.report();
    await stage.report(unable);
    expect(await reasons()).toEqual([]);
    await quietFor('r1', '31 seconds');
    for (let n = 0; n < 2; n++) await stage.report(unable);
    expect((await messages()).filter((message) => message.includes('Terraform is missing.'))).toEqual([
      'Waiting: Terraform is missing.',
    ]);
  });

  test('nothing in the first seconds, in which a runner may be starting', async () => {
    const { messages } = await stage.queued();
    await tellHeldBack(stage.db);
    expect((await messages()).filter((message) => message.startsWith('Waiting: '))).toEqual([]);
  });
});
