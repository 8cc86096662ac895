/** Seals every sealed column anew with the newest key; which columns those are is PostgreSQL's to say, not a list's. */
import type { Sealer } from '@hosterizer/kit/sealer';
import type { Client } from 'pg';
import { Sentence } from './sentence.ts';

type Column = { schema: string; table: string; column: string; rows: string };

export type Resealed = {
  /** `schema.table.column`. */
  column: string;
  /** How many values there are, and how many of them were sealed anew. */
  values: number;
  resealed: number;
  /** The ids of rows whose value does not open: with none of the keys, or it belongs elsewhere. */
  unreadable: string[];
};

type Db = Pick<Client, 'query'>;

const batch = 500;

/**
 * Batch by batch, each a statement of its own, so that a run that ends early has done its part and the next one goes
 * on. A platform may run beside it on the same keys: a value that it changes meanwhile is left as it is and looked at
 * again. Throws a Sentence for a table of which this cannot be done.
 */
export async function resealColumns(db: Db, sealer: Sealer): Promise<Resealed[]> {
  const columns = await sealedColumns(db);
  for (const column of columns) await mustBeReachable(db, column);
  const results: Resealed[] = [];
  for (const column of columns) results.push(await resealColumn(db, sealer, column));
  return results;
}

/** Every column of the type platform.sealed; partitions are reached through their parents. */
async function sealedColumns(db: Db): Promise<Column[]> {
  const { rows } = await db.query<Column>(
    `select nspname as schema, relname as table, attname as column, format('%I.%I', nspname, relname) as rows
     from pg_attribute join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace
     where atttypid = 'platform.sealed'::regtype and relkind in ('r', 'p') and not relispartition
       and not attisdropped
     order by 1, 2, 3`,
  );
  return rows;
}

/** A value is sealed for its row's id; and rows that a policy hides would be left out without a word. */
async function mustBeReachable(db: Db, { schema, table, column, rows }: Column): Promise<void> {
  const { rows: found } = await db.query<{ has_id: boolean; hidden: boolean }>(
    `select
       exists (
         select from pg_attribute where attrelid = $1::regclass and attname = 'id' and atttypid = 'uuid'::regtype
       ) as has_id,
       row_security_active($1::regclass) and not exists (
         select from pg_policies
         where schemaname = $2 and tablename = $3 and cmd = 'ALL' and qual = 'true'
           and current_user = any(roles)
       ) as hidden`,
    [rows, schema, table],
  );
  const { has_id: hasId, hidden } = found[0]!;
  if (!hasId) {
    throw new Sentence(
      `${schema}.${table}.${column} is sealed and the table has no column id of type uuid, so its values cannot be sealed anew.`,
    );
  }
  if (hidden) {
    throw new Sentence(
      `Policies hide rows of ${schema}.${table} from this login: set DATABASE_URL to a superuser of the database.`,
    );
  }
}

async function resealColumn(db: Db, sealer: Sealer, column: Column): Promise<Resealed> {
  const name = `${column.schema}.${column.table}.${column.column}`;
  const total: Resealed = { column: name, values: 0, resealed: 0, unreadable: [] };
  for (;;) {
    const pass = await onePass(db, sealer, column, name);
    total.values = pass.values;
    total.resealed += pass.resealed;
    total.unreadable = pass.unreadable;
    // What somebody else wrote meanwhile may have been sealed with the older key.
    if (pass.overtaken === 0) return total;
  }
}

type Stored = { id: string; value: Buffer };

async function onePass(db: Db, sealer: Sealer, { rows: table, column }: Column, name: string) {
  const pass = { values: 0, resealed: 0, overtaken: 0, unreadable: [] as string[] };
  const quoted = `"${column.replaceAll('"', '""')}"`;
  for (let last: string | null = null; ;) {
    const { rows }: { rows: Stored[] } = await db.query<Stored>(
      `select id, ${quoted} as value from ${table}
       where ${quoted} is not null and ($1::uuid is null or id > $1) order by id limit $2`,
      [last, batch],
    );
    pass.values += rows.length;
    const stale: Array<Stored & { anew: Buffer }> = [];
    for (const { id, value } of rows) {
      try {
        const anew = sealer.reseal(value, name, id);
        if (anew) stale.push({ id, value, anew });
      } catch {
        pass.unreadable.push(id);
      }
    }
    if (stale.length > 0) {
      const { rowCount } = await db.query(
        `update ${table} as stored set ${quoted} = stale.anew
         from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as stale (id, value, anew)
         where stored.id = stale.id and stored.${quoted} = stale.value`,
        [stale.map(({ id }) => id), stale.map(({ value }) => value), stale.map(({ anew }) => anew)],
      );
      pass.resealed += rowCount ?? 0;
      pass.overtaken += stale.length - (rowCount ?? 0);
    }
    if (rows.length < batch) return pass;
    last = rows.at(-1)!.id;
  }
}
