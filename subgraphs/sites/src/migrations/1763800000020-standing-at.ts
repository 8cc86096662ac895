import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the deployments subgraph, which does not take a cloud's credential away from under a site. */
export class StandingAt1763800000020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- How many of the customer's sites have, or may have, something at that cloud.
      create function sites.standing_at(provider text) returns integer
        language sql stable security invoker
        return (
          select count(*)::int from sites.site
          where cloud_provider = provider and status not in ('PENDING', 'DELETED')
        );
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop function sites.standing_at(text)`);
  }
}
