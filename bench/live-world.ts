/** What bench/live.bench.ts measures: a platform of separate processes, a gateway for watchers alone, and its peers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeTokens } from '@hosterizer/kit/tokens';
import { root, sharedFolder } from '@hosterizer/standalone/folders';
import { freePort } from '@hosterizer/standalone/ports';
import { startChild } from '@hosterizer/standalone/processes';
import { isRoot } from '@hosterizer/standalone/users';
import { Redis } from 'ioredis';
import { startPlatform } from '../chaos/platform.ts';
import { eventually } from '../chaos/waiting.ts';
import { openCustomers } from './live-customers.ts';
import { startHelper, type Helper } from './live-helper.ts';
import type { Raw } from './live-raw.ts';
import { makeDouble, type Double } from './live-runs.ts';
import { openShortWay } from './live-short.ts';
import type { Stock } from './live-stock.ts';
import type { Watchers } from './live-watchers.ts';

/** A server that is watched. */
export type Server = { url: string; pid: number; end(): Promise<void> };
export type RawServer = Server & Pick<Helper<Raw>, 'ask'>;

export type World = {
  double: Double;
  /** The process of the connections. */
  watchers: Helper<Watchers>;
  redis: Redis;
  redisUrl: string;
  /** A gateway like the platform's, to which nobody comes but watchers. */
  openGateway(): Promise<Server>;
  openRaw(): Promise<RawServer>;
  openStock(): Promise<Server>;
  close(): Promise<void>;
};

const host = '127.0.0.1';
/** Garbage is collected when connections are weighed. */
const collecting = [
  '--expose-gc',
  `--import=${pathToFileURL(join(import.meta.dirname, 'live-collect.ts')).href}`,
];

export async function openWorld(): Promise<World> {
  const data = mkdtempSync(join(tmpdir(), 'hosterizer-bench-'));
  const platform = await startPlatform(data, { host, logLevel: 'warn' });
  const closing: Array<() => unknown> = [() => platform.stop()];

  let closed: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    for (const step of closing.splice(0).reverse()) await step();
    for (const path of [data, ...(isRoot ? [sharedFolder(data)] : [])])
      rmSync(path, { recursive: true, force: true });
  }
  /** A signal may come while it is being closed, and what is under way fails when its servers go. */
  const close = () => (closed ??= closeAll());

  /** Its settings are the platform's own, so that nothing differs but who comes. */
  async function openGateway(environment: Record<string, string>): Promise<Server> {
    const port = await freePort();
    const child = startChild(process.execPath, [...collecting, join(root, 'gateway/src/main.ts')], {
      env: {
        ...environment,
        PORT: String(port),
        HOSTERIZER_SOCKETS_PER_ADDRESS: '0',
        HOSTERIZER_SOCKETS_PER_VIEWER: '0',
      },
      cwd: root,
      record: join(platform.folders.run, `bench-gateway-${port}.json`),
      output: join(platform.folders.logs, 'bench-gateway.log'),
    });
    const end = () =>
      child.end([
        ['SIGTERM', 5_000],
        ['SIGKILL', 1_000],
      ]);
    closing.push(end);
    const url = `http://${host}:${port}`;
    const isReady = await eventually(async () => (await fetch(`${url}/health/ready`)).ok, { within: 30_000 });
    if (!isReady) throw new Error(`The gateway for watchers does not answer at ${url}.`);
    return { url, pid: child.pid, end };
  }

  try {
    const environment = environmentOf(platform.part('gateway').pid());
    const redisUrl = environment['REDIS_URL'] ?? '';
    const redis = new Redis(redisUrl);
    closing.push(() => redis.disconnect());
    const watchers = startHelper<Watchers>('live-watchers.ts');
    closing.push(() => watchers.end());
    const tokens = makeTokens(platform.secrets.tokenSecret);
    const token = await tokens.sign('runner', { sub: 'double', pool: 'default' }, 86_400);
    const short = await openShortWay(environmentOf(platform.part('deployments').pid()));
    closing.push(() => short.close());
    const customers = await openCustomers(platform.url);
    const double = await makeDouble(platform.url, { token, customers, short });
    closing.push(() => double.close());

    return {
      ...{ double, watchers, redis, redisUrl, close },
      openGateway: () => openGateway(environment),
      async openRaw() {
        const helper = startHelper<Raw>('live-raw.ts', collecting);
        closing.push(() => helper.end());
        const port = await helper.ask('listen', { redisUrl, channel: 'raw' });
        return { ...helper, url: `http://${host}:${port}` };
      },
      async openStock() {
        const { pid, ask, end } = startHelper<Stock>('live-stock.ts', collecting);
        closing.push(() => end());
        const port = await ask('listen', { redisUrl, channel: 'stock' });
        return { url: `http://${host}:${port}`, pid, end };
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The settings that the platform has given to one of its processes. */
function environmentOf(pid: number | null): Record<string, string> {
  const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(
    lines
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
