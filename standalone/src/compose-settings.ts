/** The secrets that docker-compose.yml asks for. */
import { makeTokens } from '@hosterizer/kit/tokens';
import { fresh } from './secrets.ts';

const tokenSeconds = 366 * 24 * 3600;

/** Settings by name, all with new secrets; the runner's token holds for a year. */
export async function composeSettings(): Promise<Record<string, string>> {
  const tokenSecret = fresh.tokenSecret();
  return {
    POSTGRES_PASSWORD: fresh.databaseOwner(),
    HOSTERIZER_APP_PASSWORD: fresh.databaseApp(),
    HOSTERIZER_PLATFORM_PASSWORD: fresh.databasePlatform(),
    REDIS_PASSWORD: fresh.redis(),
    HOSTERIZER_TOKEN_SECRET: tokenSecret,
    HOSTERIZER_STATE_KEYS: fresh.stateKeys(),
    HOSTERIZER_DATA_KEYS: fresh.dataKeys(),
    HOSTERIZER_INDEX_KEY: fresh.indexKey(),
    HOSTERIZER_RUNNER_TOKEN: await makeTokens(tokenSecret).sign(
      'runner',
      { sub: 'compose', pool: 'default' },
      tokenSeconds,
    ),
  };
}
