/** Which runners work for a customer, and how many of its jobs at once: the staff decide. */
import { newId } from '@hosterizer/kit/ids';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { runnerViewer, ClaimJob, setStage, type Stage } from './order.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const Allot = `mutation ($customer: ID!, $pool: String! = "default", $concurrency: Int) {
  allotRunners(input: { customerId: $customer, pool: $pool, concurrency: $concurrency }) {
    id runnerPool jobConcurrency
  }
}`;
const allot = (customer: string, more: object = {}) => stage.as(staff())(Allot, { customer, ...more });
const eu = { name: 'r-eu', pool: 'eu' };

test('what waits moves along to the new pool, and what is asked for later goes there', async () => {
  const { customer, id } = await stage.queued();
  const other = await stage.queued();
  expect((await allot(customer, { pool: 'eu' })).data!['allotRunners']).toEqual({
    ...{ id: customer, runnerPool: 'eu', jobConcurrency: null },
  });
  const later = await stage.queued(customer);
  expect((await stage.claim())!.job.deploymentId).toBe(other.id);
  expect(await stage.claim()).toBeNull();
  expect((await stage.claim(eu))!.job.deploymentId).toBe(id);
  expect((await stage.claim(eu))!.job.deploymentId).toBe(later.id);
});

test('a runner of the new pool that waits is woken', async () => {
  const { customer, id } = await stage.queued();
  await stage.report(eu);
  const claim = stage.as(runnerViewer('eu'))(ClaimJob, { runner: eu.name, seconds: 10 });
  await allot(customer, { pool: 'eu' });
  expect((await claim).data!['claimJob'].deploymentId).toBe(id);
});

test('what is under way stays where it is, and goes to the new pool when its runner is lost', async () => {
  const { customer, id } = await stage.queued();
  await stage.claim();
  await allot(customer, { pool: 'eu' });
  await stage.expireLease(id);
  await eventually(async () => (await stage.claim(eu))?.job.deploymentId === id);
});

test('how many may be under way at once counts from then on', async () => {
  const customer = await stage.world.customer();
  await stage.fill(customer, 3);
  expect((await allot(customer, { concurrency: 2 })).data!['allotRunners'].jobConcurrency).toBe(2);
  const claims = [await stage.claim(), await stage.claim(), await stage.claim()];
  expect(claims.filter(Boolean)).toHaveLength(2);
  expect((await allot(customer)).data!['allotRunners'].jobConcurrency).toBeNull();
  expect(await stage.claim()).not.toBeNull();
});

test('it is in the audit log with what it was before', async () => {
  const customer = await stage.world.customer();
  await allot(customer, { pool: 'eu', concurrency: 5 });
  await allot(customer, { pool: 'us' });
  expect(await stage.world.deedsAt(customer)).toMatchObject([
    {
      ...{ operation: 'allotRunners', object_type: 'Customer', customer_id: customer },
      before: { pool: 'default', concurrency: null },
      after: { pool: 'eu', concurrency: 5 },
    },
    { before: { pool: 'eu', concurrency: 5 }, after: { pool: 'us', concurrency: null } },
  ]);
});

test.each([
  ['pool', { pool: 'No Pool' }],
  ['pool', { pool: '' }],
  ['concurrency', { concurrency: 0 }],
  ['concurrency', { concurrency: 101 }],
])('it refuses a %s that cannot be', async (field, more) => {
  const customer = await stage.world.customer();
  expect(await allot(customer, more)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
});

test('it is for administrators, and for customers that there are', async () => {
  const customer = await stage.world.customer();
  for (const viewer of [member(customer), staff('support')])
    expect(await stage.as(viewer)(Allot, { customer })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  for (const nobody of [newId(), 'nonsense'])
    expect(await allot(nobody)).toMatchObject({ code: 'NOT_FOUND' });
});
