/** How a job comes to a runner: in the order of the queue, and to one runner only. */
import { isUniqueViolation, rowsOf, type Database } from '@hosterizer/kit/database';
import { acrossTenants, inTenant } from '@hosterizer/kit/tenancy';
import { inOrder } from './queue.ts';
import { fits, takeNext, type Claim, type Claimant } from './take.ts';

/** How often a claimant looks again when others were faster at everything that it had found. */
const mostRounds = 10;

/**
 * The next job for this runner, or null when none can be given out. `concurrency` is how many jobs of a customer may be
 * under way at once where its allotment does not say.
 */
export async function claim(db: Database, runner: Claimant, concurrency: number): Promise<Claim | null> {
  for (let round = 0; round < mostRounds; round += 1) {
    const customers = await customersInTurn(db, runner, concurrency);
    if (customers.length === 0) return null;
    for (const customerId of customers) {
      // Who claims at the same moment goes on to the next customer at first, and waits in line when that was in vain.
      const take = { db, runner, concurrency, patient: round > 0 };
      const claimed = await inTenant(db, customerId, (tx) => takeNext(tx, take)).catch((error: unknown) => {
        // Another job of the site was claimed at this very moment.
        if (isUniqueViolation(error, 'one_claimed_job')) return null;
        throw error;
      });
      if (claimed) return claimed;
    }
  }
  return null;
}

/** The customers who have a job for this runner and may have one more under way, in the order of the queue. */
async function customersInTurn(
  db: Database,
  { name, pool, labels }: Claimant,
  concurrency: number,
): Promise<string[]> {
  const found = await acrossTenants(db, 'platform', 'find a waiting job', (tx) =>
    rowsOf<{ customer_id: string }>(
      tx,
      `with ${inOrder}, fitting as (
         select distinct on (in_order.customer_id) in_order.*
         from in_order
         left join deployments.placement
           on placement.customer_id = in_order.customer_id and placement.site_id = in_order.site_id
         where ${fits}
         order by in_order.customer_id, turn, in_order.id
       )
       select fitting.customer_id from fitting
       left join deployments.allotment on allotment.customer_id = fitting.customer_id
       where running < coalesce(concurrency, $3)
         -- It may have said so while it waited.
         and not exists (select from deployments.runner where name = $4 and (draining or unable is not null))
       order by turn, id
       limit 20`,
      [pool, labels, concurrency, name],
    ),
  );
  return found.map(({ customer_id: id }) => id);
}
