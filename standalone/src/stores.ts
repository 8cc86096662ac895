/** PostgreSQL and Redis of an installation: those that the settings name, or its own. */
import { join } from 'node:path';
import { connectEvents } from '@hosterizer/kit/events';
import type { Log } from '@hosterizer/kit/log';
import { migrate } from '@hosterizer/kit/migrate';
import type { Shutdown } from '@hosterizer/kit/shutdown';
import pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import type { StartConfig } from './config.ts';
import type { Folders, Users } from './folders.ts';
import { keepRunning } from './kept.ts';
import { migrations } from './migrations.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import type { Secrets } from './secrets.ts';
import { Sentence } from './sentence.ts';

export type Installation = { config: StartConfig; folders: Folders; users: Users; secrets: Secrets };

export type DatabaseUrls = { owner: string; app: string; platform: string };

/** Resolves with the owner's URL once the database answers. */
export async function openDatabase(
  { config, folders, users, secrets }: Installation,
  shutdown: Shutdown,
  log: Log,
): Promise<string> {
  if (config.DATABASE_URL) return config.DATABASE_URL;
  const settings = {
    folder: join(folders.shared, 'postgres'),
    programs: join(folders.shared, 'programs'),
    record: join(folders.run, 'postgres.json'),
    output: join(folders.logs, 'postgres.log'),
    password: secrets.databaseOwner,
    user: users.database,
  };
  const postgres = await keepRunning('postgres', (port, signal) => startPostgres(settings, port, signal), {
    shutdown,
    log,
  });

  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'hosterizer'`);
    if (rowCount === 0) await client.query('create database hosterizer');
  } finally {
    await client.end();
  }
  return postgres.url('hosterizer');
}

/** Brings the database to the newest schema, and gives this installation logins of its own in it. */
export async function migrateDatabase(owner: string, secrets: Secrets, log: Log): Promise<DatabaseUrls> {
  const app = { user: `hosterizer_app_${secrets.installation}`, password: secrets.databaseApp };
  const platform = {
    user: `hosterizer_platform_${secrets.installation}`,
    password: secrets.databasePlatform,
  };
  await migrate({ ownerUrl: owner, app, platform, migrations }, log).catch((error: Error) => {
    throw new Sentence(error.message);
  });
  return { owner, app: asUser(owner, app), platform: asUser(owner, platform) };
}

/** The same database, reached by somebody else. */
export function asUser(url: string, { user, password }: { user: string; password: string }): string {
  const changed = new URL(url);
  changed.username = encodeURIComponent(user);
  changed.password = encodeURIComponent(password);
  return changed.href;
}

/** Resolves with the URL of a Redis that answers. */
export async function openRedis(
  { config, folders, users, secrets }: Installation,
  shutdown: Shutdown,
  { say, log }: { say: (line: string) => void; log: Log },
): Promise<string> {
  if (config.REDIS_URL) {
    await mustAnswer(config.REDIS_URL, log);
    return config.REDIS_URL;
  }
  const settings = {
    record: join(folders.run, 'redis.json'),
    output: join(folders.logs, 'redis.log'),
    password: secrets.redis,
    user: users.database,
  };
  const { url } = await keepRunning('redis', (port, signal) => startRedis(settings, say, port, signal), {
    shutdown,
    log,
  });
  return url;
}

async function mustAnswer(url: string, log: Log): Promise<void> {
  const events = connectEvents(url, log);
  try {
    for (const until = Date.now() + 3_000; ; await wait(50)) {
      const problem = await events.check().then(
        () => null,
        (error: Error) => error,
      );
      if (!problem) return;
      if (Date.now() > until) {
        const shown = new URL(url);
        if (shown.password) shown.password = '***';
        throw new Sentence(`Redis does not answer at ${shown.href}: start it, or mend REDIS_URL.`);
      }
    }
  } finally {
    await events.close();
  }
}
