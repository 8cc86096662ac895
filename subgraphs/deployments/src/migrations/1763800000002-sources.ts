import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a deployment is built of. */
export class Sources1763800000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- { blueprintVersion, module, version, digest }; null for those of before there were versions.
      alter table deployments.deployment add column source jsonb;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`alter table deployments.deployment drop column source`);
  }
}
