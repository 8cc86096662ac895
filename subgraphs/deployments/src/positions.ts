/** Places in the queue, as this process knows them: read once for everybody who asks within a moment. */
import type { Database } from '@hosterizer/kit/database';
import { acrossTenants } from '@hosterizer/kit/tenancy';
import { queueChannel, statusOf } from './channels.ts';
import { readPositions, type Waiting } from './queue.ts';

export type Positions = {
  /** By the job's id. */
  ofJob(id: string): Promise<number | null>;
  /** By the deployment's id. */
  ofDeployment(id: string): Promise<number | null>;
  /** The queue has moved: what was read is old, and who watches a deployment that waits hears of its new place. */
  moved(): void;
  stop(): Promise<void>;
};

type Places = { at: number; byJob: Map<string, number>; byDeployment: Map<string, number> };

/** What was read is good for so long, unless the queue has moved in this very process. */
const keepMs = 250;
/** Watchers hear of new places so often at most. */
const tellEveryMs = 1_000;

export function makePositions(db: Database): Positions {
  let known: Promise<Places> | undefined;
  let told = new Map<string, number>();
  let telling: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let toldAt = 0;

  async function read(): Promise<Places> {
    const waiting = await acrossTenants(db, 'platform', 'places in the queue', readPositions);
    return {
      at: Date.now(),
      byJob: placesBy(waiting, 'id'),
      byDeployment: placesBy(waiting, 'deploymentId'),
    };
  }

  async function places(): Promise<Places> {
    const before = known;
    const kept = await before?.catch(() => undefined);
    if (kept && known === before && Date.now() - kept.at < keepMs) return kept;
    // While this one waited, somebody else may have begun to read, or the queue may have moved.
    if (!known || known === before) known = read();
    return known;
  }

  async function tell(): Promise<void> {
    const { byDeployment } = await places();
    for (const [id, position] of byDeployment) {
      if (told.get(id) !== position) db.events.publish(statusOf(id));
    }
    told = byDeployment;
  }

  return {
    ofJob: async (id) => (await places()).byJob.get(id) ?? null,
    ofDeployment: async (id) => (await places()).byDeployment.get(id) ?? null,
    moved() {
      known = undefined;
      timer ??= setTimeout(
        () => {
          timer = undefined;
          toldAt = Date.now();
          telling = tell().catch((error: unknown) =>
            db.log.warn({ err: error }, 'Places in the queue were not told; the next move tells them.'),
          );
        },
        Math.max(0, toldAt + tellEveryMs - Date.now()),
      );
    },
    async stop() {
      clearTimeout(timer);
      await telling;
    },
  };
}

/** The database, with somebody who hears at once when a transaction of this process has moved the queue. */
export const hearing = (db: Database, moved: () => void): Database => ({
  ...db,
  events: {
    ...db.events,
    publish(channel, hint) {
      db.events.publish(channel, hint);
      if (channel === queueChannel) moved();
    },
  },
});

function placesBy(waiting: readonly Waiting[], key: 'id' | 'deploymentId'): Map<string, number> {
  return new Map(waiting.flatMap((job) => (job[key] ? [[job[key], job.position]] : [])));
}
