/** Deployments that wait because their customer is suspended or closed: they hear why, and go on when it is active. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { standingOf, type Standing } from '@hosterizer/kit/standing';
import { acrossTenants, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import { says } from './deployments.ts';
import { Deployment } from './entities.ts';
import { append } from './events.ts';

const reasons: Record<Exclude<Standing, 'ACTIVE'>, string> = {
  SUSPENDED: 'Waiting: this customer is suspended. The deployment begins when it is active again.',
  INACTIVE: 'Waiting: this customer is closed. The deployment begins when it is active again.',
};

/** Tells each deployment once for each reason. */
export async function tellHeldBack(db: Database): Promise<void> {
  const unaware = await acrossTenants(db, 'platform', 'tell why deployments wait', (tx) =>
    rowsOf<{ deployment_id: string; customer_id: string }>(
      tx,
      `with waiting as (
         select deployment.id as deployment_id, deployment.customer_id
         from deployments.job
         join deployments.deployment
           on deployment.customer_id = job.customer_id and deployment.id = job.deployment_id
         where job.status = 'QUEUED' and deployment.status = 'QUEUED'
       )
       select deployment_id, customer_id from waiting
       join customers.names_of(array(select distinct customer_id from waiting)) as customer
         on customer.id = customer_id
       where customer.status <> 'ACTIVE' and not exists (
         select from deployments.event
         where event.customer_id = waiting.customer_id and event.deployment_id = waiting.deployment_id
           and message = $1::jsonb ->> customer.status
       ) limit 100`,
      [JSON.stringify(reasons)],
    ),
  );
  for (const { deployment_id: id, customer_id: customerId } of unaware) {
    await inTenant(db, customerId, (tx) => tell(tx, id));
  }
}

/** Under the deployment's lock: by now it may have been told, cancelled or claimed. */
async function tell(tx: TenantTx, id: string): Promise<void> {
  const standing = await standingOf(tx);
  const lock = { mode: 'pessimistic_write' } as const;
  const waits = await tx.findOne(Deployment, { where: { id, status: 'QUEUED' }, lock });
  if (standing === 'ACTIVE' || !waits) return;
  const message = reasons[standing];
  const told = await rowsOf(tx, `select from deployments.event where deployment_id = $1 and message = $2`, [
    id,
    message,
  ]);
  if (told.length === 0) await append(tx, id, says(waits, message, 'WARN'));
}
