/** What a person tells of themselves. */
import { actorOf } from '@hosterizer/kit/audit';
import type { Database } from '@hosterizer/kit/database';
import { asUserAs } from '@hosterizer/kit/tenancy';
import type { Caller } from '@hosterizer/kit/viewer';
import { User, type UserRow } from './entities.ts';
import { checkName, sealOf } from './users.ts';

/** Throws VALIDATION_ERROR (name). */
export function updateProfile(db: Database, caller: Caller, name: string): Promise<UserRow> {
  const checked = checkName('name', name);
  const { id, customerId } = caller.viewer!;
  return asUserAs(db, actorOf(caller), customerId, async (tx) => {
    await tx.update(User, id, { name: sealOf(db.sealer, 'name', id, checked) });
    await tx.audit({ operation: 'updateProfile', object: { type: 'User', id } });
    return tx.findOneByOrFail(User, { id });
  });
}
