/** The gateway's settings as a process of its own; standalone passes a GatewayConfig of its own making. */
import { logLevel, port, readConfig, secret, z } from '@hosterizer/kit/config';
import { subgraphNames, type SubgraphName } from '@hosterizer/kit/sdl';
import { areProxies } from './http/proxies.ts';
import type { Rates } from './limits/limits.ts';
import type { CrowdLimits } from './live/crowd.ts';

export type GatewayConfig = {
  host: string;
  /** 0 for any free one. */
  port: number;
  /** Origins such as `https://portal.example` that may call besides the gateway's own. */
  origins: readonly string[];
  /** Addresses or networks of the proxies whose X-Forwarded headers count. */
  trustedProxies: readonly string[];
};

export type ProcessConfig = GatewayConfig & {
  redisUrl: string;
  rates: Rates;
  sockets: CrowdLimits;
  tokenSecret: string;
  logLevel: string;
  /** Where each subgraph's process is, without `/graphql`. */
  subgraphUrls: Record<SubgraphName, string>;
};

const wholeOrNone = z.coerce
  .number({ error: 'must be a whole number, 0 for no limit' })
  .int('must be a whole number, 0 for no limit')
  .min(0, 'must be a whole number, 0 for no limit');

/** How often who may ask; 0 for no limit. */
export const rateShape = {
  HOSTERIZER_RATE_API: wholeOrNone.default(100),
  HOSTERIZER_RATE_SIGN_IN: wholeOrNone.default(5),
  HOSTERIZER_RATE_SEARCH: wholeOrNone.default(30),
  HOSTERIZER_RATE_BULK: wholeOrNone.default(10),
};

export const ratesOf = (read: Record<keyof typeof rateShape, number>): Rates => ({
  api: read.HOSTERIZER_RATE_API,
  signIn: read.HOSTERIZER_RATE_SIGN_IN,
  search: read.HOSTERIZER_RATE_SEARCH,
  bulk: read.HOSTERIZER_RATE_BULK,
});

/** How many WebSockets at a time; 0 for any number. */
export const crowdShape = {
  HOSTERIZER_SOCKETS_PER_ADDRESS: wholeOrNone.default(1_000),
  HOSTERIZER_SOCKETS_PER_VIEWER: wholeOrNone.default(100),
};

export const crowdOf = (read: Record<keyof typeof crowdShape, number>): CrowdLimits => ({
  perAddress: read.HOSTERIZER_SOCKETS_PER_ADDRESS,
  perViewer: read.HOSTERIZER_SOCKETS_PER_VIEWER,
});

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL such as http://127.0.0.1:4001' });

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

export const trustedProxies = list
  .refine(areProxies, 'must be addresses or networks such as 10.0.0.0/8, separated by commas')
  .default([]);

export const origins = list
  .refine(
    (given) => given.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    'must be origins such as https://portal.example, separated by commas',
  )
  .default([]);

/** Reads process.env. Throws ConfigError with every problem in it. */
export function gatewayConfig(environment: Record<string, string | undefined> = process.env): ProcessConfig {
  const urls = Object.fromEntries(subgraphNames.map((name) => [`${name.toUpperCase()}_URL`, httpUrl]));
  const read = readConfig(
    {
      PORT: port.default(4000),
      HOST: z.string().default('127.0.0.1'),
      REDIS_URL: z.string().regex(/^rediss?:\/\//, 'must be a redis:// or rediss:// URL'),
      HOSTERIZER_TOKEN_SECRET: secret,
      HOSTERIZER_ORIGIN: origins,
      HOSTERIZER_TRUST_PROXY: trustedProxies,
      ...rateShape,
      ...crowdShape,
      HOSTERIZER_LOG_LEVEL: logLevel.default('info'),
      ...urls,
    },
    environment,
  );
  const urlOf = (name: SubgraphName) =>
    String((read as Record<string, unknown>)[`${name.toUpperCase()}_URL`]);

  return {
    host: read.HOST,
    port: read.PORT,
    origins: read.HOSTERIZER_ORIGIN,
    trustedProxies: read.HOSTERIZER_TRUST_PROXY,
    redisUrl: read.REDIS_URL,
    rates: ratesOf(read),
    sockets: crowdOf(read),
    tokenSecret: read.HOSTERIZER_TOKEN_SECRET,
    logLevel: read.HOSTERIZER_LOG_LEVEL,
    subgraphUrls: Object.fromEntries(subgraphNames.map((name) => [name, urlOf(name)])) as Record<
      SubgraphName,
      string
    >,
  };
}
