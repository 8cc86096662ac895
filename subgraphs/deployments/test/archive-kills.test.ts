import { member } from '@hosterizer/kit/testing';
import { objectOf } from '../src/archive.ts';
import { archiveEnded, deleteOld, dropMonths } from '../src/archive-sweep.ts';
import type { ObjectStore } from '../src/object-store.ts';
import { Events, setArchiveStage, type ArchiveStage } from './archive-stage.ts';

let stage: ArchiveStage;
beforeAll(async () => {
  stage = await setArchiveStage();
});
afterAll(async () => {
  await stage?.close();
});
afterEach(() => stage.world.owner.query(`truncate deployments.deployment cascade`));
afterEach(() => stage.world.owner.query(`truncate deployments.event`));

const days = { keepDays: 90, deleteDays: 100 };
const everything = async () => {
  await archiveEnded(stage.db, stage.archive, days);
  await dropMonths(stage.db, stage.archive, days);
};
const wholeLog = async (customer: string, id: string) =>
  (await stage.as(member(customer))(Events, { id })).data!['deploymentEvents'].events.map(
    ({ message }: { message: string }) => message,
  );
const lines = (count: number) => Array.from({ length: count }, (_, n) => `Line ${n + 1}`);
const killed = (): never => {
  throw new Error('Killed here.');
};

/** The archive's store, of which one step ends as if the process had been killed in it. */
const storeThat = (step: Partial<ObjectStore>): ObjectStore => ({ ...stage.store, ...step });

test.each<[string, () => Partial<ObjectStore>]>([
  ['before the object is written', () => ({ put: async () => killed() })],
  [
    'when half of the object is written',
    () => ({ put: (key, bytes) => stage.store.put(key, bytes.subarray(0, bytes.length / 2)).then(killed) }),
  ],
  ['between the object and its mark in the database', () => ({ get: async () => killed() })],
])('killed %s, the log stays, and is moved the next time', async (_where, step) => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 150, 20);
  const archive = stage.archiveOver(storeThat(step()));
  await archiveEnded(stage.db, archive, days);
  await dropMonths(stage.db, archive, days);
  expect(await stage.archivedAt(id)).toBeNull();
  expect(await stage.rowsOf(id)).toBe(20);
  expect(await wholeLog(customer, id)).toEqual(lines(20));

  await everything();
  expect(await stage.rowsOf(id)).toBe(0);
  expect(await wholeLog(customer, id)).toEqual(lines(20));
});

test('a store that answers something else than it was given is not believed', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 150, 20);
  const other = await stage.ended(customer, 150, 20);
  await archiveEnded(stage.db, stage.archive, days);
  await stage.world.owner.query(`update deployments.deployment set archived_at = null where id = $1`, [id]);

  const older = await stage.store.get(objectOf(id));
  await stage.world.owner.query(`update deployments.event set message = 'Anew' where deployment_id = $1`, [
    id,
  ]);
  await archiveEnded(stage.db, stage.archiveOver(storeThat({ get: async () => older })), days);
  expect(await stage.archivedAt(id)).toBeNull();
  await archiveEnded(
    stage.db,
    stage.archiveOver(storeThat({ get: () => stage.store.get(objectOf(other)) })),
    days,
  );
  expect(await stage.archivedAt(id)).toBeNull();
});

test('two replicas at once move every log once and whole', async () => {
  const customer = await stage.world.customer();
  const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => stage.ended(customer, 150 + n, 30)));
  await Promise.all([everything(), everything(), everything()]);
  await everything();
  for (const id of ids) {
    expect(await stage.rowsOf(id)).toBe(0);
    expect(await wholeLog(customer, id)).toEqual(lines(30));
  }
});

test('a log with a gap is never marked as archived, and does not keep others', async () => {
  const customer = await stage.world.customer();
  const broken = await stage.ended(customer, 160, 20);
  const fine = await stage.ended(customer, 150, 20);
  await stage.world.owner.query(`delete from deployments.event where deployment_id = $1 and sequence = 7`, [
    broken,
  ]);
  await archiveEnded(stage.db, stage.archive, days);
  expect(await stage.archivedAt(broken)).toBeNull();
  expect(await stage.store.get(objectOf(broken))).toBeNull();
  expect(await stage.archivedAt(fine)).not.toBeNull();
});

test('killed between the removal of a log and its mark, the next time ends it', async () => {
  const customer = await stage.world.customer();
  const id = await stage.ended(customer, 150, 20);
  await everything();
  const archive = stage.archiveOver(storeThat({ delete: (key) => stage.store.delete(key).then(killed) }));
  await expect(deleteOld(stage.db, archive, days)).rejects.toThrow('Killed here.');
  expect((await stage.as(member(customer))(Events, { id })).code).toBe('EXTERNAL_SERVICE_ERROR');
  await deleteOld(stage.db, stage.archive, days);
  expect(await wholeLog(customer, id)).toEqual([]);
});

test('a store that is away is not asked for each of many logs', async () => {
  const customer = await stage.world.customer();
  for (let n = 0; n < 8; n++) await stage.ended(customer, 150, 1);
  let asked = 0;
  const away = storeThat({ put: async () => (asked++, killed()) });
  await archiveEnded(stage.db, stage.archiveOver(away), days);
  expect(asked).toBe(5);
});

test('it stops between two logs when the process is to end', async () => {
  const customer = await stage.world.customer();
  const ids = [await stage.ended(customer, 160, 1), await stage.ended(customer, 150, 1)];
  const stopping = new AbortController();
  const store = storeThat({ put: (key, bytes) => (stopping.abort(), stage.store.put(key, bytes)) });
  await archiveEnded(stage.db, stage.archiveOver(store), days, stopping.signal);
  expect(await stage.archivedAt(ids[0]!)).not.toBeNull();
  expect(await stage.archivedAt(ids[1]!)).toBeNull();
});
