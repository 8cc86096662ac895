/** What the database itself shows a customer, whichever way somebody may find to ask: their own rows, and nobody else's. */
import type { Examination } from './examine.ts';

/** What is wrong, a sentence for each table. The customer must be one who has everything. */
export async function foreignRows({ owner, cast }: Pick<Examination, 'owner' | 'cast'>): Promise<string[]> {
  const { rows: tables } = await owner.query<{ name: string; always: boolean }>(
    `select nspname || '.' || relname as name, attnotnull as always
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     join pg_attribute on attrelid = pg_class.oid and attname = 'customer_id'
     where relkind in ('r', 'p') and not relispartition
       and nspname in ('accounts', 'customers', 'registry', 'sites', 'deployments', 'platform')
       and has_table_privilege('hosterizer_app', pg_class.oid, 'select')
     order by name`,
  );
  const client = await owner.connect();
  const wrong: string[] = [];
  try {
    await client.query('begin');
    await client.query('set local role hosterizer_app');
    await client.query(`select set_config('app.current_customer_id', $1, true)`, [cast.tenants.own.id]);
    for (const { name, always } of tables) {
      const { rows } = await client.query<{ own: number; foreign: number }>(
        `select count(*) filter (where customer_id = $1)::int as own,
           count(*) filter (where customer_id <> $1)::int as foreign from ${name}`,
        [cast.tenants.own.id],
      );
      if (rows[0]!.foreign > 0) wrong.push(`${name}: a customer sees rows of others.`);
      if (rows[0]!.own === 0 && always) wrong.push(`${name}: a customer sees none. Make one in tenants.ts.`);
    }
  } finally {
    await client.query('rollback');
    client.release();
  }
  return wrong;
}
