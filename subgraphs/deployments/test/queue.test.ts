/** In which order jobs are given out, how many of a customer at once, and what people see of it. */
import { inTenant } from '@hosterizer/kit/tenancy';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { statusOf } from '../src/channels.ts';
import { claim } from '../src/claims.ts';
import { closeJob } from '../src/leases.ts';
import { Deploy, Finish, One, setStage, type ClaimedJob, type Stage } from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(async () => {
  await stage.world.owner.query(`update deployments.lease set held = false`);
  await stage.world.owner.query(`update deployments.job set status = 'DONE'`);
});

const runner = { name: 'r1', pool: 'default', labels: ['local'] };
const allot = (customerId: string, concurrency: number) =>
  stage.world.owner.query(`insert into deployments.allotment (customer_id, concurrency) values ($1, $2)`, [
    customerId,
    concurrency,
  ]);
const QueueOf = `query ($pool: String) { queue(pool: $pool) {
  id kind pool position runner losses queuedAt claimedAt site { id } customer { id } deployment { id status }
} }`;
const queueOf = async (pool?: string) =>
  (await stage.as(staff('support'))(QueueOf, { pool })).data!['queue'] as any[];

/** Claims until nothing is left; the ids of the deployments in the order in which they came. */
async function claimAll(): Promise<string[]> {
  const claimed: string[] = [];
  for (let found; (found = await stage.claim());) claimed.push(found.job.deploymentId!);
  return claimed;
}

describe('customers take turns', () => {
  test('one’s hundred do not hold up another’s one', async () => {
    const [busy, patient] = [await stage.world.customer(), await stage.world.customer()];
    await stage.fill(busy, 100);
    const [one] = await stage.fill(patient, 1);
    expect((await stage.claim())!.viewer.customerId).toBe(busy);
    expect((await stage.claim())!.job.deploymentId).toBe(one);
  });

  test('also while one has more under way than the other', async () => {
    const [busy, patient] = [await stage.world.customer(), await stage.world.customer()];
    await stage.fill(busy, 5);
    for (let n = 0; n < 3; n++) await stage.claim();
    await stage.fill(patient, 3);
    const next = [await stage.claim(), await stage.claim(), await stage.claim()];
    expect(next.map((claimed) => claimed!.viewer.customerId)).toEqual([patient, patient, patient]);
  });

  test('a place in the queue is the place in which a job is given out', async () => {
    const customers = [
      await stage.world.customer(),
      await stage.world.customer(),
      await stage.world.customer(),
    ];
    await stage.fill(customers[0]!, 1);
    await stage.claim();
    for (const [place, count] of [4, 2, 3].entries()) await stage.fill(customers[place]!, count);
    await stage.fill(customers[1]!, 2);

    const waiting = (await queueOf()).filter(({ position }) => position !== null);
    expect(waiting.map(({ position }) => position)).toEqual(waiting.map((_, place) => place + 1));
    const seen: Array<[number, string]> = [];
    for (const { customer, deployment } of waiting) {
      const { data } = await stage.as(member(customer.id))(One, { id: deployment.id });
      seen.push([data!['deployment'].queuePosition, deployment.id]);
    }
    expect(seen).toEqual(waiting.map(({ position, deployment }) => [position, deployment.id]));
    expect(await claimAll()).toEqual(waiting.map(({ deployment }) => deployment.id));
  });
});

describe('how many of a customer are under way at once', () => {
  test('is never more than its allotment, also when twenty claim at once', async () => {
    const customer = await stage.world.customer();
    await allot(customer, 3);
    await stage.fill(customer, 20);
    // Each runner can be given another job, so that nothing but the count keeps one of them from it.
    await stage.world.owner.query(
      `update deployments.job set requires = array['n' || place]
       from (select id, row_number() over (order by id) as place from deployments.job where customer_id = $1) as nth
       where job.id = nth.id`,
      [customer],
    );
    const all = () =>
      Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          claim(stage.db, { name: `r${n}`, pool: 'default', labels: [`n${n + 1}`] }, 10),
        ),
      );
    const claimed = (await all()).filter((found) => found !== null);
    expect(claimed).toHaveLength(3);
    expect((await all()).filter(Boolean)).toHaveLength(0);
    await inTenant(stage.db, customer, (tx) => closeJob(tx, claimed[0]!.job));
    expect((await all()).filter(Boolean)).toHaveLength(1);
  });

  test('is the installation’s number where it is allotted none', async () => {
    const customer = await stage.world.customer();
    await stage.fill(customer, 12);
    expect(await claimAll()).toHaveLength(10);
  });

  test('a job that no runner here can take does not use up the room of those that it can', async () => {
    const customer = await stage.world.customer();
    await allot(customer, 1);
    const [elsewhere, here] = await stage.fill(customer, 2);
    await stage.world.owner.query(`update deployments.job set requires = '{gpu}' where deployment_id = $1`, [
      elsewhere,
    ]);
    expect((await stage.claim())!.job.deploymentId).toBe(here);
    expect(await stage.claim({ name: 'r2', labels: ['gpu', 'local'] })).toBeNull();
  });
});

test('a thousand jobs are given to eight runners, each exactly once, and none is left', async () => {
  const customers = await Promise.all(Array.from({ length: 20 }, () => stage.world.customer()));
  const ids = (await Promise.all(customers.map((customer) => stage.fill(customer, 50)))).flat();
  await stage.report();
  const claimed: string[] = [];
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let found; (found = await claim(stage.db, runner, 10));) {
        claimed.push(found.order.id);
        const { job } = found;
        await inTenant(stage.db, job.customerId, (tx) => closeJob(tx, job));
      }
    }),
  );
  expect(claimed.toSorted()).toEqual(ids.toSorted());
}, 180_000);

describe('the queue', () => {
  test('shows what is under way first, then what waits; other pools are left out', async () => {
    const customer = await stage.world.customer();
    const [first, second, third] = await stage.fill(customer, 3);
    await stage.claim();
    await stage.world.owner.query(`update deployments.job set pool = 'eu' where deployment_id = $1`, [third]);
    expect(await queueOf('default')).toMatchObject([
      {
        deployment: { id: first, status: 'RUNNING' },
        runner: 'r1',
        position: null,
        claimedAt: expect.anything(),
      },
      { deployment: { id: second }, runner: null, position: 1, claimedAt: null, customer: { id: customer } },
    ]);
    expect((await queueOf()).map(({ deployment }) => deployment.id)).toEqual([first, second, third]);
  });

  test('gives no place to what cannot be given out', async () => {
    const customer = await stage.world.customer();
    const { id, ask } = await stage.queued(customer);
    await stage.world.owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [
      customer,
    ]);
    expect(await queueOf()).toMatchObject([{ deployment: { id }, position: null }]);
    const { data } = await eventually(async () => {
      const answer = await ask(One, { id });
      return answer.data!['deployment'].queuePosition === null && answer;
    });
    expect(data!['deployment']).toMatchObject({ status: 'QUEUED', runner: null });
  });

  test('is for the platform’s staff', async () => {
    const customer = await stage.world.customer();
    expect(await stage.as(member(customer))(QueueOf)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });
});

describe('who watches a deployment that waits', () => {
  test('hears of its new place when the one before it has been taken, or ends', async () => {
    const [one, two, three] = [await stage.queued(), await stage.queued(), await stage.queued()];
    const place = async ({ deployment }: typeof one) => (await deployment()).queuePosition;
    expect([await place(one), await place(two), await place(three)]).toEqual([1, 2, 3]);
    const before = stage.hints.length;
    const taken = (await stage.claim()) as ClaimedJob;
    expect([await place(one), await place(two), await place(three)]).toEqual([null, 1, 2]);
    await eventually(() => stage.hints.slice(before).includes(statusOf(three.id)));
    await taken.say(Finish, { outcome: 'COMPLETED' });
    expect(await place(three)).toBe(2);
  });

  test('is told its place at once when it is queued', async () => {
    const customer = await stage.world.customer();
    const deploy = Deploy.replace('{ id number', '{ queuePosition id number');
    for (const position of [1, 2]) {
      const { data } = await stage.as(member(customer))(deploy, { id: await stage.site(customer) });
      expect(data!['deploySite'].queuePosition).toBe(position);
    }
  });
});
