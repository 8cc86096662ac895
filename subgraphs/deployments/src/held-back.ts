/** Deployments that wait for something else than their turn hear in their log what it is, once for each reason. */
import { rowsOf, type Database } from '@hosterizer/kit/database';
import { acrossTenants, inTenant, type TenantTx } from '@hosterizer/kit/tenancy';
import { lockDeployment, says } from './deployments.ts';
import { Job } from './entities.ts';
import { append } from './events.ts';
import { offlineSeconds } from './runners.ts';

/** While it is being said that a runner is gone, the next one may be starting. */
const patienceSeconds = 10;

/** The reason why a job waits, as SQL; null when it only waits for its turn. */
const reason = `
  case
    when standing = 'SUSPENDED' and kind <> 'RECOVER'
      then 'Waiting: this customer is suspended. The deployment begins when it is active again.'
    when standing <> 'ACTIVE' and kind <> 'RECOVER'
      then 'Waiting: this customer is closed. The deployment begins when it is active again.'
    when able > 0 then null
    when fitting > 0 then 'Waiting: ' || unable
    when not patient then null
    when in_pool = 0 then format('Waiting: no runner of the pool %s is connected.', pool)
    else format('Waiting: no runner of the pool %s has what it needs: %s.', pool, array_to_string(needs, ', '))
  end`;

const whyWaiting = `
  with waiting as (
    select job.customer_id, job.id, job.deployment_id, job.kind, job.pool,
      job.created_at < now() - make_interval(secs => ${patienceSeconds}) as patient,
      case when label is null then requires else requires || label end as needs
    from deployments.job
    left join deployments.placement
      on placement.customer_id = job.customer_id and placement.site_id = job.site_id
    where job.status = 'QUEUED' and job.deployment_id is not null
  ), served as (
    select waiting.*, customer.status as standing, runners.*
    from waiting
    join customers.names_of(array(select distinct customer_id from waiting)) as customer
      on customer.id = customer_id
    cross join lateral (
      select count(*) as in_pool,
        count(*) filter (where needs <@ runner.labels) as fitting,
        count(*) filter (where needs <@ runner.labels and runner.unable is null) as able,
        min(runner.unable) filter (where needs <@ runner.labels) as unable
      from deployments.runner
      where runner.pool = waiting.pool and not draining
        and seen_at > now() - make_interval(secs => ${offlineSeconds})
    ) as runners
  ), told as (
    select customer_id, served.id, deployment_id, ${reason} as message from served
  )
  select told.id, told.customer_id, told.message from told
  where message is not null and not exists (
    select from deployments.event
    where event.customer_id = told.customer_id and event.deployment_id = told.deployment_id
      and event.message = told.message
  ) limit 100`;

/** Tells each deployment that waits, once for each reason. */
export async function tellHeldBack(db: Database): Promise<void> {
  const unaware = await acrossTenants(db, 'platform', 'tell why deployments wait', (tx) =>
    rowsOf<{ id: string; customer_id: string; message: string }>(tx, whyWaiting),
  );
  for (const { id, customer_id: customerId, message } of unaware) {
    await inTenant(db, customerId, (tx) => tell(tx, id, message));
  }
}

/** Under the deployment's lock: by now it may have been told, cancelled or claimed. */
async function tell(tx: TenantTx, jobId: string, message: string): Promise<void> {
  const { deploymentId } = await tx.findOneByOrFail(Job, { id: jobId });
  const deployment = deploymentId && (await lockDeployment(tx, deploymentId));
  if (!deployment || !(await tx.existsBy(Job, { id: jobId, status: 'QUEUED' }))) return;
  const told = await rowsOf(tx, `select from deployments.event where deployment_id = $1 and message = $2`, [
    deploymentId,
    message,
  ]);
  if (told.length === 0) await append(tx, deploymentId, says(deployment, message, 'WARN'));
}
