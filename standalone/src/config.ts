/** What the machine's user may set; everything else the platform decides for itself. */
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { crowdShape, origins, rateShape, trustedProxies } from '@hosterizer/gateway/config';
import { cloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import {
  archiveShape,
  customerConcurrency,
  gitProtocols,
  logLevel,
  mailShape,
  port,
  readConfig,
  secret,
  z,
} from '@hosterizer/kit/config';
import { root } from './folders.ts';

/** Where programs are looked for. */
export const searchPath = process.env['PATH'] || '/usr/local/bin:/usr/bin:/bin';

const folder = z.string().transform((path) => resolve(path));
const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `must look like ${example}` });

export const databaseUrl = url(/^postgres(ql)?$/, 'postgres://owner:password@host:5432/database');
export const redisUrl = url(/^rediss?$/, 'redis://:password@host:6379');

/** Settings of `npm start`. Throws ConfigError. */
export const readStartConfig = () =>
  readConfig(
    {
      PORT: port.default(4000),
      HOST: z.string().default('127.0.0.1'),
      HOSTERIZER_DATA: folder.default(resolve(root, '.hosterizer')),
      DATABASE_URL: databaseUrl.optional(),
      REDIS_URL: redisUrl.optional(),
      /** Where people reach the platform; links in mail begin with it. */
      HOSTERIZER_PUBLIC_URL: z.url().optional(),
      /** Origins besides its own that may call, and proxies whose X-Forwarded headers count. */
      HOSTERIZER_ORIGIN: origins,
      HOSTERIZER_TRUST_PROXY: trustedProxies,
      ...rateShape,
      ...crowdShape,
      ...mailShape,
      ...archiveShape,
      /** Other keys than the installation's own, for commands on a platform that runs elsewhere. */
      HOSTERIZER_DATA_KEYS: z.string().optional(),
      HOSTERIZER_INDEX_KEY: z.string().optional(),
      HOSTERIZER_CUSTOMER_CONCURRENCY: customerConcurrency,
      HOSTERIZER_GIT_PROTOCOLS: gitProtocols,
      HOSTERIZER_CLOUD_ENDPOINTS: cloudEndpoints,
      TERRAFORM_BIN: z.string().optional(),
      /** For the runner: where plug-ins of clouds are, and whether others may come from where they are published. */
      HOSTERIZER_PROVIDER_MIRROR: folder.optional(),
      HOSTERIZER_PROVIDER_DIRECT: z.enum(['on', 'off']).default('on'),
      /** For the runner: the collector of traces. */
      OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
      HOSTERIZER_LOG: z.enum(['file', 'stdout']).default('file'),
      HOSTERIZER_LOG_LEVEL: logLevel.default('info'),
      HOSTERIZER_DEMO_PASSWORD: z
        .string()
        .min(8, 'must have at least 8 characters')
        .default('hosterizer-demo'),
      /** Local sites run programs on this machine, so production has to ask for them. */
      HOSTERIZER_LOCAL: z
        .enum(['on', 'off'])
        .default(process.env['NODE_ENV'] === 'production' ? 'off' : 'on'),
      NODE_ENV: z.string().default('development'),
    },
    process.env,
  );

/** Settings of `npm run runner:token`. Throws ConfigError. */
export const readTokenConfig = () =>
  readConfig(
    {
      HOSTERIZER_DATA: folder.default(resolve(root, '.hosterizer')),
      /** Of an installation whose processes run apart. */
      HOSTERIZER_TOKEN_SECRET: secret.optional(),
    },
    process.env,
  );

/** Settings of `npm run migrate`. Throws ConfigError. */
export const readMigrateConfig = () =>
  readConfig(
    {
      DATABASE_URL: databaseUrl.describe('the owner'),
      DATABASE_APP_URL: databaseUrl,
      DATABASE_PLATFORM_URL: databaseUrl,
      HOSTERIZER_LOG_LEVEL: logLevel.default('info'),
    },
    process.env,
  );

export type StartConfig = ReturnType<typeof readStartConfig>;

/** Settings of a test run. */
export const testConfig = () => ({
  temporary: tmpdir(),
  /** Services that are there already; the run starts its own where there are none. */
  ownerUrl: process.env['HOSTERIZER_TEST_OWNER_URL'],
  redisUrl: process.env['HOSTERIZER_TEST_REDIS_URL'],
  browser: process.env['HOSTERIZER_TEST_BROWSER'],
});

/** Tells a setting to every process that this one starts from now on. */
export function setForTests(name: string, value: string): void {
  process.env[name] = value;
}

/** What a build tool gets to see: the person's environment. */
export const toolEnvironment = (): NodeJS.ProcessEnv => ({ ...process.env });
