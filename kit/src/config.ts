/** Reads a process's settings from its environment, reporting everything wrong at once. */
import { z } from 'zod';
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
      HOSTERIZER_STATE_KEYS: z.string().optional(),
      HOSTERIZER_TERRAFORM_DIR: z.string().optional(),
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
