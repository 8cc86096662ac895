import type { Database } from '@hosterizer/kit/database';
import { isUniqueViolation, rowsOf } from '@hosterizer/kit/database';
import { conflict, invalid } from '@hosterizer/kit/errors';
import { newId } from '@hosterizer/kit/ids';
import { pageOf, type Page, type PageArguments } from '@hosterizer/kit/pages';
import { actorOf } from '@hosterizer/kit/audit';
import { acrossTenants, inTenantAs, type ReadTx } from '@hosterizer/kit/tenancy';
import { emailFingerprint } from '@hosterizer/kit/sealer';
import type { Caller } from '@hosterizer/kit/viewer';
import { Customer, type CustomerRow } from './entities.ts';
import type { CreateCustomerInput } from './generated/resolvers.ts';

export const ownerEmailColumn = 'customers.customer.owner_email';

export function listCustomers(tx: ReadTx, page: PageArguments): Promise<Page<CustomerRow>> {
  return pageOf(tx.createQueryBuilder(Customer, 'customer'), page);
}

/** Throws VALIDATION_ERROR for a name or address that cannot be, CONFLICT for a name that is taken. */
export async function createCustomer(
  db: Database,
  caller: Caller,
  input: CreateCustomerInput,
): Promise<CustomerRow> {
  const name = input.name.trim();
  const ownerEmail = input.ownerEmail.trim();
  if (name.length < 1 || name.length > 100) throw invalid('name', 'Give a name of 1 to 100 characters.');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(ownerEmail) || ownerEmail.length > 254) {
    throw invalid('ownerEmail', 'Give a complete email address, such as owner@example.com.');
  }

  const id = newId();
  const { sealer } = db;
  const fingerprint = emailFingerprint(sealer, ownerEmail);
  const [known] = await acrossTenants(db, caller.viewer!, 'whose address a new owner has', (tx) =>
    rowsOf<{ user: string | null }>(tx, `select accounts.user_of_email($1) as "user"`, [fingerprint]),
  );
  return inTenantAs(db, id, actorOf(caller), async (tx) => {
    try {
      await tx.insert(Customer, {
        id,
        name,
        tier: input.tier,
        ownerEmail: sealer.seal(ownerEmail, ownerEmailColumn, id),
      });
    } catch (error) {
      if (isUniqueViolation(error, 'customer_name'))
        throw conflict(`There is a customer named ${name} already.`);
      throw error;
    }
    const person = known?.user ?? newId();
    await tx.query(`select accounts.add_owner($1, $2, $3, $4, $5, null, null, null)`, [
      id,
      newId(),
      person,
      sealer.seal(ownerEmail, 'accounts.user.email', person),
      fingerprint,
    ]);
    await tx.audit({
      operation: 'createCustomer',
      object: { type: 'Customer', id },
      after: { name, tier: input.tier, ownerId: person },
    });
    return tx.findOneByOrFail(Customer, { id });
  });
}
