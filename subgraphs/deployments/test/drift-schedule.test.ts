import { eventually, member } from '@hosterizer/kit/testing';
import { expressionOf, sweepDrift } from '../src/drift-schedule.ts';
import { Deploy, Finish, setStage, type Stage } from './order.ts';
import { hintsOf } from './state-stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(async () => {
  await stage.emptyQueue();
  await stage.world.owner.query(`delete from deployments.drift_schedule`);
});

const Set = `mutation ($id: ID!, $expression: String) {
  setDriftSchedule(input: { siteId: $id, expression: $expression }) { id driftSchedule { expression nextAt } }
}`;
const Checks = `query ($id: ID!) { _entities(representations: [{ __typename: "Site", id: $id }]) { ... on Site {
  driftChecks { edges { node { trigger requestedBy { id } } } }
} } }`;

/** A site that has been built, with a schedule of every hour. */
async function scheduled() {
  const queued = await stage.queued();
  await (await stage.claim())!.say(Finish, { outcome: 'COMPLETED' });
  const { siteId: id, ask } = queued;
  await ask(Set, { id, expression: '0 * * * *' });
  return {
    ...queued,
    /** As if its time had come `ago`. */
    due: (ago: string) =>
      stage.world.owner.query(
        `update deployments.drift_schedule set next_at = now() - $2::interval where site_id = $1`,
        [id, ago],
      ),
    checks: async () =>
      (await ask(Checks, { id })).data!['_entities'][0].driftChecks.edges.map(({ node }: any) => node),
    async next(): Promise<Date | undefined> {
      const { rows } = await stage.world.owner.query(
        `select next_at from deployments.drift_schedule where site_id = $1`,
        [id],
      );
      return rows[0]?.next_at;
    },
  };
}

describe('an expression', () => {
  test.each([
    '0 3 * * *',
    '*/5 * * * *',
    '0,30 8-17 * * mon-fri',
    '58 1 * * *',
    '59,4 1,3 * * *',
    '0 0 29 2 *',
  ])('%s is taken', (expression) =>
    expect(expressionOf(` ${expression.replace(' ', '  ')} `)).toBe(expression),
  );

  test.each([
    '',
    'x',
    '@daily',
    '* * * *',
    '0 0 3 * * *',
    '61 * * * *',
    '0 0 30 2 *',
    '0 0 31W 2 *',
    '0'.repeat(999),
  ])('%s is refused with an example', (expression) =>
    expect(() => expressionOf(expression)).toThrow(/five fields.*0 3 \* \* \*/),
  );

  test.each(['* * * * *', '*/4 * * * *', '0,3 1 * * *', '58,2 * * * *', '58,2 23,0 * * *'])(
    '%s is refused, since it asks for more than one check in five minutes',
    (expression) => expect(() => expressionOf(expression)).toThrow('5 minutes'),
  );
});

describe('setDriftSchedule', () => {
  test('says when it will be, and is switched off again', async () => {
    const { ask, siteId: id } = await stage.queued();
    const heard = await hintsOf(stage, id);
    const { data } = await ask(Set, { id, expression: '30 3 * * *' });
    const { expression, nextAt } = data!['setDriftSchedule'].driftSchedule;
    expect(expression).toBe('30 3 * * *');
    expect(nextAt).toMatch(/T03:30:00.000Z$/);
    expect(Date.parse(nextAt)).toBeGreaterThan(Date.now());
    expect(Date.parse(nextAt)).toBeLessThanOrEqual(Date.now() + 24 * 3_600_000);

    expect((await ask(Set, { id, expression: null })).data!['setDriftSchedule']).toMatchObject({
      driftSchedule: null,
    });
    expect(await stage.world.deedsAt(id)).toMatchObject([
      { operation: 'setDriftSchedule', before: { expression: null }, after: { expression: '30 3 * * *' } },
      { operation: 'setDriftSchedule', before: { expression: '30 3 * * *' }, after: { expression: null } },
    ]);
    await eventually(() => heard.count >= 2);
    heard.leave();
  });

  test('names the field that is wrong', async () => {
    const { ask, siteId: id } = await stage.queued();
    expect(await ask(Set, { id, expression: 'often' })).toMatchObject({
      ...{ code: 'VALIDATION_ERROR', details: { field: 'expression' } },
    });
  });

  test('takes deployments:write, and a stranger finds nothing', async () => {
    const { customer, siteId: id } = await stage.queued();
    const viewer = stage.as(member(customer, 'viewer'));
    expect(await viewer(Set, { id })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    const stranger = stage.as(member(await stage.world.customer()));
    expect(await stranger(Set, { id, expression: '0 3 * * *' })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('the sweep', () => {
  test('queues a check that is due once, however many sweep at once, and moves the schedule on', async () => {
    const { due, checks, next } = await scheduled();
    await sweepDrift(stage.db, (work) => work());
    expect(await checks()).toEqual([]);

    await due('1 second');
    await Promise.all(Array.from({ length: 5 }, () => sweepDrift(stage.db, (work) => work())));
    expect(await checks()).toEqual([{ trigger: 'SCHEDULE', requestedBy: null }]);
    expect((await next())!.getTime()).toBeGreaterThan(Date.now());
    expect((await next())!.getUTCMinutes()).toBe(0);
    expect((await stage.claim())!.job).toMatchObject({ kind: 'DRIFT' });
  });

  test('queues one for all that were missed', async () => {
    const { due, checks } = await scheduled();
    await due('3 days');
    await sweepDrift(stage.db, (work) => work());
    await sweepDrift(stage.db, (work) => work());
    expect(await checks()).toHaveLength(1);
  });

  test('leaves out a site on which something is under way, and one of a customer that is not active', async () => {
    const suspended = await scheduled();
    const busy = await scheduled();
    await busy.ask(Deploy, { id: busy.siteId });
    await stage.world.owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [
      suspended.customer,
    ]);
    for (const site of [busy, suspended]) await site.due('1 hour');
    await sweepDrift(stage.db, (work) => work());
    for (const site of [busy, suspended]) {
      expect(await site.checks()).toEqual([]);
      expect((await site.next())!.getTime()).toBeGreaterThan(Date.now());
    }
  });

  test('forgets the schedule of a site that is gone', async () => {
    const { due, next, siteId } = await scheduled();
    await stage.world.owner.query(
      `update sites.site set status = 'DELETED', deleted_at = now() where id = $1`,
      [siteId],
    );
    await due('1 hour');
    await sweepDrift(stage.db, (work) => work());
    expect(await next()).toBeUndefined();
  });
});
