/** What a first start finds, so that there is something to sign in to and look at. */
import { DataSource } from 'typeorm';
import { seedDemo as seedPeople } from '@hosterizer/accounts/demo';
import { seedDemo as seedCustomers } from '@hosterizer/customers/demo';
import { postgresAddress } from '@hosterizer/kit/postgres-address';
import { makeSealer, type SealerKeys } from '@hosterizer/kit/sealer';

/** The people of the demo installation, as the start's last words name them. */
export const demoPeople = [
  { email: 'admin@hosterizer.test', portal: 'admin', who: 'administrator' },
  { email: 'owner@acme.test', portal: 'customer', who: 'owner of Acme' },
  { email: 'viewer@acme.test', portal: 'customer', who: 'viewer of Acme' },
  { email: 'owner@solar.test', portal: 'customer', who: 'owner of Solar' },
] as const;

/** Does nothing where anybody has an account: what an operator has deleted does not come back. */
export async function seedDemo(ownerUrl: string, keys: SealerKeys, password: string): Promise<void> {
  const owner = await new DataSource({
    type: 'postgres',
    ...postgresAddress(ownerUrl),
    extra: { max: 1 },
  }).initialize();
  try {
    const [{ used }] = await owner.query(`select exists (select from accounts."user") as used`);
    const sealer = makeSealer(keys);
    if (!used) await seedPeople(owner, { sealer, customers: await seedCustomers(owner, sealer), password });
  } finally {
    await owner.destroy();
  }
}
