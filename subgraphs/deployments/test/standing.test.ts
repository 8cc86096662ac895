/** Deployments of a customer that is suspended or closed: none is asked for, those that wait are held back. */
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { sweepLostJobs } from '../src/lost-jobs.ts';
import { tellHeldBack } from '../src/held-back.ts';
import { Append, Cancel, Deploy, entering, Finish, lines, setStage, type Stage } from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const Delete = `mutation ($id: ID!) { deleteSite(id: $id) { id } }`;
const become = (customerId: string, status: string) =>
  stage.world.owner.query(`update customers.customer set status = $2 where id = $1`, [customerId, status]);

async function queued() {
  const { deployment, ...rest } = await stage.queued();
  return { ...rest, status: async () => (await deployment()).status };
}

describe.each([
  ['SUSPENDED', 'suspended'],
  ['INACTIVE', 'closed'],
])('while a customer is %s', (standing, word) => {
  test('nothing is deployed or deleted, also when staff ask', async () => {
    const customer = await stage.world.customer();
    const [fresh, live] = [await stage.site(customer), await stage.site(customer, { status: 'ACTIVE' })];
    await become(customer, standing);
    for (const viewer of [member(customer), staff()]) {
      for (const id of [fresh, live]) {
        const refused = { code: 'CONFLICT', message: expect.stringContaining(word) };
        expect(await stage.as(viewer)(Deploy, { id })).toMatchObject(refused);
        expect(await stage.as(viewer)(Delete, { id })).toMatchObject(refused);
      }
    }
    expect(await stage.siteStatus(fresh)).toMatchObject({ status: 'PENDING' });
    expect(await stage.siteStatus(live)).toMatchObject({ status: 'ACTIVE' });
  });

  test('what waits is not claimed, is told why once, and goes on when it is active again', async () => {
    const { customer, id, messages, status } = await queued();
    const other = await queued();
    await become(customer, standing);
    expect((await stage.claim())!.job.deploymentId).toBe(other.id);
    expect(await stage.claim()).toBeNull();

    await Promise.all([tellHeldBack(stage.db), tellHeldBack(stage.db), tellHeldBack(stage.db)]);
    expect((await messages()).filter((message) => message.startsWith('Waiting'))).toEqual([
      expect.stringContaining(word),
    ]);
    expect(await other.messages()).not.toContainEqual(expect.stringContaining('Waiting'));
    expect(await status()).toBe('QUEUED');

    await become(customer, 'ACTIVE');
    expect((await stage.claim())!.job.deploymentId).toBe(id);
  });

  test('what runs goes on to its end', async () => {
    const { customer, siteId, status } = await queued();
    const claimed = (await stage.claim())!;
    await become(customer, standing);
    const said = await claimed.say(Append, { from: 1, events: lines('still here') });
    expect(said.data!['appendDeploymentEvents']).toMatchObject({ nextLine: 2, cancelRequested: false });
    expect((await claimed.say(Finish, { outcome: 'COMPLETED' })).code).toBeUndefined();
    expect(await status()).toBe('COMPLETED');
    expect(await stage.siteStatus(siteId)).toMatchObject({ status: 'ACTIVE' });
  });

  test('what lost its runner while it applied is brought to its end by another, what had changed nothing waits', async () => {
    const begun = await queued();
    const first = (await stage.claim())!;
    await first.say(Append, { from: 1, events: [entering('APPLYING')] });
    const planned = await queued();
    await stage.claim();
    for (const { id } of [begun, planned]) await stage.expireLease(id);
    for (const { customer } of [begun, planned]) await become(customer, standing);
    await sweepLostJobs(stage.db);
    expect([await begun.status(), await planned.status()]).toEqual(['UNRESOLVED', 'QUEUED']);

    expect((await stage.claim())!.job.deploymentId).toBe(begun.id);
    expect(await stage.claim()).toBeNull();
  });
});

test('however many wait of a customer that is suspended, they do not hold up another’s', async () => {
  const customer = await stage.world.customer();
  for (let n = 0; n < 21; n++) {
    await stage.as(member(customer))(Deploy, { id: await stage.site(customer) });
  }
  await become(customer, 'SUSPENDED');
  const other = await queued();
  expect((await stage.claim())!.job.deploymentId).toBe(other.id);
});

test('what waits can still be cancelled by staff', async () => {
  const { customer, id, status } = await queued();
  await become(customer, 'SUSPENDED');
  expect((await stage.as(staff())(Cancel, { id })).code).toBeUndefined();
  expect(await status()).toBe('CANCELLED');
  await tellHeldBack(stage.db);
});

describe('a suspension and a deployment take turns', () => {
  const lockWaits = () =>
    eventually(async () => {
      const { rows } = await stage.world.owner.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length > 0;
    });

  test('who asks for one during the suspension waits for its end, and is refused', async () => {
    const customer = await stage.world.customer();
    const site = await stage.site(customer);
    const suspending = await stage.world.owner.connect();
    try {
      await suspending.query('begin');
      await suspending.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [customer]);
      const asked = stage.as(member(customer))(Deploy, { id: site });
      await lockWaits();
      await suspending.query('commit');
      expect(await asked).toMatchObject({ code: 'CONFLICT' });
    } finally {
      suspending.release();
    }
  });

  test('a suspension waits for a deployment that is being asked for, which is held back then', async () => {
    const customer = await stage.world.customer();
    const site = await stage.site(customer);
    const busy = await stage.world.owner.connect();
    try {
      await busy.query('begin');
      await busy.query(`select from sites.site where id = $1 for update`, [site]);
      const asked = stage.as(member(customer))(Deploy, { id: site });
      await lockWaits();
      await expect(
        stage.world.owner.query(
          `do $$ begin
             set local lock_timeout = 100;
             update customers.customer set status = 'SUSPENDED' where id = '${customer}';
           end $$`,
        ),
      ).rejects.toMatchObject({ code: '55P03' });
      const suspended = become(customer, 'SUSPENDED');
      await busy.query('commit');
      expect((await asked).code).toBeUndefined();
      await suspended;
      expect(await stage.claim()).toBeNull();
    } finally {
      busy.release();
    }
  });
});
