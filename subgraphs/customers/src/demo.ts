/** The customers of the demo installation. */
import type { DataSource } from 'typeorm';
import { newId } from '@hosterizer/kit/ids';
import type { Sealer } from '@hosterizer/kit/sealer';
import { ownerEmailColumn } from './customers.ts';

/** Returns the customers' ids; those that are there already stay as they are. */
export async function seedDemo(owner: DataSource, sealer: Sealer): Promise<{ acme: string; solar: string }> {
  const idOf = async (name: string, ownerEmail: string): Promise<string> => {
    const id = newId();
    await owner.query(
      `insert into customers.customer (id, name, owner_email) values ($1, $2, $3) on conflict do nothing`,
      [id, name, sealer.seal(ownerEmail, ownerEmailColumn, id)],
    );
    const [row] = await owner.query(`select id from customers.customer where lower(name) = lower($1)`, [
      name,
    ]);
    return row.id;
  };
  return { acme: await idOf('Acme', 'owner@acme.test'), solar: await idOf('Solar', 'owner@solar.test') };
}
