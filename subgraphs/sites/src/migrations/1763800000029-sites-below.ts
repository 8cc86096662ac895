import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the deployments subgraph, which upgrades them: what has been built of an older version of a blueprint. */
export class SitesBelow1763800000029 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create function sites.sites_below(of_blueprint text, below integer)
        returns table (id uuid, customer_id uuid, environment text, version integer)
        language sql stable security invoker
        begin atomic
          select id, customer_id, environment, blueprint_version from sites.site
          where blueprint = of_blueprint and coalesce(blueprint_version, 0) < below
            and deleted_at is null and status not in ('PENDING', 'DELETING', 'DELETED');
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop function sites.sites_below(text, integer)`);
  }
}
