/** What tests of a subgraph stand on: a database of their own, and asking as anybody. */
import { execute, parse, validate, type GraphQLSchema } from 'graphql';
import { Client, Pool } from 'pg';
import { subgraphRuleTree } from './access.ts';
import { testConfig } from './config.ts';
import { connectEvents, type Events } from './events.ts';
import { newId } from './ids.ts';
import { makeLog, type Log } from './log.ts';
import { mailColumn, type Mail } from './mail.ts';
import type { SubgraphSettings } from './process.ts';
import { makeSealer, type Sealer } from './sealer.ts';
import { scopesOf, type CustomerRole, type PlatformRole } from './scopes.ts';
import { subgraphSdl } from './sdl.ts';
import { applyMiddleware, deny, shield } from './shield.ts';
import type { Subgraph } from './subgraph.ts';
import { makeTokens } from './tokens.ts';
import type { Caller, Viewer } from './viewer.ts';

export type World = {
  /** For makeSubgraph: a fresh clone of the migrated template database, Redis, tokens, keys. */
  settings: SubgraphSettings & { stateKeys: string };
  events: Events;
  log: Log;
  sealer: Sealer;
  /** The owner's connection, which no policy binds when it is a superuser's: for looking, and for what no API makes. */
  owner: Pool;
  /** A customer that exists, with this name or one of its own. */
  customer(name?: string): Promise<string>;
  /** The mail that waits for this address, oldest first. */
  mailTo(address: string): Promise<Mail[]>;
  /** What the audit log holds of an object, oldest first. */
  deedsAt(objectId: string): Promise<Array<Record<string, any>>>;
  close(): Promise<void>;
};

/** Every test file makes one in beforeAll and closes it in afterAll, after its subgraphs have stopped. */
export async function makeWorld(): Promise<World> {
  const { ownerUrl, redisUrl } = testConfig();
  const name = `test_${newId().replaceAll('-', '')}`;
  await withClient(at(ownerUrl, 'postgres'), (client) =>
    client.query(`create database ${name} template hosterizer_template`),
  );
  const owner = new Pool({ connectionString: at(ownerUrl, name), max: 2 });
  // Dropping the database ends its connections, also one that is only just being closed.
  owner.on('error', () => undefined);
  const log = makeLog('test', 'silent');
  const events = connectEvents(redisUrl, log);

  const sealerKeys = {
    dataKeys: `test:${Buffer.alloc(32, 8).toString('base64')}`,
    indexKey: Buffer.alloc(32, 9).toString('base64'),
  };
  const sealer = makeSealer(sealerKeys);

  return {
    owner,
    sealer,
    events,
    log,
    settings: {
      appUrl: at(ownerUrl, name, 'hosterizer_test_app'),
      platformUrl: at(ownerUrl, name, 'hosterizer_test_platform'),
      events,
      log,
      tokens: makeTokens('a secret for tests, of 32 characters and more'),
      stateKeys: `test:${Buffer.alloc(32, 7).toString('base64')}`,
      ...sealerKeys,
      publicUrl: 'http://hosterizer.test',
    },
    async customer(customerName = `Customer ${newId()}`) {
      const id = newId();
      await owner.query(`insert into customers.customer (id, name, owner_email) values ($1, $2, $3)`, [
        id,
        customerName,
        sealer.seal(`owner@${id}.test`, 'customers.customer.owner_email', id),
      ]);
      return id;
    },
    async mailTo(address) {
      const { rows } = await owner.query(`select id, content from platform.mail order by created_at, id`);
      const mails = rows.map(({ id, content }) => JSON.parse(sealer.open(content, mailColumn, id)) as Mail);
      return mails.filter(({ to }) => to === address);
    },
    async deedsAt(objectId) {
      const { rows } = await owner.query(
        `select customer_id, actor_id, operation, object_type, before, after from platform.audit_entry
         where object_id = $1 order by id`,
        [objectId],
      );
      return rows;
    },
    async close() {
      await events.close();
      await owner.end();
      await withClient(at(ownerUrl, 'postgres'), (client) =>
        client.query(`drop database ${name} with (force)`),
      );
    },
  };
}

export type Answer = {
  data?: Record<string, any> | null;
  code?: string;
  message?: string;
  details?: { field?: string };
};

/**
 * Asks a subgraph behind its own guard, as its HTTP door does. Answers the data, or the first error's code, message
 * and details.
 */
export function asker(subgraph: Subgraph): (viewer: Viewer | null, more?: Partial<Caller>) => Ask {
  const guarded: GraphQLSchema = applyMiddleware(
    subgraph.schema,
    shield(subgraphRuleTree(subgraphSdl(subgraph.name)), { fallbackRule: deny, allowExternalErrors: true }),
  );
  return (viewer, more) =>
    async (query, variables = {}) => {
      const caller: Caller = { viewer, portal: null, ip: '127.0.0.1', traceId: newId(), ...more };
      const document = parse(query);
      const wrong = validate(guarded, document);
      if (wrong.length > 0) throw new Error(wrong.map(({ message }) => message).join('\n'));
      const { data, errors } = await execute({
        schema: guarded,
        document,
        variableValues: variables,
        contextValue: { ...subgraph.context(caller), viewer },
      });
      const [first] = errors ?? [];
      if (!first) return { data: data as Record<string, any> };
      return {
        data: data as Record<string, any> | null,
        code: String(first.extensions['code'] ?? first.message),
        message: first.message,
        ...(first.extensions['details']
          ? { details: first.extensions['details'] as { field?: string } }
          : {}),
      };
    };
}

export type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;

/** A member of a customer, in a role. */
export const member = (customerId: string, role: CustomerRole = 'owner'): Viewer => ({
  id: newId(),
  kind: 'USER',
  customerId,
  role,
  scopes: scopesOf(role),
});

/** One of the platform's staff. */
export const staff = (role: PlatformRole = 'administrator'): Viewer => ({
  id: newId(),
  kind: 'USER',
  customerId: null,
  role,
  scopes: scopesOf(role),
});

/** Resolves when `look` finds something (not null, undefined or false); rejects after ten seconds. */
export async function eventually<T>(
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
): Promise<T> {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error('It did not happen within ten seconds.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function at(url: string, database: string, user?: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  if (user) {
    parsed.username = user;
    parsed.password = 'hosterizer-test';
  }
  return parsed.href;
}

async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
