/** Reads a process's settings from its environment, reporting everything wrong at once. */
import { z } from 'zod';
import { cloudEndpoints } from './cloud-endpoints.ts';
import type { MailSettings } from './mail.ts';

/** A setting is wrong or missing; the message names each one and what it must be. */
export class ConfigError extends Error {}

/** Parses `environment` (normally process.env) by a zod object. Empty strings count as absent. Throws ConfigError. */
export function readConfig<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Record<string, string | undefined>,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new ConfigError(`Settings to mend:\n  ${problems.join('\n  ')}`);
}

/** A TCP port, 0 for any free one. */
export const port = z.coerce
  .number({ error: 'must be a number from 0 to 65535' })
  .int()
  .min(0, 'must be a number from 0 to 65535')
  .max(65_535, 'must be a number from 0 to 65535');

/** The installation's secret for signing tokens, at least 32 characters. */
export const secret = z
  .string()
  .min(32, 'must have at least 32 characters; `openssl rand -hex 32` makes one');

export const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

/** How mail leaves a process. */
export const mailShape = {
  HOSTERIZER_MAIL_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must look like smtp://user:password@host:587')
    .optional(),
  HOSTERIZER_MAIL_FOLDER: z.string().optional(),
  HOSTERIZER_MAIL_FROM: z.string().default('Hosterizer <no-reply@hosterizer.test>'),
};

/** Undefined where no way is given: mail then waits in the database. */
export function mailSettings(config: {
  HOSTERIZER_MAIL_URL?: string | undefined;
  HOSTERIZER_MAIL_FOLDER?: string | undefined;
  HOSTERIZER_MAIL_FROM: string;
}): MailSettings | undefined {
  const from = config.HOSTERIZER_MAIL_FROM;
  if (config.HOSTERIZER_MAIL_URL) return { from, transport: { url: config.HOSTERIZER_MAIL_URL } };
  if (config.HOSTERIZER_MAIL_FOLDER) return { from, transport: { folder: config.HOSTERIZER_MAIL_FOLDER } };
  return undefined;
}

const days = z.coerce
  .number({ error: 'must be a number of days' })
  .int('must be a whole number of days')
  .min(0, 'must be a number of days, or 0 for never');

/** Where logs of old deployments go, and when. */
export const archiveShape = {
  HOSTERIZER_ARCHIVE: z
    .string()
    .regex(/^(\/|s3:\/\/[a-z0-9][a-z0-9.-]+(\/|$))/, 'must be a folder from / on, or s3://bucket/prefix')
    .optional(),
  HOSTERIZER_ARCHIVE_ENDPOINT: z.url().optional(),
  HOSTERIZER_AWS_REGION: z.string().default('us-east-1'),
  HOSTERIZER_AWS_ACCESS_KEY_ID: z.string().optional(),
  HOSTERIZER_AWS_SECRET_ACCESS_KEY: z.string().optional(),
  HOSTERIZER_EVENTS_KEEP_DAYS: days.default(90),
  HOSTERIZER_EVENTS_DELETE_DAYS: days.default(0),
};

/** A bucket's `prefix` is empty or ends with a slash; `endpoint` has none at its end. */
export type BucketPlace = {
  endpoint: string;
  bucket: string;
  prefix: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
};

export type ArchiveSettings = {
  place: { folder: string } | BucketPlace;
  /** Days after a deployment's end until its log leaves the database; 0 for never. */
  keepDays: number;
  /** Days after a deployment's end until its log is removed from the archive; 0 for never. */
  deleteDays: number;
};

type ArchiveConfig = z.infer<z.ZodObject<typeof archiveShape>>;

/** Undefined where no place is given: logs then stay in the database. Throws ConfigError. */
export function archiveSettings(config: ArchiveConfig): ArchiveSettings | undefined {
  const keepDays = config.HOSTERIZER_EVENTS_KEEP_DAYS;
  const deleteDays = config.HOSTERIZER_EVENTS_DELETE_DAYS;
  if (deleteDays > 0 && deleteDays <= keepDays) {
    throw new ConfigError(
      'Settings to mend:\n  HOSTERIZER_EVENTS_DELETE_DAYS: must be more than HOSTERIZER_EVENTS_KEEP_DAYS, or 0 for never',
    );
  }
  const place = placeOf(config);
  return place && { place, keepDays, deleteDays };
}

function placeOf(config: ArchiveConfig): ArchiveSettings['place'] | undefined {
  const given = config.HOSTERIZER_ARCHIVE;
  if (!given?.startsWith('s3://')) return given === undefined ? undefined : { folder: given };
  const [bucket = '', ...folders] = given.slice('s3://'.length).split('/').filter(Boolean);
  const region = config.HOSTERIZER_AWS_REGION;
  const accessKeyId = config.HOSTERIZER_AWS_ACCESS_KEY_ID;
  const secretAccessKey = config.HOSTERIZER_AWS_SECRET_ACCESS_KEY;
  if (!accessKeyId || !secretAccessKey) {
    throw new ConfigError(
      'Settings to mend:\n  HOSTERIZER_AWS_ACCESS_KEY_ID, HOSTERIZER_AWS_SECRET_ACCESS_KEY: HOSTERIZER_ARCHIVE is a bucket, and needs both',
    );
  }
  const endpoint = config.HOSTERIZER_ARCHIVE_ENDPOINT ?? `https://s3.${region}.amazonaws.com`;
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    bucket,
    prefix: folders.map((folder) => `${folder}/`).join(''),
    region,
    accessKeyId,
    secretAccessKey,
  };
}

/** How the registry may reach Git. */
export const gitProtocols = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine(
    (given) => given.every((one) => ['https', 'ssh', 'http', 'file'].includes(one)),
    'must be some of https, ssh, http and file, separated by commas',
  )
  .default(['https', 'ssh']);

const someJobs = 'must be a number from 1 to 100';
/** How many jobs of a customer may be under way at once. */
export const customerConcurrency = z.coerce
  .number({ error: someJobs })
  .int(someJobs)
  .min(1, someJobs)
  .max(100, someJobs)
  .default(10);

/** The settings of a subgraph that runs as a process of its own. */
export function subgraphConfig() {
  return readConfig(
    {
      HOST: z.string().default('127.0.0.1'),
      PORT: port,
      DATABASE_APP_URL: z.string().describe('serves under row-level security'),
      DATABASE_PLATFORM_URL: z.string().describe('reads across customers'),
      REDIS_URL: z.string(),
      HOSTERIZER_TOKEN_SECRET: secret,
      HOSTERIZER_DATA_KEYS: z.string().describe('encrypt personal data; newest first'),
      HOSTERIZER_INDEX_KEY: z.string().describe('finds what is encrypted'),
      HOSTERIZER_PUBLIC_URL: z.url().transform((url) => url.replace(/\/$/, '')),
      ...mailShape,
      ...archiveShape,
      HOSTERIZER_STATE_KEYS: z.string().optional(),
      HOSTERIZER_TERRAFORM_DIR: z.string().optional(),
      HOSTERIZER_GIT_PROTOCOLS: gitProtocols,
      HOSTERIZER_CUSTOMER_CONCURRENCY: customerConcurrency,
      HOSTERIZER_CLOUD_ENDPOINTS: cloudEndpoints,
      HOSTERIZER_SECURE_COOKIES: z.stringbool().default(false),
      HOSTERIZER_LOG_LEVEL: logLevel.default('info'),
    },
    process.env,
  );
}

/** The services of a test run; its global set-up starts them and says where they are. */
export function testConfig() {
  const { HOSTERIZER_TEST_OWNER_URL: ownerUrl, HOSTERIZER_TEST_REDIS_URL: redisUrl } = readConfig(
    { HOSTERIZER_TEST_OWNER_URL: z.string(), HOSTERIZER_TEST_REDIS_URL: z.string() },
    process.env,
  );
  return { ownerUrl, redisUrl };
}

export { z };
