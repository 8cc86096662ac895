/** `npm run migrate`: brings a database to the newest schema, and makes the logins of the subgraphs. */
import { makeLog } from '@hosterizer/kit/log';
import { migrate } from '@hosterizer/kit/migrate';
import { readMigrateConfig } from './config.ts';
import { migrations } from './migrations.ts';
import { exitWith, Sentence } from './sentence.ts';

try {
  const { DATABASE_URL, DATABASE_APP_URL, DATABASE_PLATFORM_URL, HOSTERIZER_LOG_LEVEL } = readMigrateConfig();
  const log = makeLog('migrate', HOSTERIZER_LOG_LEVEL);
  await migrate(
    {
      ownerUrl: DATABASE_URL,
      app: loginOf(DATABASE_APP_URL),
      platform: loginOf(DATABASE_PLATFORM_URL),
      migrations,
    },
    log,
  ).catch((error: Error) => {
    throw new Sentence(error.message);
  });
  log.info('The database is ready.');
} catch (error) {
  exitWith(error);
}

/** The subgraphs get URLs with their logins in them: the same ones say here what to make. */
function loginOf(url: string): { user: string; password: string } {
  const { username, password } = new URL(url);
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}
