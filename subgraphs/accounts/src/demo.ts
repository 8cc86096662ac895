/** The people of the demo installation. */
import type { DataSource } from 'typeorm';
import { newId } from '@hosterizer/kit/ids';
import type { Sealer } from '@hosterizer/kit/sealer';
import { hashPassword } from './passwords.ts';
import { sealedEmail } from './users.ts';

export type DemoPeople = { acme: string; solar: string };

/** Written by the owner of the database, since nobody else may make staff. Does nothing when the people are there. */
export async function seedDemo(
  owner: DataSource,
  { sealer, customers, password }: { sealer: Sealer; customers: DemoPeople; password: string },
): Promise<void> {
  const people: Array<{ email: string; staff?: 'administrator'; customerId?: string; role?: string }> = [
    { email: 'admin@hosterizer.test', staff: 'administrator' },
    { email: 'owner@acme.test', customerId: customers.acme, role: 'owner' },
    { email: 'viewer@acme.test', customerId: customers.acme, role: 'viewer' },
    { email: 'owner@solar.test', customerId: customers.solar, role: 'owner' },
  ];
  const passwordHash = await hashPassword(password);
  for (const { email, staff, customerId, role } of people) {
    const id = newId();
    const sealed = sealedEmail(sealer, id, email);
    const made: unknown[] = await owner.query(
      `insert into accounts."user" (id, email, email_hash, email_verified_at, password_hash, platform_role)
       values ($1, $2, $3, now(), $4, $5) on conflict do nothing returning id`,
      [id, sealed.email, sealed.emailHash, passwordHash, staff ?? null],
    );
    if (made.length > 0 && customerId) {
      await owner.query(
        `insert into accounts.membership (customer_id, user_id, role, id) values ($1, $2, $3, $4)`,
        [customerId, id, role, newId()],
      );
    }
  }
}
