/** Where a platform leaves traces: its logs, what it prints, and every value in its database. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { sharedFolder } from '../../src/folders.ts';
import { runningPostgres } from '../../src/postgres.ts';
import { openSecrets } from '../../src/secrets.ts';
import type { Home, Started } from '../../src/testing/platform.ts';
import { isRoot } from '../../src/users.ts';

/** A place by its name, and everything that is written there. */
export type Trace = { place: string; text: string };

export async function tracesOf({ data }: Home, platform: Started): Promise<Trace[]> {
  const logs = readdirSync(join(data, 'logs')).map((name) => ({
    place: `logs/${name}`,
    text: readFileSync(join(data, 'logs', name), 'utf8'),
  }));
  return [{ place: 'the terminal', text: platform.said() }, ...logs, ...(await tables(data))];
}

/** Every row of every table of ours as text; bytes are in hex there. */
async function tables(data: string): Promise<Trace[]> {
  const folder = join(isRoot ? sharedFolder(data) : data, 'postgres');
  const url = runningPostgres(folder, openSecrets(join(data, 'keys')).databaseOwner);
  const client = new pg.Client({ connectionString: url!('hosterizer') });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace n on n.oid = relnamespace
       where relkind = 'r' and nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_'`,
    );
    const traces: Trace[] = [];
    for (const { name } of rows) {
      const { rows: found } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      traces.push({ place: name, text: found.map(({ row }) => row).join('\n') });
    }
    return traces;
  } finally {
    await client.end();
  }
}

/** The places where a text stands: as it is, in hex, in base64, or as a part of a URL. */
export function placesOf(text: string, traces: readonly Trace[]): string[] {
  const bytes = Buffer.from(text);
  const forms = [
    text,
    bytes.toString('hex'),
    // Without its last characters, which depend on what follows.
    bytes.toString('base64').slice(0, -4),
    encodeURIComponent(text),
  ];
  return traces.filter((trace) => forms.some((form) => trace.text.includes(form))).map(({ place }) => place);
}
