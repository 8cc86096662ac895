/** Logs of old deployments: each is one sealed object of the archive, and is read as if it were still in the database. */
import type { KeyRing } from '@hosterizer/kit/encryption';
import { rowsOf } from '@hosterizer/kit/database';
import { externalFailure } from '@hosterizer/kit/errors';
import type { Log } from '@hosterizer/kit/log';
import type { Reach, ReadTx } from '@hosterizer/kit/tenancy';
import * as deployments from './deployments.ts';
import { eventsIn, paged, type Pages } from './event-document.ts';
import type { ObjectStore } from './object-store.ts';

export type Archive = {
  store: ObjectStore;
  seal(deploymentId: string, document: Buffer): Buffer;
  /** Throws when it is damaged, or another deployment's. */
  open(deploymentId: string, sealed: Buffer): Buffer;
  /** Throws EXTERNAL_SERVICE_ERROR when the object cannot be read. */
  pagesOf(deploymentId: string): Promise<Pages>;
};

/** Whoever looks at a log asks for it piece by piece; that long it is kept after it was loaded. */
const keptMilliseconds = 60_000;
const keptBytes = 32 * 1024 * 1024;

export function makeArchive(store: ObjectStore, keys: KeyRing, log: Log): Archive {
  const kept = new Map<string, { pages: Promise<Pages>; bytes: number; until: number }>();
  const context = (deploymentId: string) => `events ${deploymentId}`;

  async function load(deploymentId: string): Promise<Pages> {
    try {
      const sealed = await store.get(objectOf(deploymentId));
      if (!sealed) throw new Error('The object is not there.');
      return await paged(keys.open(sealed, context(deploymentId)));
    } catch (error) {
      log.error({ err: error, deploymentId }, 'An archived log cannot be read.');
      throw externalFailure('The archive that keeps this log cannot be read. Try again later.');
    }
  }

  /** Lets go of what is old, then of what was read longest ago, until the newest fit. */
  function tidy(): void {
    let bytes = 0;
    for (const [id, entry] of [...kept].reverse()) {
      bytes += entry.bytes;
      if (entry.until < Date.now() || (bytes > keptBytes && entry.bytes < bytes)) kept.delete(id);
    }
  }

  return {
    store,
    seal: (deploymentId, document) => keys.seal(document, context(deploymentId)),
    open: (deploymentId, sealed) => keys.open(sealed, context(deploymentId)),
    async pagesOf(deploymentId) {
      const before = kept.get(deploymentId);
      const isGood = before && before.until > Date.now();
      // However often it is read: it may be archived anew, or removed, by another process.
      const until = Date.now() + keptMilliseconds;
      const entry = isGood ? before : { pages: load(deploymentId), bytes: 0, until };
      // The newest stands last.
      kept.delete(deploymentId);
      kept.set(deploymentId, entry);
      try {
        const pages = await entry.pages;
        entry.bytes = pages.bytes;
        tidy();
        return pages;
      } catch (error) {
        if (kept.get(deploymentId) === entry) kept.delete(deploymentId);
        throw error;
      }
    },
  };
}

/** Objects of a month's deployments stand in one folder; `month` is such as `2026-11`. */
export const folderOf = (month: string) => `events/${month}/`;

/** The first 48 bits of a deployment's id are the milliseconds since 1970. */
export function objectOf(deploymentId: string): string {
  const made = new Date(Number.parseInt(deploymentId.replaceAll('-', '').slice(0, 12), 16));
  return `${folderOf(made.toISOString().slice(0, 7))}${deploymentId}.jsonl.gz.sealed`;
}

/**
 * Events of a deployment, wherever they are: as deployments.readBatch does, which throws NOT_FOUND and
 * VALIDATION_ERROR. A log that was removed for good is over, and empty. Throws EXTERNAL_SERVICE_ERROR when the archive
 * cannot be read.
 */
export async function readBatch(
  read: Reach['read'],
  archive: Archive | null,
  deploymentId: string,
  after: number,
  first: number,
): Promise<deployments.EventBatch> {
  const batch = await read((tx) => deployments.readBatch(tx, deploymentId, after, first));
  const next = batch.events[0]?.sequence;
  if (next === after + 1 || (next === undefined && batch.ended)) return batch;

  // What the database should have and has not is in the archive, or nothing has happened yet.
  const kept = await read((tx) => keptOf(tx, deploymentId));
  if (kept.deletedAt) return { deploymentId, events: [], lastSequence: after, ended: true };
  if (!kept.archivedAt) return batch;
  if (!archive) throw externalFailure('The archive that keeps this log is not set up.');
  // PostgreSQL takes ids in capital letters too; the archive's keys have small ones.
  const pages = await archive.pagesOf(deploymentId.toLowerCase());
  const events = await eventsIn(pages, after, first);
  const lastSequence = events.at(-1)?.sequence ?? after;
  return { deploymentId, events, lastSequence, ended: lastSequence >= kept.lastSequence };
}

export type Kept = {
  archivedAt: Date | null;
  /** When the archived log was removed for good. */
  deletedAt: Date | null;
  lastSequence: number;
};

/** Where the log of a deployment is, which the reader must have found already. */
export async function keptOf(tx: ReadTx, id: string): Promise<Kept> {
  const [kept] = await rowsOf<Kept>(
    tx,
    `select archived_at as "archivedAt", log_deleted_at as "deletedAt", last_sequence as "lastSequence"
     from deployments.deployment join deployments.progress
       on progress.customer_id = deployment.customer_id and deployment_id = deployment.id
     where deployment.id = $1`,
    [id],
  );
  return kept!;
}
