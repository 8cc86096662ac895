/** Going back to what was built before, and on to the next environment. */
import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { Deploy, setStage, type Stage } from './order.ts';
import { ended, environmentOf, order, plainVariables, Promote, RollBack, setVariables } from './ordering.ts';
import { endJobs, runnerFor, somePlan } from './planning.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage?.close());
afterEach(() => endJobs(stage));

const first = { configuration: { title: 'First', body: '' }, instance_size: 'SMALL' };
const second = { configuration: { title: 'Second', body: '' }, instance_size: 'LARGE' };

/** A site that was built as `first`. */
async function built() {
  const customer = await stage.world.customer();
  const siteId = await stage.site(customer);
  const ask = stage.as(member(customer));
  const build = async (id = siteId) => {
    const deployment = (await ask(Deploy, { id })).data!['deploySite'];
    await ended(stage, deployment.id);
    return deployment.id as string;
  };
  await order(stage, siteId, first);
  await setVariables(stage, siteId, { MODE: 'one', GONE: 'yes', KEY: { secret: 'old' } });
  return { customer, siteId, ask, build, id: await build() };
}

describe('rollBackSite', () => {
  test('orders and queues what was built then; secrets stay', async () => {
    const { siteId, ask, build, id } = await built();
    await order(stage, siteId, second);
    await setVariables(stage, siteId, { MODE: 'two', MORE: 'yes', KEY: { secret: 'new' } });
    await build();

    const input = { siteId, deploymentId: id };
    const back = (await ask(RollBack, { input })).data!['rollBackSite'];
    expect(back).toMatchObject({
      number: 3,
      type: 'UPDATE',
      cause: 'ROLLBACK',
      basedOn: { id },
      site: { id: siteId },
    });
    expect(await order(stage, siteId)).toMatchObject({ ...first, status: 'UPDATING' });
    expect(await plainVariables(stage, siteId)).toEqual({ MODE: 'one', GONE: 'yes', KEY: null });
    const { job } = await runnerFor(stage, back);
    expect(job).toMatchObject({
      variables: { configuration: first.configuration, instance_type: 'SMALL' },
      secrets: { KEY: 'new' },
    });
    expect(job.variables.variables).toEqual({ MODE: 'one', GONE: 'yes' });
    expect((await stage.world.deedsAt(back.id))[0]).toMatchObject({
      operation: 'rollBackSite',
      after: input,
    });
  });

  test('leaves a variable that is secret by now as it is', async () => {
    const { siteId, ask, id } = await built();
    await setVariables(stage, siteId, { MODE: { secret: 'hidden' } });
    const back = (await ask(RollBack, { input: { siteId, deploymentId: id } })).data!['rollBackSite'];
    const { job } = await runnerFor(stage, back);
    expect(job.variables.variables).toEqual({ GONE: 'yes' });
    expect(job.secrets).toEqual({ MODE: 'hidden' });
  });

  test('waits for leave when that is asked for', async () => {
    const { siteId, ask, id } = await built();
    const input = { siteId, deploymentId: id, requireApproval: true };
    const back = (await ask(RollBack, { input })).data!['rollBackSite'];
    expect(await (await runnerFor(stage, back)).verdict(somePlan)).toBe('WAIT');
  });

  test('changes nothing while another deployment is active', async () => {
    const { siteId, ask, id } = await built();
    await order(stage, siteId, second);
    await ask(Deploy, { id: siteId });
    expect(await ask(RollBack, { input: { siteId, deploymentId: id } })).toMatchObject({ code: 'CONFLICT' });
    expect(await order(stage, siteId)).toMatchObject(second);
  });

  test('goes back only to what this site was, and what can still be built', async () => {
    const { customer, siteId, ask, id } = await built();
    const back = (deploymentId: string) => ask(RollBack, { input: { siteId, deploymentId } });
    const failed = (await ask(Deploy, { id: siteId })).data!['deploySite'].id;
    await ended(stage, failed, 'FAILED');
    const other = (await ask(Deploy, { id: await stage.site(customer) })).data!['deploySite'].id;
    await ended(stage, other);
    for (const wrong of [failed, other])
      expect(await back(wrong)).toMatchObject({
        ...{ code: 'VALIDATION_ERROR', details: { field: 'deploymentId' } },
      });
    expect(await back(newId())).toMatchObject({ code: 'NOT_FOUND' });
    await stage.world.owner.query(
      `update deployments.deployment set variables = jsonb_set(variables, '{configuration}', '{"colour":1}') where id = $1`,
      [id],
    );
    expect(await back(id)).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await order(stage, siteId)).toMatchObject(first);
  });

  test('finds nothing of another tenant’s, with whichever id', async () => {
    const { siteId, id } = await built();
    const mine = await built();
    for (const input of [
      { siteId, deploymentId: id },
      { siteId: mine.siteId, deploymentId: id },
    ])
      expect(await mine.ask(RollBack, { input })).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('promoteSite', () => {
  test('orders in the next environment what was built in this one, and leaves the rest its own', async () => {
    const { siteId, ask, id } = await built();
    const toSiteId = await environmentOf(stage, siteId, 'STAGING');
    await order(stage, toSiteId, second);
    await setVariables(stage, toSiteId, { MODE: 'staging', KEY: { secret: 'own' } });
    // Ordered here, and not built: it is not what runs.
    await order(stage, siteId, { configuration: { title: 'Draft' } });

    const promoted = (await ask(Promote, { input: { siteId, toSiteId } })).data!['promoteSite'];
    expect(promoted).toMatchObject({
      ...{ number: 1, type: 'CREATE', cause: 'PROMOTION', basedOn: { id }, site: { id: toSiteId } },
    });
    const { job } = await runnerFor(stage, promoted);
    expect(job).toMatchObject({
      siteId: toSiteId,
      variables: {
        configuration: first.configuration,
        instance_type: 'LARGE',
        tags: { environment: 'staging' },
      },
      secrets: { KEY: 'own' },
    });
    expect(job.variables.variables).toEqual({ MODE: 'staging' });
    expect(await order(stage, siteId)).toMatchObject({ configuration: { title: 'Draft' }, status: 'ACTIVE' });
    expect((await stage.world.deedsAt(promoted.id))[0]).toMatchObject({ operation: 'promoteSite' });
  });

  test('is an update where the environment was built before, and waits for leave as that asks', async () => {
    const { siteId, ask, build } = await built();
    const toSiteId = await environmentOf(stage, siteId, 'STAGING');
    await build(toSiteId);
    await order(stage, toSiteId, { approval_policy: 'ALWAYS' });
    const promoted = (await ask(Promote, { input: { siteId, toSiteId } })).data!['promoteSite'];
    expect(promoted.type).toBe('UPDATE');
    expect(await (await runnerFor(stage, promoted)).verdict(somePlan)).toBe('WAIT');
  });

  test('goes from one environment to another of the same site', async () => {
    const { customer, siteId, ask } = await built();
    for (const toSiteId of [siteId, await stage.site(customer)])
      expect(await ask(Promote, { input: { siteId, toSiteId } })).toMatchObject({
        ...{ code: 'VALIDATION_ERROR', details: { field: 'toSiteId' } },
      });
  });

  test('needs something built here, and a provider that can build it there', async () => {
    const { siteId, ask } = await built();
    const empty = await environmentOf(stage, siteId, 'STAGING');
    expect(await ask(Promote, { input: { siteId: empty, toSiteId: siteId } })).toMatchObject({
      code: 'CONFLICT',
    });
    await order(stage, empty, { cloud_provider: 'AKAMAI', blueprint: 'static-site' });
    expect(await ask(Promote, { input: { siteId, toSiteId: empty } })).toMatchObject({
      ...{ code: 'VALIDATION_ERROR', details: { field: 'toSiteId' } },
    });
  });

  test('in both directions at once takes turns', async () => {
    const { siteId, ask, build } = await built();
    const staging = await environmentOf(stage, siteId, 'STAGING');
    await build(staging);
    const answers = await Promise.all([
      ask(Promote, { input: { siteId, toSiteId: staging } }),
      ask(Promote, { input: { siteId: staging, toSiteId: siteId } }),
    ]);
    expect(answers.map(({ code }) => code)).toEqual([undefined, undefined]);
  });

  test('finds nothing of another tenant’s, on either side; the platform’s staff reach one customer at a time', async () => {
    const theirs = await built();
    const mine = await built();
    const staging = await environmentOf(stage, mine.siteId, 'STAGING');
    const foreign = await environmentOf(stage, theirs.siteId, 'STAGING');
    for (const ask of [mine.ask, stage.as(staff())])
      expect(await ask(Promote, { input: { siteId: mine.siteId, toSiteId: foreign } })).toMatchObject({
        code: 'NOT_FOUND',
      });
    expect(await mine.ask(Promote, { input: { siteId: theirs.siteId, toSiteId: staging } })).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(
      (await stage.as(staff())(Promote, { input: { siteId: mine.siteId, toSiteId: staging } })).code,
    ).toBe(undefined);
  });

  test('is not for who only looks', async () => {
    const { siteId, customer, id } = await built();
    const toSiteId = await environmentOf(stage, siteId, 'STAGING');
    const viewer = stage.as(member(customer, 'viewer'));
    expect(await viewer(Promote, { input: { siteId, toSiteId } })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
    expect(await viewer(RollBack, { input: { siteId, deploymentId: id } })).toMatchObject({
      code: 'AUTHORIZATION_ERROR',
    });
  });
});
