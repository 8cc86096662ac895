/** Whether a customer may be worked for. */
import { rowsOf } from './database.ts';
import { conflict, notFound } from './errors.ts';
import type { TenantTx } from './tenancy.ts';

export type Standing = 'ACTIVE' | 'SUSPENDED' | 'INACTIVE';

/**
 * How the transaction's customer stands. It stays so until the transaction ends: who suspends it waits for that long,
 * and who comes while it is being suspended waits here. Ask before any other row is locked. Throws NOT_FOUND.
 */
export async function standingOf(tx: TenantTx): Promise<Standing> {
  const [customer] = await rowsOf<{ status: Standing | null }>(
    tx,
    `select customers.status_of($1) as status`,
    [tx.customerId],
  );
  if (!customer?.status) throw notFound('Customer', tx.customerId);
  return customer.status;
}

/** As standingOf. Throws CONFLICT, for the platform's staff as well, when the customer is suspended or closed. */
export async function mustBeActive(tx: TenantTx): Promise<void> {
  const standing = await standingOf(tx);
  if (standing === 'ACTIVE') return;
  throw conflict(
    `This customer is ${standing === 'SUSPENDED' ? 'suspended' : 'closed'}: nothing of it can be changed or deployed before it is active again.`,
  );
}
