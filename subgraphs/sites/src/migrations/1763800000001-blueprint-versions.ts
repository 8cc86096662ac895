import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which version of its blueprint a site is made of. */
export class BlueprintVersions1763800000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function sites.lock_site(uuid);

      -- Null for a site of before there were versions, until it is deployed again.
      alter table sites.site add column blueprint_version integer;
      create index site_blueprint on sites.site (blueprint, blueprint_version) where deleted_at is null;

      -- For the deployments subgraph.

      -- The site, held until the transaction ends, so that two deployments of it take turns.
      create function sites.lock_site(site_id uuid) returns setof sites.site
        language sql security invoker
        begin atomic
          select * from sites.site where id = site_id and deleted_at is null for update;
        end;

      -- The version that a deployment makes the site of, from now on.
      create function sites.pin_blueprint(of_site uuid, version integer) returns void
        language sql security invoker
        begin atomic
          update sites.site set blueprint_version = version where id = of_site and deleted_at is null;
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function sites.pin_blueprint(uuid, integer);
      drop function sites.lock_site(uuid);
      alter table sites.site drop column blueprint_version;
      create function sites.lock_site(site_id uuid) returns setof sites.site
        language sql security invoker
        begin atomic
          select * from sites.site where id = site_id and deleted_at is null for update;
        end;
    `);
  }
}
