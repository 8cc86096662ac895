import { newId } from '@hosterizer/kit/ids';
import { eventually, member, staff } from '@hosterizer/kit/testing';
import { Deploy, setStage, type Stage } from './order.ts';
import { doorOf, hintsOf, ownedSite, stateOf } from './state-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => stage.emptyQueue());

const Lock = `query ($id: ID!) { _entities(representations: [{ __typename: "Site", id: $id }]) { ... on Site {
  stateLock { id who operation deployment { id } createdAt expiresAt breakable }
} } }`;
const Break = `mutation ($id: ID!, $lockId: ID!, $reason: String! = "Her laptop is lost.") {
  breakStateLock(input: { siteId: $id, lockId: $lockId, reason: $reason }) { id }
}`;

async function site() {
  const owned = await ownedSite(stage);
  const { siteId: id, ask } = owned;
  return {
    ...owned,
    id,
    lock: async () => (await ask(Lock, { id })).data!['_entities'][0].stateLock,
  };
}

/** A site whose deployment's runner has locked the state. */
async function atWork() {
  const owned = await site();
  const { id: deploymentId } = (await owned.ask(Deploy, { id: owned.id })).data!['deploySite'];
  const job = (await stage.claim())!;
  const runner = doorOf(stage, job.viewer, owned.id);
  await runner.lock('job');
  return { ...owned, deploymentId, runner };
}

describe('stateLock', () => {
  test('says who holds it, what for and until when', async () => {
    const { terraform, lock } = await site();
    expect(await lock()).toBeNull();
    await terraform.lock('l');
    const { createdAt, expiresAt, ...held } = await lock();
    expect(held).toEqual({
      ...{ id: 'l', who: 'ada@laptop', operation: 'OperationTypeApply' },
      ...{ deployment: null, breakable: true },
    });
    expect(Date.parse(expiresAt) - Date.parse(createdAt)).toBe(3_600_000);
    await terraform.unlock('l');
    expect(await lock()).toBeNull();
  });

  test('of a job says its runner and deployment, and cannot be broken', async () => {
    const { lock, deploymentId } = await atWork();
    expect(await lock()).toMatchObject({
      ...{ who: 'runner r1', deployment: { id: deploymentId }, expiresAt: null, breakable: false },
    });
  });

  test('whoever watches the site hears that it was taken, freed and broken', async () => {
    const { terraform, id, ask } = await site();
    const heard = await hintsOf(stage, id);
    await terraform.lock('l');
    await eventually(() => heard.count === 1);
    await terraform.unlock('l');
    await eventually(() => heard.count === 2);
    await terraform.lock('l');
    await ask(Break, { id, lockId: 'l' });
    await eventually(() => heard.count === 4);
    heard.leave();
  });
});

describe('breakStateLock', () => {
  test('takes a person’s lock away: what they write afterwards is refused', async () => {
    const { terraform, id, ask, lock } = await site();
    await terraform.lock('l');
    expect(await ask(Break, { id, lockId: 'l' })).toEqual({ data: { breakStateLock: { id } } });
    expect(await lock()).toBeNull();
    expect((await terraform.write(stateOf(1), 'l')).status).toBe(409);
    const deeds = await stage.world.deedsAt(id);
    expect(deeds).toMatchObject([
      {
        operation: 'breakStateLock',
        before: { lockId: 'l', operation: 'OperationTypeApply', deploymentId: null },
        after: { reason: 'Her laptop is lost.' },
      },
    ]);
    expect(JSON.stringify(deeds)).not.toContain('ada@laptop');
  });

  test('is refused, naming the runner, while a job’s lease and the grace after it live', async () => {
    const { id, ask, deploymentId, lock, runner } = await atWork();
    const refused = { code: 'CONFLICT', message: expect.stringContaining('runner r1') };
    expect(await ask(Break, { id, lockId: 'job' })).toMatchObject(refused);
    await stage.expireLease(deploymentId, '10 seconds');
    expect(await ask(Break, { id, lockId: 'job' })).toMatchObject(refused);
    expect((await runner.write(stateOf(1), 'job')).status).toBe(200);

    await stage.expireLease(deploymentId);
    expect(await lock()).toMatchObject({ breakable: true });
    expect(await ask(Break, { id, lockId: 'job' })).toEqual({ data: { breakStateLock: { id } } });
    expect(await stage.world.deedsAt(id)).toMatchObject([{ before: { deploymentId } }]);
  });

  test('is refused for another lock than the one that was seen, for none, and without a reason', async () => {
    const { terraform, id, ask } = await site();
    expect(await ask(Break, { id, lockId: 'l' })).toMatchObject({ code: 'CONFLICT' });
    await terraform.lock('newer');
    const other = { code: 'CONFLICT', message: expect.stringContaining('ada@laptop') };
    expect(await ask(Break, { id, lockId: 'l' })).toMatchObject(other);
    const silent = { id, lockId: 'newer', reason: '' };
    expect(await ask(Break, silent)).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect((await terraform.write(stateOf(1), 'newer')).status).toBe(200);
  });

  test('takes state:write; staff may, and a stranger finds nothing', async () => {
    const { terraform, id, customer } = await site();
    await terraform.lock('l');
    const developer = stage.as(member(customer, 'developer'));
    expect(await developer(Break, { id, lockId: 'l' })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    const stranger = stage.as(member(await stage.world.customer()));
    expect(await stranger(Break, { id, lockId: 'l' })).toMatchObject({ code: 'NOT_FOUND' });
    expect((await stranger(Lock, { id })).data!['_entities'][0].stateLock).toBeNull();
    expect(await stage.as(staff())(Break, { id: newId(), lockId: 'l' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await stage.as(staff())(Break, { id, lockId: 'l' })).toMatchObject({ data: {} });
  });
});
