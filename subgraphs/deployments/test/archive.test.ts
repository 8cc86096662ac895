import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { member, staff } from '@hosterizer/kit/testing';
import { reachOf } from '@hosterizer/kit/tenancy';
import { objectOf, readBatch } from '../src/archive.ts';
import { archiveEnded, deleteOld, dropMonths, makeMonths } from '../src/archive-sweep.ts';
import { makeS3Store } from '../src/s3-store.ts';
import { bodyOf, Events, setArchiveStage, type ArchiveStage } from './archive-stage.ts';
import { startS3 } from './s3-server.ts';

let stage: ArchiveStage;
beforeAll(async () => {
  stage = await setArchiveStage();
});
afterAll(async () => {
  await stage?.close();
});
// Deployments of one test would keep the months of the next one from being dropped.
afterEach(() => stage.world.owner.query(`truncate deployments.deployment cascade`));
afterEach(() => stage.world.owner.query(`truncate deployments.event`));

const days = { keepDays: 90, deleteDays: 400 };
const archiveAll = () => archiveEnded(stage.db, stage.archive, days);
const dropAll = () => dropMonths(stage.db, stage.archive, days);
const monthsThere = async () =>
  (
    await stage.world.owner.query(`select to_char(month, 'YYYY-MM') as month from deployments.event_months()`)
  ).rows.map(({ month }) => month as string);
const monthOf = (id: string) => objectOf(id).split('/')[1]!;
const eventsOf = async (customer: string, id: string, after = 0, first = 500) =>
  (await stage.as(member(customer))(Events, { id, after, first })).data?.['deploymentEvents'];

test('what ended longer ago than the setting is moved, and nothing else', async () => {
  const customer = await stage.world.customer();
  const old = await stage.ended(customer, 91, 3);
  const recent = await stage.ended(customer, 89, 3);
  const stuck = await stage.ended(customer, 200, 3, { status: 'RUNNING' });
  await archiveAll();
  expect(await stage.archivedAt(old)).not.toBeNull();
  expect(await stage.archivedAt(recent)).toBeNull();
  expect(await stage.archivedAt(stuck)).toBeNull();
});

test('an object is readable under the state keys only, and as that deployment’s only', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 100, 2_500);
  const other = await stage.ended(customer, 100, 1);
  await archiveAll();
  const object = await readFile(join(stage.folder, objectOf(id)));
  expect(object.includes('Line')).toBe(false);
  const lines = gunzipSync(stage.archive.open(id, object)).toString().trimEnd().split('\n');
  expect(lines).toHaveLength(2_500);
  expect(JSON.parse(lines[2_499]!)).toMatchObject({ sequence: 2_500, level: 'INFO', message: 'Line 2500' });
  expect(() => stage.archive.open(other, object)).toThrow();
});

test('an archived log reads as before, whether its month is still in the database or not', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 150, 2_345);
  const asked = [
    [0, 500],
    [999, 2],
    [1_000, 1_000],
    [2_300, 1_000],
    [2_345, 10],
  ] as const;
  const before = await Promise.all(asked.map(([after, first]) => eventsOf(customer, id, after, first)));
  expect(before.map(({ lastSequence, ended }) => [lastSequence, ended])).toEqual([
    [500, false],
    [1_001, false],
    [2_000, false],
    [2_345, true],
    [2_345, true],
  ]);

  await archiveAll();
  expect(await Promise.all(asked.map(([after, first]) => eventsOf(customer, id, after, first)))).toEqual(
    before,
  );
  await dropAll();
  expect(await stage.rowsOf(id)).toBe(0);
  expect(await Promise.all(asked.map(([after, first]) => eventsOf(customer, id, after, first)))).toEqual(
    before,
  );
  expect(await eventsOf(customer, id.toUpperCase())).toEqual(before[0]);
  expect(await eventsOf(await stage.world.customer(), id)).toBeUndefined();
  expect((await stage.as(staff('support'))(Events, { id })).data?.['deploymentEvents']).toEqual(before[0]);
});

describe('a month is dropped', () => {
  test('only when everything in it, of every customer, is in the archive', async () => {
    const [one, two] = [await stage.world.customer(), await stage.world.customer()];
    const first = await stage.ended(one, 150, 5);
    const second = await stage.ended(two, 150, 5, { status: 'RUNNING' });
    await archiveAll();
    await dropAll();
    expect(await stage.rowsOf(first)).toBe(5);
    expect(await monthsThere()).toContain(monthOf(first));

    await stage.world.owner.query(
      `update deployments.deployment set status = 'CANCELLED', completed_at = created_at where id = $1`,
      [second],
    );
    await archiveAll();
    await dropAll();
    expect(await monthsThere()).not.toContain(monthOf(first));
    expect(await eventsOf(two, second)).toMatchObject({ lastSequence: 5, ended: true });
  });

  test('never while it, or the days that logs are kept after it, last', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 95, 5);
    await archiveAll();
    const months = await monthsThere();
    await dropMonths(stage.db, stage.archive, { ...days, keepDays: 200 });
    expect(await monthsThere()).toEqual(months);
    expect(months).toContain(monthOf(id));
    await expect(stage.db.app.query(`select deployments.drop_event_month(now()::date)`)).rejects.toThrow(
      'are kept',
    );
  });

  test('not when an object has been lost; the log is archived anew first', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 150, 5);
    await archiveAll();
    await stage.store.delete(objectOf(id));
    await dropAll();
    expect(await stage.rowsOf(id)).toBe(5);
    expect(await stage.archivedAt(id)).toBeNull();
    await archiveAll();
    await dropAll();
    expect(await stage.rowsOf(id)).toBe(0);
    expect(await eventsOf(customer, id)).toMatchObject({ lastSequence: 5, ended: true });
  });

  test('not when something was said after a log was archived; that is archived too', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 150, 5);
    await archiveAll();
    await stage.world.owner.query(
      `update deployments.progress set last_sequence = 6 where deployment_id = $1`,
      [id],
    );
    await stage.world.owner.query(
      `insert into deployments.event (customer_id, deployment_id, sequence, at, kind, level, phase, message)
       values ($1, $2, 6, clock_timestamp(), 'LOG', 'WARN', 'FINISHED', 'A lost runner sent its state.')`,
      [customer, id],
    );
    await dropAll();
    expect(await stage.rowsOf(id)).toBe(6);
    await archiveAll();
    await dropAll();
    expect((await eventsOf(customer, id)).events[5]).toMatchObject({
      message: 'A lost runner sent its state.',
    });
  });
});

test('the months to come get their partition, by the role that serves', async () => {
  const [last] = (
    await stage.world.owner.query(`select to_char(now() + interval '24 months', 'YYYY_MM') as month`)
  ).rows;
  await stage.world.owner.query(`drop table if exists deployments.event_${last.month}`);
  await makeMonths(stage.db);
  await makeMonths(stage.db);
  expect(await monthsThere()).toContain(last.month.replace('_', '-'));
});

describe('a log that is removed for good', () => {
  test('leaves the archive once it is nowhere else, and the deployment is over with nothing to read', async () => {
    const customer = await stage.world.customer();
    const old = await stage.ended(customer, 450, 5);
    const younger = await stage.ended(customer, 350, 5);
    await archiveAll();
    await deleteOld(stage.db, stage.archive, days);
    expect(await stage.store.get(objectOf(old))).not.toBeNull();

    await dropAll();
    await deleteOld(stage.db, stage.archive, days);
    expect(await stage.store.get(objectOf(old))).toBeNull();
    expect(await eventsOf(customer, old)).toEqual({ events: [], lastSequence: 0, ended: true });
    expect(await eventsOf(customer, younger)).toMatchObject({ lastSequence: 5, ended: true });

    const answer = await stage.log(member(customer), old);
    expect(answer.status).toBe(410);
    expect(await bodyOf(answer)).toContain('was removed on');
  });
});

describe('an archive that cannot be read', () => {
  test('says so, and answers again once it can', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 150, 1_500);
    await archiveAll();
    await dropAll();
    const path = join(stage.folder, objectOf(id));
    const whole = await readFile(path);
    await truncate(path, whole.length - 20);
    const broken = await stage.as(member(customer))(Events, { id });
    expect(broken.code).toBe('EXTERNAL_SERVICE_ERROR');
    expect((await stage.log(member(customer), id)).status).toBe(503);
    await writeFile(path, whole);
    expect(await eventsOf(customer, id)).toMatchObject({ lastSequence: 500 });
  });

  test('does not matter while the log is still in the database', async () => {
    const customer = await stage.world.customer();
    const id = await stage.ended(customer, 150, 10);
    await archiveAll();
    await stage.store.delete(objectOf(id));
    expect(await eventsOf(customer, id)).toMatchObject({ lastSequence: 10, ended: true });
  });
});

test('a bucket serves as well as a folder', async () => {
  const s3 = await startS3('of/hosterizer/');
  try {
    const archive = stage.archiveOver(makeS3Store(s3.place));
    const customer = await stage.world.customer();
    const ids = await Promise.all([150, 151, 152].map((ago) => stage.ended(customer, ago, 1_200)));
    await archiveEnded(stage.db, archive, days);
    await dropMonths(stage.db, archive, days);
    expect([...s3.objects.keys()].sort()).toEqual(ids.map((id) => `of/hosterizer/${objectOf(id)}`).sort());
    for (const id of ids) {
      expect(await stage.rowsOf(id)).toBe(0);
      const read = reachOf(stage.db, { viewer: member(customer), portal: null, ip: '', traceId: '' }).read;
      const batch = await readBatch(read, archive, id, 1_100, 500);
      expect(batch).toMatchObject({ lastSequence: 1_200, ended: true });
      expect(batch.events).toHaveLength(100);
    }
  } finally {
    await s3.close();
  }
});

test('nothing half written is left where objects are', async () => {
  expect(await readdir(join(stage.folder, '.halves'))).toEqual([]);
});
