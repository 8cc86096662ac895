/** What a customer is allotted of the runners: which pool works for it, and how many of its jobs at once. */
import { rowsOf } from '@hosterizer/kit/database';
import { invalid, notFound } from '@hosterizer/kit/errors';
import { isId } from '@hosterizer/kit/ids';
import type { MutationTx, ReadTx, TenantTx } from '@hosterizer/kit/tenancy';
import { announceWaiting } from './channels.ts';
import type { AllotRunnersInput } from './generated/resolvers.ts';

/** A concurrency of null is the installation's own. */
export type Allotment = { pool: string; concurrency: number | null };

const none: Allotment = { pool: 'default', concurrency: null };

/** The pool of the transaction's customer. It stays so until the transaction ends: a change waits for that long. */
export async function poolOf(tx: TenantTx): Promise<string> {
  await tx.query(`select pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, [poolLock(tx.customerId)]);
  return (await allotmentsOf(tx, [tx.customerId])).get(tx.customerId)?.pool ?? none.pool;
}

/** By customer; one that has none of its own is left out. */
export async function allotmentsOf(
  tx: ReadTx,
  customerIds: readonly string[],
): Promise<Map<string, Allotment>> {
  const rows = await rowsOf<Allotment & { customer_id: string }>(
    tx,
    `select customer_id, pool, concurrency from deployments.allotment where customer_id = any ($1)`,
    [customerIds.filter(isId)],
  );
  return new Map(rows.map(({ customer_id: id, ...allotment }) => [id, allotment]));
}

/** Throws NOT_FOUND for a customer that there is not. */
export async function mustExist(tx: ReadTx, customerId: string): Promise<string> {
  const [found] = isId(customerId)
    ? await rowsOf(tx, `select id from customers.names_of(array[$1::uuid])`, [customerId])
    : [];
  if (!found) throw notFound('Customer', customerId);
  return customerId;
}

/** Jobs of the customer that wait move along to the new pool. Throws VALIDATION_ERROR. */
export async function allotRunners(tx: MutationTx, { pool, concurrency }: AllotRunnersInput): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(pool))
    throw invalid('pool', 'Give 1 to 63 small letters, digits and dashes, beginning with a letter or digit.');
  if (concurrency != null && (concurrency < 1 || concurrency > 100))
    throw invalid('concurrency', 'Allow 1 to 100 jobs at once.');

  // A job that is being queued at this moment is seen below, or sees the new pool.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [poolLock(tx.customerId)]);
  const before = (await allotmentsOf(tx, [tx.customerId])).get(tx.customerId) ?? none;
  await tx.query(
    `insert into deployments.allotment (customer_id, pool, concurrency) values ($1, $2, $3)
     on conflict (customer_id) do update set pool = excluded.pool, concurrency = excluded.concurrency`,
    [tx.customerId, pool, concurrency ?? null],
  );
  await tx.query(
    `update deployments.job set pool = $1 where customer_id = $2 and status = 'QUEUED' and pool <> $1`,
    [pool, tx.customerId],
  );
  for (const moved of new Set([before.pool, pool])) announceWaiting(tx, moved);
  await tx.audit({
    operation: 'allotRunners',
    object: { type: 'Customer', id: tx.customerId },
    before,
    after: { pool, concurrency: concurrency ?? null },
  });
}

const poolLock = (customerId: string) => `pool of ${customerId}`;
