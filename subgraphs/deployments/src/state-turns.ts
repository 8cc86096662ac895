/** The order in which a site's state and its lock are looked at and changed. */
import type { TenantTx } from '@hosterizer/kit/tenancy';

/** Whoever reads or changes the lock or the newest version next waits until this transaction has ended. */
export async function takeTurns(tx: TenantTx, siteId: string): Promise<void> {
  // Also when there is no row yet that could be locked.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`state ${siteId}`]);
}
