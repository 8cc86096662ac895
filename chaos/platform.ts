/** A whole platform of separate processes: two stores with their keepers, a gateway, and each subgraph by itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutRates } from '@hosterizer/standalone/testing/platform';
import { makeLog } from '@hosterizer/kit/log';
import { subgraphNames, type SubgraphName } from '@hosterizer/kit/sdl';
import { makeShutdown } from '@hosterizer/kit/shutdown';
import { readStartConfig, searchPath } from '@hosterizer/standalone/config';
import { findUsers, openFolders, root, type Folders } from '@hosterizer/standalone/folders';
import { freePort } from '@hosterizer/standalone/ports';
import { openSecrets, type Secrets } from '@hosterizer/standalone/secrets';
import { seedDemo } from '@hosterizer/standalone/seed';
import { migrateDatabase, openDatabase, openRedis } from '@hosterizer/standalone/stores';
import { supervise, type Supervised } from './supervised.ts';
import { eventually } from './waiting.ts';

export type Platform = {
  /** The gateway. */
  url: string;
  /** The owner's, who sees every customer's rows. */
  databaseUrl: string;
  folders: Folders;
  secrets: Secrets;
  /** One of its processes: `gateway`, or a subgraph by its name. */
  part(name: 'gateway' | SubgraphName): Supervised;
  /** The pid of a store; its keeper starts it again. Null while it is down. */
  pidOf(store: 'postgres' | 'redis'): number | null;
  stop(): Promise<void>;
};

export const demoPassword = 'hosterizer-demo';

export type PlatformSettings = {
  /** Where the gateway listens; everybody else keeps to the loopback. */
  host: string;
  logLevel: string;
  /** Modules and blueprints; the repository's own unless given. */
  terraformDir?: string;
  /** Where processes find Redis, for somebody who stands between it and them; where it is unless given. */
  redisDoor?: (url: string) => Promise<string>;
  /** A script that is gateway and subgraphs in one process; each is a process of its own unless given. */
  together?: string;
};

/** Resolves when the gateway answers. */
export async function startPlatform(
  data: string,
  { host, logLevel, terraformDir = join(root, 'terraform'), redisDoor, together }: PlatformSettings,
): Promise<Platform> {
  const folders = openFolders(data);
  const secrets = openSecrets(folders.keys);
  const log = makeLog('chaos', 'fatal');
  const shutdown = makeShutdown(log);
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...config } = readStartConfig();
  const installation = { config, folders, secrets, users: findUsers() };
  const parts: Supervised[] = [];

  async function stop(): Promise<void> {
    await Promise.all(parts.map((part) => part.stop()));
    await shutdown.run();
  }

  try {
    const owner = await openDatabase(installation, shutdown, log);
    const urls = await migrateDatabase(owner, secrets, log);
    await seedDemo(owner, secrets, demoPassword);
    const redisUrl = await openRedis(installation, shutdown, { say: () => {}, log });

    const ports = new Map<string, number>();
    for (const name of ['gateway', ...subgraphNames]) ports.set(name, await freePort());
    const url = `http://${host}:${ports.get('gateway')}`;
    const common = {
      PATH: searchPath,
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
      REDIS_URL: (await redisDoor?.(redisUrl)) ?? redisUrl,
      HOSTERIZER_TOKEN_SECRET: secrets.tokenSecret,
      HOSTERIZER_LOG_LEVEL: logLevel,
      ...withoutRates,
    };
    const start = (name: string, script: string, settings: Record<string, string>): Supervised => {
      const part = supervise(name, {
        command: process.execPath,
        args: [join(root, script)],
        env: { ...common, PORT: String(ports.get(name)), ...settings },
        cwd: root,
        record: join(folders.run, `${name}.json`),
        output: join(folders.logs, `${name}.log`),
      });
      parts.push(part);
      return part;
    };

    const ofSubgraphs = {
      DATABASE_APP_URL: urls.app,
      DATABASE_PLATFORM_URL: urls.platform,
      HOSTERIZER_DATA_KEYS: secrets.dataKeys,
      HOSTERIZER_INDEX_KEY: secrets.indexKey,
      HOSTERIZER_PUBLIC_URL: url,
      HOSTERIZER_STATE_KEYS: secrets.stateKeys,
      HOSTERIZER_TERRAFORM_DIR: terraformDir,
    };
    if (together) start('gateway', together, { HOST: host, ...ofSubgraphs });
    else {
      for (const name of subgraphNames)
        start(name, `subgraphs/${name}/src/main.ts`, { HOST: '127.0.0.1', ...ofSubgraphs });
      start('gateway', 'gateway/src/main.ts', {
        HOST: host,
        ...Object.fromEntries(
          subgraphNames.map((name) => [`${name.toUpperCase()}_URL`, `http://127.0.0.1:${ports.get(name)}`]),
        ),
      });
    }
    const ready = await eventually(async () => (await fetch(`${url}/health/ready`)).ok, { within: 60_000 });
    if (!ready) throw new Error(`The platform does not answer at ${url}; its logs are in ${folders.logs}.`);

    return {
      url,
      databaseUrl: owner,
      folders,
      secrets,
      part: (name) => (together ? parts[0] : parts.find((part) => part.name === name))!,
      pidOf: (store) => recordedPid(join(folders.run, `${store}.json`)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function recordedPid(file: string): number | null {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid;
  } catch {
    return null;
  }
}
