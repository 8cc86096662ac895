/** What is ordered of a site, as the sites subgraph would have written it. */
import { newId } from '@hosterizer/kit/ids';
import type { Stage } from './order.ts';
import { runnerFor } from './planning.ts';

/** Variables of a site by name; a secret is given as `{ secret }`. */
export async function setVariables(
  { world: { owner, sealer } }: Stage,
  siteId: string,
  variables: Record<string, string | { secret: string }>,
): Promise<void> {
  await owner.query(`delete from sites.variable where site_id = $1`, [siteId]);
  for (const [name, value] of Object.entries(variables)) {
    const id = newId();
    const sealed = typeof value === 'string' ? null : sealer.seal(value.secret, 'sites.variable.sealed', id);
    await owner.query(
      `insert into sites.variable (customer_id, id, site_id, name, value, sealed)
       select customer_id, $2, id, $3, $4, $5 from sites.site where id = $1`,
      [siteId, id, name, sealed ? null : value, sealed],
    );
  }
}

export async function plainVariables({ world: { owner } }: Stage, siteId: string): Promise<object> {
  const { rows } = await owner.query(
    `select name, value from sites.variable where site_id = $1 order by name`,
    [siteId],
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** What is ordered now; changes columns of the site when some are given. */
export async function order(
  { world: { owner } }: Stage,
  siteId: string,
  columns: Record<string, unknown> = {},
) {
  for (const [column, value] of Object.entries(columns))
    await owner.query(`update sites.site set ${column} = $2 where id = $1`, [siteId, value]);
  const { rows } = await owner.query(
    `select name, configuration, instance_size, status from sites.site where id = $1`,
    [siteId],
  );
  return rows[0];
}

/** The site in another environment. */
export async function environmentOf(stage: Stage, siteId: string, environment: string): Promise<string> {
  const id = newId();
  await stage.world.owner.query(
    `insert into sites.site
       (customer_id, id, project_id, environment, name, cloud_provider, region, blueprint, instance_size, configuration)
     select customer_id, $2, project_id, $3, name, cloud_provider, region, blueprint, instance_size, configuration
     from sites.site where id = $1`,
    [siteId, id, environment],
  );
  return id;
}

/** Brings the site's queued deployment to its end. */
export async function ended(stage: Stage, id: string, outcome = 'COMPLETED'): Promise<void> {
  const runner = await runnerFor(stage, { id });
  await runner.finish(outcome, outcome === 'FAILED' ? { error: 'It broke.' } : {});
}

export const fields = `id number type status cause basedOn { id } requestedBy { id } site { id }`;
export const DeployWith = `mutation ($input: DeploySiteInput!) { deploySite(input: $input) { ${fields} } }`;
export const Retry = `mutation ($id: ID!) { retryDeployment(id: $id) { ${fields} } }`;
export const RollBack = `mutation ($input: RollBackSiteInput!) { rollBackSite(input: $input) { ${fields} } }`;
export const Promote = `mutation ($input: PromoteSiteInput!) { promoteSite(input: $input) { ${fields} } }`;

/** Publishes the next version of a blueprint, with root modules of `website` for these providers; its id. */
export async function publish(
  { world: { owner } }: Stage,
  blueprint: string,
  providers: readonly string[],
): Promise<string> {
  const { rows } = await owner.query(
    `insert into registry.blueprint_version
       (id, blueprint, number, status, title, description, roots, configuration, schema, notes, published_at)
     select $1 || '@' || next.number, $1, next.number, 'PUBLISHED', title, description,
       (select json_object_agg(key, value) from json_each(roots) where key = any ($2)), configuration, schema, '', now()
     from registry.blueprint_version,
       (select coalesce(max(number), 0) + 1 as number from registry.blueprint_version where blueprint = $1) as next
     where id = 'website@1'
     returning id`,
    [blueprint, providers],
  );
  return rows[0].id;
}
