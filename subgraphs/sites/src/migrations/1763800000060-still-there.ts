import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which of some sites have not been deleted. */
export class StillThere1763800000060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Sees what its caller's role sees.
      create function sites.still_there(site_ids uuid[]) returns setof uuid
        language sql stable security invoker
        begin atomic
          select id from sites.site where id = any (site_ids) and deleted_at is null;
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop function sites.still_there(uuid[])`);
  }
}
