/** Brings a database to the newest schema: roles, then every subgraph's migrations in one order, by one process at a time. */
import { DataSource, type MigrationInterface } from 'typeorm';
import type { Log } from './log.ts';
import { postgresAddress } from './postgres-address.ts';

export type MigrationClass = new () => MigrationInterface;

export type Login = { user: string; password: string };

export type MigrateSettings = {
  /** The owner of the database: creates roles and tables, and never serves. */
  ownerUrl: string;
  /** Logs in to serve one customer at a time; made a member of hosterizer_app. */
  app: Login;
  /** Logs in to read across customers; made a member of hosterizer_platform. */
  platform: Login;
  /** Of all subgraphs; the number in the class's name orders them. */
  migrations: MigrationClass[];
};

// "hosterizer" in ASCII, folded to what an advisory lock takes.
const migrationLock = 0x686f7374;

/** Resolves when the database is ready. Throws an Error whose message says what to do about it. */
export async function migrate(
  { ownerUrl, app, platform, migrations }: MigrateSettings,
  log: Log,
): Promise<void> {
  const owner = new DataSource({
    type: 'postgres',
    ...postgresAddress(ownerUrl),
    migrations,
    migrationsTableName: 'hosterizer_migration',
    migrationsTransactionMode: 'each',
    applicationName: 'hosterizer migrate',
    extra: { max: 2, connectionTimeoutMillis: 5_000 },
  });
  await owner.initialize().catch((error: Error) => {
    throw new Error(`Cannot connect to the database ${withoutPassword(ownerUrl)}: ${reasonOf(error)}`);
  });

  try {
    const connection = owner.createQueryRunner();
    await connection.query('select pg_advisory_lock($1)', [migrationLock]);
    try {
      await makeRoles(owner, app, platform);
      const done = await owner.runMigrations();
      if (done.length > 0) log.info({ migrations: done.map(({ name }) => name) }, 'Migrated the database.');
    } finally {
      await connection.query('select pg_advisory_unlock($1)', [migrationLock]);
      await connection.release();
    }
  } finally {
    await owner.destroy();
  }
}

async function makeRoles(owner: DataSource, app: Login, platform: Login): Promise<void> {
  const statements = [
    ...group('hosterizer_app'),
    ...group('hosterizer_platform'),
    ...login(app, 'hosterizer_app'),
    ...login(platform, 'hosterizer_platform'),
    `alter role ${quoted(platform.user)} set default_transaction_read_only = on`,
  ];
  try {
    for (const statement of statements) await owner.query(statement);
  } catch (error) {
    const sql = statements
      .map((statement) => statement.replace(/password '.*'/, `password '…'`))
      .join(';\n  ');
    throw new Error(
      `The owner of the database may not make its roles (${reasonOf(error)}). Run this as a superuser, then start again:\n  ${sql};`,
    );
  }
}

/** Roles belong to the whole server and another installation may have made them: making one twice is no error. */
const group = (role: string) => [
  `do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`,
];

const login = ({ user, password }: Login, role: string) => [
  `do $$ begin create role ${quoted(user)} login; exception when duplicate_object or unique_violation then null; end $$`,
  `alter role ${quoted(user)} with login password '${password.replaceAll("'", "''")}'`,
  `grant ${role} to ${quoted(user)}`,
];

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

const reasonOf = (error: unknown) => {
  if (error instanceof AggregateError) return String(error.errors[0]?.message ?? error.message);
  return error instanceof Error ? error.message : String(error);
};

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    if (parsed.password) parsed.password = '***';
    return parsed.href;
  } catch {
    return '(not a URL)';
  }
}
