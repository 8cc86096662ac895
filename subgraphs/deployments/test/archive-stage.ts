/** What tests of old logs begin with: deployments that ended long ago, and an archive to move their logs to. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { makeKeyRing } from '@hosterizer/kit/encryption';
import { newId } from '@hosterizer/kit/ids';
import { asker, makeWorld, type World } from '@hosterizer/kit/testing';
import type { RouteAnswer, Subgraph } from '@hosterizer/kit/subgraph';
import type { Viewer } from '@hosterizer/kit/viewer';
import { makeArchive, type Archive } from '../src/archive.ts';
import { entities } from '../src/entities.ts';
import { makeFolderStore } from '../src/folder-store.ts';
import type { ObjectStore } from '../src/object-store.ts';
import { makeSubgraph } from '../src/subgraph.ts';

export type ArchiveStage = {
  world: World;
  subgraph: Subgraph;
  as: ReturnType<typeof asker>;
  db: Database;
  /** Where the archive's objects are. */
  folder: string;
  store: ObjectStore;
  archive: Archive;
  /** An archive of the same place that goes through another store. */
  archiveOver(store: ObjectStore): Archive;
  /** A deployment that ended that many days ago, with so many lines of log; in its month's partition. */
  ended(customerId: string, daysAgo: number, lines: number, more?: { status?: string }): Promise<string>;
  archivedAt(id: string): Promise<Date | null>;
  /** How many of the deployment's events are in the database. */
  rowsOf(id: string): Promise<number>;
  log(viewer: Viewer | null, id: string, query?: Record<string, string>): Promise<RouteAnswer>;
  close(): Promise<void>;
};

const day = 24 * 3600_000;

export const Events = `query ($id: ID!, $after: Int! = 0, $first: Int! = 500) {
  deploymentEvents(deploymentId: $id, after: $after, first: $first) {
    events { sequence at kind level phase resource message } lastSequence ended
  }
}`;

export async function setArchiveStage(): Promise<ArchiveStage> {
  const world = await makeWorld();
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  const subgraph = await makeSubgraph({
    ...world.settings,
    archive: { place: { folder }, keepDays: 90, deleteDays: 0 },
  });
  const db = await connectDatabase({ ...world.settings, entities }, world);
  const keys = makeKeyRing(world.settings.stateKeys);
  const store = makeFolderStore(folder);
  const one = async <T>(sql: string, id: string) => (await world.owner.query(sql, [id])).rows[0].found as T;

  return {
    world,
    subgraph,
    as: asker(subgraph),
    db,
    folder,
    store,
    archive: makeArchive(store, keys, world.log),
    archiveOver: (other) => makeArchive(other, keys, world.log),
    async ended(customerId, daysAgo, lines, { status = 'COMPLETED' } = {}) {
      const at = new Date(Date.now() - daysAgo * day);
      const id = idOf(at);
      await world.owner.query(`select deployments.make_event_partition($1)`, [at]);
      await world.owner.query(
        `insert into deployments.deployment (customer_id, id, site_id, number, type, status, phase, site_status_before,
           variables, blueprint, cloud_provider, created_at, completed_at)
         values ($1, $2, $3, 7, 'CREATE', $4, 'FINISHED', 'PENDING', '{}', 'website', 'LOCAL', $5, $6)`,
        [customerId, id, newId(), status, at, status === 'RUNNING' ? null : at],
      );
      await world.owner.query(
        `insert into deployments.progress (customer_id, deployment_id, last_sequence) values ($1, $2, $3)`,
        [customerId, id, lines],
      );
      await world.owner.query(
        `insert into deployments.event (customer_id, deployment_id, sequence, at, kind, level, phase, resource, message)
         select $1, $2, n, $3, 'LOG', 'INFO', 'APPLYING', null, 'Line ' || n from generate_series(1, $4::int) as n`,
        [customerId, id, at, lines],
      );
      return id;
    },
    archivedAt: (id) => one(`select archived_at as found from deployments.deployment where id = $1`, id),
    rowsOf: (id) => one(`select count(*)::int as found from deployments.event where deployment_id = $1`, id),
    async log(viewer, id, query = {}) {
      const route = subgraph.routes.find(({ prefix }) => prefix === '/logs/')!;
      return route.answer(
        { method: 'GET', rest: id, query, headers: {}, body: Buffer.alloc(0) },
        { viewer, portal: null, ip: '127.0.0.1', traceId: 'trace' },
      );
    },
    async close() {
      await subgraph.stop();
      await db.close();
      await world.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A uuid 7 of that moment. */
function idOf(at: Date): string {
  const time = at.getTime().toString(16).padStart(12, '0');
  const chance = randomBytes(10).toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}`;
}

export const bodyOf = ({ body }: RouteAnswer): Promise<string> =>
  body instanceof Readable ? text(body) : Promise.resolve(String(body));
