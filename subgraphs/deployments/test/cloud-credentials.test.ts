import { newId } from '@hosterizer/kit/ids';
import { member, staff } from '@hosterizer/kit/testing';
import { armError, startClouds, stsError, type CloudServer } from './cloud-server.ts';
import { setStage, type Stage } from './order.ts';

let clouds: CloudServer;
let stage: Stage;
beforeAll(async () => {
  clouds = await startClouds();
  stage = await setStage({ cloudEndpoints: clouds.endpoints });
});
afterAll(async () => {
  await stage?.close();
  await clouds?.close();
});
afterEach(() => {
  for (const door of Object.keys(clouds.instead)) delete clouds.instead[door as 'sts'];
});

const parts = `id cloudProvider status reason account shown checkedAt updatedAt`;
const List = `query ($customerId: ID) { cloudCredentials(customerId: $customerId) { ${parts} } }`;
const Connect = `mutation ($input: SetCloudCredentialInput!) { setCloudCredential(input: $input) { ${parts} } }`;
const Check = `mutation ($input: CloudInput!) { checkCloudCredential(input: $input) { ${parts} } }`;
const Remove = `mutation ($input: CloudInput!) { removeCloudCredential(input: $input) { cloudProvider } }`;
const AWS = { input: { cloudProvider: 'AWS' } };

async function owner() {
  const customer = await stage.world.customer();
  const ask = stage.as(member(customer));
  const setAws = (given: object = clouds.good.aws, more: object = {}) =>
    ask(Connect, { input: { cloudProvider: 'AWS', aws: given, ...more } });
  const list = async () => (await ask(List)).data!['cloudCredentials'];
  return { customer, ask, setAws, list };
}

const storedOf = async (customer: string) => {
  const { rows } = await stage.world.owner.query(
    `select id, sealed, shown from deployments.cloud_credential where customer_id = $1`,
    [customer],
  );
  return rows;
};

test('a good credential is stored sealed, says whose it is, and shows no secret', async () => {
  const { customer, ask, setAws, list } = await owner();
  const { data } = await setAws();
  expect(data!['setCloudCredential']).toMatchObject({
    ...{ cloudProvider: 'AWS', status: 'VALID', reason: null, account: '123456789012 (user/builder)' },
    ...{ shown: { accessKeyId: clouds.good.aws.accessKeyId }, checkedAt: expect.anything() },
  });
  await ask(Connect, { input: { cloudProvider: 'DIGITALOCEAN', digitalocean: clouds.good.digitalocean } });
  expect((await list()).map(({ cloudProvider }: any) => cloudProvider)).toEqual(['AWS', 'DIGITALOCEAN']);

  const [{ id, sealed, shown }] = await storedOf(customer);
  const secret = clouds.good.aws.secretAccessKey;
  expect(sealed.toString('latin1')).not.toContain(secret);
  expect(stage.world.sealer.open(sealed, 'deployments.cloud_credential.sealed', id)).toContain(secret);
  const deeds = await stage.world.deedsAt(id);
  expect(deeds).toMatchObject([{ operation: 'setCloudCredential', after: { cloudProvider: 'AWS', shown } }]);
  expect(JSON.stringify([deeds, await list()])).not.toContain(secret);
});

test('what the cloud refuses is refused, and not stored', async () => {
  const { setAws, list } = await owner();
  expect(await setAws({ ...clouds.good.aws, secretAccessKey: 'x'.repeat(40) })).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'aws', reason: 'The secret access key does not belong to this access key.' },
  });
  expect(await list()).toEqual([]);
});

test('one that may do too little is stored and says so', async () => {
  const { ask } = await owner();
  clouds.instead.subscription = armError(403, 'AuthorizationFailed');
  const { data } = await ask(Connect, { input: { cloudProvider: 'AZURE', azure: clouds.good.azure } });
  expect(data!['setCloudCredential']).toMatchObject({
    status: 'POWERLESS',
    reason: expect.stringContaining('Contributor'),
  });
});

test('a cloud that does not answer leaves it unchecked, and a later check says more', async () => {
  const { ask, setAws } = await owner();
  clouds.instead.sts = null;
  expect((await setAws()).data!['setCloudCredential']).toMatchObject({
    ...{ status: 'UNCHECKED', reason: 'AWS cannot be reached: it could not be asked.', checkedAt: null },
  });
  expect(await ask(Check, AWS)).toMatchObject({ code: 'EXTERNAL_SERVICE_ERROR' });
  delete clouds.instead.sts;
  expect((await ask(Check, AWS)).data!['checkCloudCredential']).toMatchObject({
    status: 'VALID',
    reason: null,
  });
  clouds.instead.sts = { status: 403, body: stsError('ExpiredToken') };
  const { data } = await ask(Check, AWS);
  expect(data!['checkCloudCredential']).toMatchObject({
    status: 'REFUSED',
    reason: 'The access key has expired.',
  });
  const deeds = await stage.world.deedsAt(data!['checkCloudCredential'].id);
  expect(deeds.map(({ operation }) => operation)).toEqual([
    'setCloudCredential',
    'checkCloudCredential',
    'checkCloudCredential',
  ]);
  // A cloud that cannot be reached takes nothing back of what it has said.
  clouds.instead.sts = null;
  expect(await ask(Check, AWS)).toMatchObject({ code: 'EXTERNAL_SERVICE_ERROR' });
  expect((await ask(List)).data!['cloudCredentials']).toMatchObject([{ status: 'REFUSED' }]);
});

test('replacing one keeps its id, and what does not open is said to be so', async () => {
  const { customer, ask, setAws, list } = await owner();
  await setAws();
  const [before] = await list();
  await setAws();
  const [after] = await list();
  expect(after.id).toBe(before.id);
  expect(after.updatedAt > before.updatedAt).toBe(true);
  await stage.world.owner.query(
    `update deployments.cloud_credential set sealed = 'rubbish' where customer_id = $1`,
    [customer],
  );
  expect(await ask(Check, AWS)).toMatchObject({
    code: 'CONFLICT',
    message: 'The credential of AWS does not open any more: connect AWS anew.',
  });
});

test('exactly the cloud’s own credential is taken', async () => {
  const { ask } = await owner();
  const { aws, akamai } = clouds.good;
  const wrong = [
    [{ cloudProvider: 'AWS' }, 'aws'],
    [{ cloudProvider: 'AWS', aws, akamai }, 'akamai'],
    [{ cloudProvider: 'AKAMAI', aws }, 'aws'],
    [{ cloudProvider: 'LOCAL' }, 'cloudProvider'],
    [{ cloudProvider: 'AWS', aws: { ...aws, accessKeyId: 'no' } }, 'aws.accessKeyId'],
  ] as const;
  for (const [input, field] of wrong)
    expect(await ask(Connect, { input })).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
});

describe('removeCloudCredential', () => {
  test('is refused while a site stands there, and says how many', async () => {
    const { customer, ask, setAws, list } = await owner();
    await setAws();
    const site = (status: string) => stage.site(customer, { status, cloudProvider: 'AWS' });
    await site('PENDING');
    const first = await site('ACTIVE');
    expect(await ask(Remove, AWS)).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringMatching(/^1 site stands at AWS/),
    });
    await site('FAILED');
    expect((await ask(Remove, AWS)).message).toMatch(/^2 sites stand at AWS/);
    await stage.world.owner.query(`update sites.site set status = 'DELETED' where customer_id = $1`, [
      customer,
    ]);
    const [{ id }] = await list();
    expect(await ask(Remove, AWS)).toEqual({ data: { removeCloudCredential: [] } });
    expect(await stage.world.deedsAt(id)).toMatchObject([{}, { operation: 'removeCloudCredential' }]);
    expect(await ask(Remove, AWS)).toMatchObject({ code: 'NOT_FOUND' });
    expect(first).toBeTruthy();
  });
});

describe('who may', () => {
  test.each([
    ['owner', true, true],
    ['admin', true, true],
    ['developer', true, false],
    ['billing', false, false],
    ['viewer', false, false],
  ] as const)('%s: see %p, change %p', async (role, sees, changes) => {
    const { customer, setAws } = await owner();
    await setAws();
    const ask = stage.as(member(customer, role));
    const verdict = async (answer: Promise<{ code?: string }>) =>
      (await answer).code !== 'AUTHORIZATION_ERROR';
    expect(await verdict(ask(List))).toBe(sees);
    for (const change of [Check, Remove]) expect(await verdict(ask(change, AWS))).toBe(changes);
  });

  test('another tenant sees nothing of it, and changes nothing', async () => {
    const { customer, setAws, list } = await owner();
    await setAws();
    const stranger = await owner();
    expect(await stranger.list()).toEqual([]);
    expect(await stranger.ask(Check, AWS)).toMatchObject({ code: 'NOT_FOUND' });
    for (const [query, variables] of [
      [List, { customerId: customer }],
      [Check, { input: { ...AWS.input, customerId: customer } }],
      [Remove, { input: { ...AWS.input, customerId: customer } }],
    ] as const)
      expect((await stranger.ask(query, variables)).data ?? null).toBeNull();
    expect(await list()).toHaveLength(1);
  });

  test('staff name the customer', async () => {
    const { customer, list } = await owner();
    const ask = stage.as(staff());
    const given = { cloudProvider: 'AWS', aws: clouds.good.aws };
    expect(await ask(Connect, { input: given })).toMatchObject({ details: { field: 'customerId' } });
    expect(await ask(Connect, { input: { ...given, customerId: newId() } })).toMatchObject({
      code: 'NOT_FOUND',
    });
    const of = { customerId: customer };
    await ask(Connect, { input: { ...given, ...of } });
    expect(await list()).toHaveLength(1);
    expect((await ask(List, of)).data!['cloudCredentials']).toHaveLength(1);
    expect((await ask(Check, { input: { ...AWS.input, ...of } })).data!['checkCloudCredential'].status).toBe(
      'VALID',
    );
    expect((await ask(Remove, { input: { ...AWS.input, ...of } })).code).toBeUndefined();
    expect(await stage.as(staff('support'))(List, of)).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
  });

  test('nobody, of a customer that is suspended', async () => {
    const { customer, setAws } = await owner();
    await stage.world.owner.query(`update customers.customer set status = 'SUSPENDED' where id = $1`, [
      customer,
    ]);
    expect(await setAws()).toMatchObject({ code: 'CONFLICT' });
  });
});
