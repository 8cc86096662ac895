/**
 * Connects as the platform does, in a process of its own: Node reads NODE_EXTRA_CA_CERTS only when it starts. Takes
 * pairs of a door and a URL, and prints a JSON list of what came of each.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { connectDatabase } from '@hosterizer/kit/database';
import { connectEvents } from '@hosterizer/kit/events';
import { makeLog, type Log } from '@hosterizer/kit/log';
import { migrate } from '@hosterizer/kit/migrate';
import { clientOptions } from '@hosterizer/kit/postgres-address';
import pg from 'pg';

const log = makeLog('probe', 'silent');
const key = Buffer.alloc(32, 1).toString('base64');
const login = { user: 'nobody', password: 'nothing' };
const ssl = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';
const said = (rows: Array<{ ssl: boolean }>) => (rows[0]?.ssl ? 'over TLS' : 'in the clear');

const doors: Record<string, (url: string) => Promise<string>> = {
  async client(url) {
    const client = new pg.Client(clientOptions(url));
    await client.connect();
    const { rows } = await client.query<{ ssl: boolean }>(ssl);
    await client.end();
    return said(rows);
  },

  async database(url) {
    const events = connectEvents('redis://127.0.0.1:1', log);
    const settings = { appUrl: url, platformUrl: url, entities: [], dataKeys: `k:${key}`, indexKey: key };
    try {
      const db = await connectDatabase(settings, { events, log });
      const rows = await db.app.query(ssl);
      await db.close();
      return said(rows);
    } finally {
      await events.close();
    }
  },

  async migrate(url) {
    await migrate({ ownerUrl: url, app: login, platform: login, migrations: [] }, log);
    return 'migrated';
  },

  async redis(url) {
    let problem = '';
    const warn = ({ err }: { err: Error }) => (problem ||= err.message);
    const events = connectEvents(url, { ...log, warn } as unknown as Log);
    for (;;) {
      const answers = await events.check().then(
        () => true,
        () => false,
      );
      if (answers || problem) {
        await events.close();
        return answers ? 'answers' : problem;
      }
      await wait(10);
    }
  },
};

const results: string[] = [];
const words = process.argv.slice(2);
for (let at = 0; at < words.length; at += 2) {
  results.push(await doors[words[at]!]!(words[at + 1]!).catch((error: Error) => error.message));
}
process.stdout.write(JSON.stringify(results));
