import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, logLevel, port, readConfig, z } from '@hosterizer/kit/config';
import type { ProviderSource } from './providers.ts';

/** A duration in seconds, read into milliseconds. */
const seconds = (fallback: number) =>
  z.coerce
    .number({ error: 'must be a number of seconds' })
    .positive('must be more than 0 seconds')
    .default(fallback)
    .transform((value) => value * 1000);

/** What the runner can do, as its operator calls it; `local` and `machine:<id>` it adds itself. */
const labels = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
  )
  .pipe(
    z
      .array(
        z
          .string()
          .regex(
            /^[a-z0-9][a-z0-9._:-]{0,62}$/,
            'must be labels of lower-case letters, digits, dots, dashes and colons, with commas between them',
          )
          .refine((label) => label !== 'local' && !label.startsWith('machine:'), {
            error: 'must not name local or machine:…, which a runner of local sites has by itself',
          }),
      )
      .max(18, 'must be at most 18 labels'),
  );

const folder = z.string().transform((path) => resolve(path));

const shape = {
  HOSTERIZER_URL: z
    .url({ error: 'must be an address such as http://127.0.0.1:4000' })
    .default('http://127.0.0.1:4000'),
  HOSTERIZER_RUNNER_TOKEN: z.string({ error: "must hold this runner's token" }),
  HOSTERIZER_RUNNER_NAME: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'must be 1 to 100 letters, digits, dots and dashes')
    .default(hostname()),
  HOSTERIZER_RUNNER_LABELS: labels,
  HOSTERIZER_RUNNER_DATA: folder.describe('work folder'),
  HOSTERIZER_SITES: folder.optional(),
  HOSTERIZER_TERRAFORM_DIR: folder.default(fileURLToPath(new URL('../../terraform', import.meta.url))),
  HOSTERIZER_RUNNER_USER: z
    .string()
    .regex(/^\d+:\d+$/, 'must be numbers, as uid:gid')
    .optional(),
  HOSTERIZER_LOCAL: z.enum(['on', 'off'], { error: 'must be on or off' }).optional(),
  HOSTERIZER_LOCAL_HOST: z
    .union([z.ipv4(), z.ipv6()])
    .default(process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'),
  HOSTERIZER_NODE: folder.default(process.execPath),
  HOSTERIZER_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(2),
  HOSTERIZER_CANCEL_GRACE: seconds(30),
  HOSTERIZER_PHASE_TIMEOUT: seconds(30 * 60),
  HOSTERIZER_STOP_SECONDS: seconds(8),
  HOSTERIZER_HEALTH_PORT: port.optional(),
  HOSTERIZER_LOG_LEVEL: logLevel.default('info'),
  TERRAFORM_BIN: z.string().optional(),
  HOSTERIZER_PROVIDER_MIRROR: folder.optional(),
  HOSTERIZER_PROVIDER_DIRECT: z.enum(['on', 'off'], { error: 'must be on or off' }).default('on'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ error: 'must be the address of a collector, such as http://127.0.0.1:4318' })
    .optional(),
  NODE_ENV: z.string().optional(),
  PATH: z.string().default('/usr/local/bin:/usr/bin:/bin'),
};

export type RunnerConfig = {
  url: string;
  token: string;
  name: string;
  /** What the operator says that it can do. */
  labels: string[];
  /** Work folder, 0700. Holds nothing between runs but what a lost run left. */
  work: string;
  /** Folder of the sites on this machine; null where the local provider is off. */
  sites: string | null;
  /** The modules and blueprints. */
  terraformDir: string;
  /** Who to become when started as root. */
  user: { uid: number; gid: number } | null;
  /** Address that local sites listen on. */
  localHost: string;
  /** The Node that local sites run on. */
  node: string;
  concurrency: number;
  terraformBin: string | undefined;
  providers: ProviderSource;
  /** Where to look for Terraform; Terraform itself gets a path of its own. */
  path: string;
  /** Milliseconds between interrupting Terraform and killing it. */
  cancelGrace: number;
  /** Milliseconds that `init`, the plan and the application may take, each for itself. */
  phaseTimeout: number;
  /** Milliseconds to drain in: jobs may end in the first third, then Terraform is ended and the jobs are handed over. */
  stopWithin: number;
  healthPort: number | undefined;
  /** The collector of traces; none when undefined. */
  collector: string | undefined;
  logLevel: z.infer<typeof logLevel>;
};

/** Reads the runner's settings. Throws ConfigError with everything that is wrong. */
export function runnerConfig(environment: Record<string, string | undefined> = process.env): RunnerConfig {
  const given = readConfig(shape, environment);
  const local = given.HOSTERIZER_LOCAL ?? (given.NODE_ENV === 'production' ? 'off' : 'on');
  if (local === 'on' && given.HOSTERIZER_SITES === undefined) {
    throw new ConfigError(
      'Settings to mend:\n  HOSTERIZER_SITES: must name the folder of the sites on this machine, or set HOSTERIZER_LOCAL=off',
    );
  }
  if (!existsSync(given.HOSTERIZER_TERRAFORM_DIR)) {
    throw new ConfigError(
      `Settings to mend:\n  HOSTERIZER_TERRAFORM_DIR: there is no folder ${given.HOSTERIZER_TERRAFORM_DIR}`,
    );
  }
  const mirror = given.HOSTERIZER_PROVIDER_MIRROR;
  if (mirror !== undefined && !existsSync(mirror)) {
    throw new ConfigError(`Settings to mend:\n  HOSTERIZER_PROVIDER_MIRROR: there is no folder ${mirror}`);
  }
  const [uid, gid] = (given.HOSTERIZER_RUNNER_USER ?? '').split(':').map(Number);
  return {
    url: given.HOSTERIZER_URL.replace(/\/+$/, ''),
    token: given.HOSTERIZER_RUNNER_TOKEN,
    name: given.HOSTERIZER_RUNNER_NAME,
    labels: [...new Set(given.HOSTERIZER_RUNNER_LABELS)],
    work: given.HOSTERIZER_RUNNER_DATA,
    sites: local === 'on' ? (given.HOSTERIZER_SITES ?? null) : null,
    terraformDir: given.HOSTERIZER_TERRAFORM_DIR,
    user: uid !== undefined && gid !== undefined ? { uid, gid } : null,
    localHost: given.HOSTERIZER_LOCAL_HOST,
    node: given.HOSTERIZER_NODE,
    concurrency: given.HOSTERIZER_CONCURRENCY,
    terraformBin: given.TERRAFORM_BIN,
    providers: {
      mirror: given.HOSTERIZER_PROVIDER_MIRROR ?? null,
      direct: given.HOSTERIZER_PROVIDER_DIRECT === 'on',
    },
    path: given.PATH,
    cancelGrace: given.HOSTERIZER_CANCEL_GRACE,
    phaseTimeout: given.HOSTERIZER_PHASE_TIMEOUT,
    stopWithin: given.HOSTERIZER_STOP_SECONDS,
    healthPort: given.HOSTERIZER_HEALTH_PORT,
    collector: given.OTEL_EXPORTER_OTLP_ENDPOINT,
    logLevel: given.HOSTERIZER_LOG_LEVEL,
  };
}
