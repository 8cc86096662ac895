/** The two roles in which a process reaches PostgreSQL, each with a pool of its own. */
import { DataSource, QueryFailedError, type EntityManager, type EntitySchema } from 'typeorm';
import type { Events } from './events.ts';
import type { HealthCheck } from './health.ts';
import type { Log } from './log.ts';
import { postgresAddress } from './postgres-address.ts';
import { makeSealer, type Sealer, type SealerKeys } from './sealer.ts';

export type Database = {
  /** Serves one customer at a time, under row-level security. */
  app: DataSource;
  /** Reads across customers, for the platform's staff and its own background work. */
  platform: DataSource;
  events: Events;
  /** For columns of the type platform.sealed. */
  sealer: Sealer;
  log: Log;
  check: HealthCheck;
  close(): Promise<void>;
};

export type DatabaseSettings = SealerKeys & {
  appUrl: string;
  platformUrl: string;
  entities: EntitySchema[];
  /** Connections of the app pool; the platform pool has a quarter. */
  poolSize?: number;
};

export async function connectDatabase(
  { appUrl, platformUrl, entities, poolSize = 12, dataKeys, indexKey }: DatabaseSettings,
  { events, log }: { events: Events; log: Log },
): Promise<Database> {
  const app = await connect(appUrl, entities, poolSize, log);
  const platform = await connect(platformUrl, entities, Math.ceil(poolSize / 4), log);

  return {
    app,
    platform,
    events,
    sealer: makeSealer({ dataKeys, indexKey }),
    log,
    check: {
      name: 'database',
      critical: true,
      async check() {
        await app.query('select 1').catch(() => {
          throw new Error('PostgreSQL does not answer.');
        });
      },
    },
    async close() {
      await Promise.all([app.destroy(), platform.destroy()]);
    },
  };
}

function connect(url: string, entities: EntitySchema[], poolSize: number, log: Log): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    ...postgresAddress(url),
    entities,
    applicationName: 'hosterizer',
    poolErrorHandler: (error: unknown) => log.warn({ err: error }, 'A database connection was lost.'),
    extra: { max: poolSize, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 5_000 },
  }).initialize();
}

const violates = (error: unknown, code: string, constraint?: string): boolean =>
  error instanceof QueryFailedError &&
  error.driverError?.code === code &&
  (constraint === undefined || error.driverError.constraint === constraint);

/** Whether a statement failed on this unique index or constraint (any, when none is named). */
export const isUniqueViolation = (error: unknown, constraint?: string) =>
  violates(error, '23505', constraint);

/** The rows of a statement, of which TypeORM says the count too when it changes something. */
export async function rowsOf<Row>(
  tx: EntityManager | DataSource,
  sql: string,
  parameters: unknown[] = [],
): Promise<Row[]> {
  const result: unknown = await tx.query(sql, parameters);
  // UPDATE and DELETE answer [rows, count], everything else the rows.
  return (
    Array.isArray(result) && result.length === 2 && Array.isArray(result[0]) ? result[0] : result
  ) as Row[];
}

/** The pattern of LIKE for whatever has this text in it; its wildcards are taken literally. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
