/** The people of the demo installation. */
import type { DataSource } from 'typeorm';
import { newId } from '@hosterizer/kit/ids';
import { hashPassword } from './passwords.ts';

export type DemoPeople = { acme: string; solar: string };

/** Written by the owner of the database, since nobody else may make staff. Does nothing when the people are there. */
export async function seedDemo(owner: DataSource, customers: DemoPeople, password: string): Promise<void> {
  const people: Array<{ email: string; staff?: 'administrator'; customerId?: string; role?: string }> = [
    { email: 'admin@hosterizer.test', staff: 'administrator' },
    { email: 'owner@acme.test', customerId: customers.acme, role: 'owner' },
    { email: 'viewer@acme.test', customerId: customers.acme, role: 'viewer' },
    { email: 'owner@solar.test', customerId: customers.solar, role: 'owner' },
  ];
  const passwordHash = await hashPassword(password);
  for (const { email, staff, customerId, role } of people) {
    const id = newId();
    const made: unknown[] = await owner.query(
      `insert into accounts."user" (id, email, password_hash, platform_role) values ($1, $2, $3, $4)
       on conflict do nothing returning id`,
      [id, email, passwordHash, staff ?? null],
    );
    if (made.length > 0 && customerId) {
      await owner.query(`insert into accounts.membership (customer_id, user_id, role) values ($1, $2, $3)`, [
        customerId,
        id,
        role,
      ]);
    }
  }
}
