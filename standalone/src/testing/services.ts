/** The services of one test run: PostgreSQL with a migrated template database, Redis, and a folder that ends with them. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeLog } from '@hosterizer/kit/log';
import { migrate } from '@hosterizer/kit/migrate';
import { testConfig, setForTests } from '../config.ts';
import { startPostgres } from '../postgres.ts';
import { startRedis } from '../redis.ts';
import { isRoot, systemUser } from '../users.ts';
import { endLeftovers, markRun } from './leftovers.ts';

let stopAll: () => Promise<void> = async () => {};

/** Jest's globalSetup: what it sets in the environment reaches every test file. */
export async function startTestServices(): Promise<void> {
  const { temporary, ownerUrl, redisUrl } = testConfig();
  const folder = mkdtempSync(join(temporary, 'hosterizer-test-'));
  // Ended in reverse, so that nothing of ours is left when we look for what tests have left.
  const stops: Array<() => unknown> = [
    () => rmSync(folder, { recursive: true, force: true }),
    () => endLeftovers(folder),
  ];
  stopAll = async () => {
    const problems: unknown[] = [];
    for (const stop of stops.splice(0).reverse()) {
      await Promise.resolve()
        .then(stop)
        .catch((error: unknown) => problems.push(error));
    }
    if (problems.length > 0) throw problems[0];
  };
  // Jest ends at once on Ctrl-C, without its globalTeardown.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(
      signal,
      () =>
        void stopAll()
          .catch(() => {})
          .finally(() => process.exit(130)),
    );
  }

  try {
    const user = isRoot ? systemUser('postgres') : undefined;
    mkdirSync(join(folder, 'tmp'), { mode: 0o1777 });
    // Other users pass through: PostgreSQL's to its data, a runner's to its work.
    chmodSync(folder, 0o711);
    const files = (name: string) => ({
      record: join(folder, `${name}.json`),
      output: join(folder, `${name}.log`),
      user,
    });
    const password = 'hosterizer-test';

    if (!redisUrl) {
      const redis = await startRedis({ ...files('redis'), password }, (line) =>
        process.stderr.write(`${line}\n`),
      );
      stops.push(() => redis.stop());
      setForTests('HOSTERIZER_TEST_REDIS_URL', redis.url);
    }
    if (!ownerUrl) {
      const postgres = await startPostgres({
        ...files('postgres'),
        folder: join(folder, 'postgres'),
        programs: join(folder, 'programs'),
        password,
        hasty: true,
      });
      stops.push(() => postgres.stop());
      await makeTemplate(postgres.url('postgres'), postgres.url('hosterizer_template'));
      setForTests('HOSTERIZER_TEST_OWNER_URL', postgres.url('hosterizer_template'));
    }
    markRun(folder);
    setForTests('TMPDIR', join(folder, 'tmp'));
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** Jest's globalTeardown. Throws when a test has left a process behind, which fails the run. */
export const stopTestServices = () => stopAll();

async function makeTemplate(maintenanceUrl: string, templateUrl: string): Promise<void> {
  const { Client } = await import('pg').then((module) => module.default);
  const client = new Client({ connectionString: maintenanceUrl });
  await client.connect();
  await client.query('create database hosterizer_template');
  await client.end();
  const { migrations } = await import('../migrations.ts');
  const { registerInto } = await import('@hosterizer/registry/testing');
  const password = 'hosterizer-test';
  const log = makeLog('test', 'warn');
  await migrate(
    {
      ownerUrl: templateUrl,
      app: { user: 'hosterizer_test_app', password },
      platform: { user: 'hosterizer_test_platform', password },
      migrations,
    },
    log,
  );
  await registerInto(templateUrl, log);
}
