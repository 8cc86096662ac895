/** A state moves to another place, and back; whatever fails, it lies where it lay. */
import { member, staff } from '@hosterizer/kit/testing';
import { makePlaces } from '../src/places/places.ts';
import { sweepLeftovers } from '../src/state-leftovers.ts';
import { Move, Where, inputs, setElsewhere, type ElsewhereStage } from './elsewhere-stage.ts';
import { Deploy } from './order.ts';
import { stateWith, store } from './state-stage.ts';

let stage: ElsewhereStage;
beforeAll(async () => {
  stage = await setElsewhere();
});
afterAll(() => stage?.close());
afterEach(async () => {
  stage.mend();
  await stage.emptyQueue();
});

const elsewhere = () => ({ db: stage.db, places: makePlaces(stage.servers.endpoints) });
const Remove = `mutation ($input: CloudInput!) { removeCloudCredential(input: $input) { id } }`;
const many = 9;

async function withHistory() {
  const site = await stage.connected();
  const states = Array.from({ length: many }, (_, n) => stateWith(n + 1));
  await store(site.terraform, ...states);
  const whole = async () => {
    const read = await Promise.all(states.map((_, n) => site.terraform.read({ version: String(n + 1) })));
    expect(read.map(({ body }) => body)).toEqual(states.map(String));
  };
  const where = async () => (await site.ask(Where, { id: site.siteId })).data!['_entities'][0];
  return { ...site, whole, where };
}

test('the whole history goes there, from cloud to cloud, and back, and the places are empty afterwards', async () => {
  const { siteId, moveTo, whole, where, terraform } = await withHistory();
  const { s3, blob, gcs } = stage.servers;
  expect((await where()).stateBackend).toEqual({ kind: 'PLATFORM', bucket: null, since: null });
  const { data } = await moveTo('S3');
  expect(data!['setStateBackend']).toEqual({
    id: siteId,
    stateBackend: {
      ...{ kind: 'S3', bucket: inputs.S3.bucket, prefix: 'of/acme', region: 'eu-test-1' },
      ...{ storageAccount: null, since: expect.anything() },
    },
    stateMove: null,
  });
  expect(s3.objects.size).toBe(many);
  await whole();
  for (const [kind, server] of [
    ['AZURE_BLOB', blob],
    ['GCS', gcs],
  ] as const) {
    expect((await moveTo(kind)).code).toBeUndefined();
    expect(server.objects.size).toBe(many);
    await whole();
  }
  expect((await moveTo('PLATFORM')).code).toBeUndefined();
  await whole();
  await sweepLeftovers(elsewhere());
  expect([s3, blob, gcs].map(({ objects }) => objects.size)).toEqual([0, 0, 0]);
  await whole();
  await store(terraform, stateWith(many + 1));
  const { rows } = await stage.world.owner.query(
    `select from deployments.state_version where site_id = $1 and sealed is null`,
    [siteId],
  );
  expect(rows).toEqual([]);
});

test('it is in the audit log, once, with where it lay and where it lies', async () => {
  const { siteId, moveTo } = await withHistory();
  await moveTo('GCS');
  expect(await stage.world.deedsAt(siteId)).toMatchObject([
    {
      operation: 'setStateBackend',
      before: { kind: 'PLATFORM' },
      after: { kind: 'GCS', bucket: inputs.GCS.bucket, prefix: '' },
    },
  ]);
});

test('how far it is can be seen while it goes on', async () => {
  const { siteId, moveTo, where } = await withHistory();
  const seen: number[] = [];
  const leave = await stage.world.events.subscribe(`site:${siteId}`, () => {
    void where().then(({ stateMove }) => stateMove && seen.push(stateMove.copied / stateMove.total));
  });
  await moveTo('S3');
  await leave();
  expect(seen.some((part) => part > 0)).toBe(true);
  expect((await where()).stateMove).toBeNull();
});

describe('is refused', () => {
  test('while anybody holds the lock, or a deployment is active', async () => {
    const { siteId, moveTo, terraform, ask } = await withHistory();
    await terraform.lock('mine');
    expect(await moveTo('S3')).toMatchObject({
      code: 'CONFLICT',
      message: 'ada@laptop holds the lock on the state. Wait until it is free.',
    });
    await terraform.unlock('mine');
    await ask(Deploy, { id: siteId });
    expect(await moveTo('S3')).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('is active'),
    });
    expect(stage.servers.s3.objects.size).toBe(0);
  });

  test('where it lies already, without the cloud, and for a place that cannot be', async () => {
    const { moveTo } = await stage.connected();
    expect(await moveTo('PLATFORM')).toMatchObject({ code: 'CONFLICT' });
    await moveTo('GCS');
    expect(await moveTo('GCS')).toMatchObject({ code: 'CONFLICT', message: 'The state lies there already.' });
    for (const [kind, more, field] of [
      ['PLATFORM', { bucket: 'acme-states' }, 'bucket'],
      ['S3', { storageAccount: 'acmestates' }, 'storageAccount'],
      ['S3', { region: null }, 'region'],
      ['S3', { region: 'evil.example/' }, 'region'],
      ['S3', { bucket: 'a..b' }, 'bucket'],
      ['S3', { bucket: 'a/../../b' }, 'bucket'],
      ['S3', { prefix: '../above' }, 'prefix'],
      ['AZURE_BLOB', { storageAccount: 'evil.example' }, 'storageAccount'],
      ['GCS', { region: 'eu' }, 'region'],
    ] as const)
      expect(await moveTo(kind, more)).toMatchObject({ code: 'VALIDATION_ERROR', details: { field } });
    const other = await stage.world.customer();
    const input = { ...inputs.S3, siteId: await stage.site(other) };
    expect(await stage.as(member(other))(Move, { input })).toMatchObject({
      code: 'CONFLICT',
      message: 'Connect AWS first: the state is laid there with its credential.',
    });
  });

  test('by a place without the bucket or the right, and nothing is left', async () => {
    const { moveTo, whole, where } = await withHistory();
    expect(await moveTo('S3', { bucket: 'elsewhere' })).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'bucket', reason: 'There is no bucket elsewhere.' },
    });
    stage.servers.s3.denied.add('GET');
    expect((await moveTo('S3')).details.reason).toMatch(/^AWS does not let the access key read/);
    stage.servers.s3.gone = true;
    expect(await moveTo('S3')).toMatchObject({ code: 'EXTERNAL_SERVICE_ERROR' });
    stage.mend();
    expect((await where()).stateMove).toBeNull();
    await whole();
  });

  test('to those who may not, and for another tenant’s site', async () => {
    const { customer, siteId, whole } = await withHistory();
    const input = { ...inputs.S3, siteId };
    for (const role of ['viewer', 'billing'] as const)
      expect(await stage.as(member(customer, role))(Move, { input })).toMatchObject({
        code: 'AUTHORIZATION_ERROR',
      });
    expect(await stage.as(staff('support'))(Move, { input })).toMatchObject({ code: 'AUTHORIZATION_ERROR' });
    const stranger = await stage.connected();
    expect(await stranger.moveTo('S3', { siteId })).toMatchObject({ code: 'NOT_FOUND' });
    await whole();
  });
});

test('a move that breaks off half way leaves the state where it lay, and its copies go', async () => {
  const { moveTo, whole, where } = await withHistory();
  const { s3 } = stage.servers;
  const set = s3.objects.set.bind(s3.objects);
  s3.objects.set = (key, bytes) => {
    // The fifth version is not what was sent.
    const versions = [...s3.objects.keys()].filter((name) => !name.includes('.hosterizer')).length;
    return set(key, versions === 5 ? Buffer.from('damaged') : bytes);
  };
  const failed = await moveTo('S3');
  s3.objects.set = set;
  expect(failed).toMatchObject({
    code: 'EXTERNAL_SERVICE_ERROR',
    message: expect.stringContaining('is not what the platform has written'),
  });
  expect(await where()).toMatchObject({ stateBackend: { kind: 'PLATFORM' }, stateMove: null });
  await whole();
  expect(s3.objects.size).toBeGreaterThan(0);
  await sweepLeftovers(elsewhere());
  expect(s3.objects.size).toBe(0);
  expect((await moveTo('S3')).code).toBeUndefined();
  await whole();
});

test('one whose process died is given up, and can be begun anew', async () => {
  const { siteId, moveTo, whole } = await withHistory();
  await moveTo('S3');
  const { rows } = await stage.world.owner.query(
    `insert into deployments.state_move (customer_id, site_id, id, total, alive_until)
     select customer_id, site_id, id, 9, now() + interval '1 minute' from deployments.state_place
     where site_id = $1 and since is not null returning id`,
    [siteId],
  );
  expect(rows).toHaveLength(1);
  expect(await moveTo('PLATFORM')).toMatchObject({
    code: 'CONFLICT',
    message: 'The state is being moved already. Wait until it has arrived.',
  });
  await stage.world.owner.query(
    `update deployments.state_move set alive_until = now() - interval '1 second'`,
  );
  await sweepLeftovers(elsewhere());
  expect((await moveTo('PLATFORM')).code).toBeUndefined();
  await whole();
});

test('a cloud is not disconnected while a state lies there', async () => {
  const { ask, moveTo } = await withHistory();
  const aws = { input: { cloudProvider: 'AWS' } };
  await moveTo('S3');
  expect(await ask(Remove, aws)).toMatchObject({
    code: 'CONFLICT',
    message:
      'The state of 1 site lies at AWS, and nobody could read it without the credential. Move it first.',
  });
  await moveTo('PLATFORM');
  expect((await ask(Remove, aws)).code).toBeUndefined();
});
