import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is shown of the state's versions without opening them, and the states of lost runners. */
export class StateHistory1763700000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table deployments.state_version
        -- The deployment whose job wrote it; null for a person's own Terraform, and for a restored version.
        add column deployment_id uuid,
        add column restored_from integer,
        add column resources integer not null default 0,
        -- Bytes, unencrypted.
        add column size integer not null default 0;

      -- The policies bind the owner as well, who has none of its own: the rows are filled in without them.
      alter table deployments.state_version no force row level security;
      alter table deployments.job no force row level security;
      update deployments.state_version set deployment_id = job.deployment_id
        from deployments.job where job.customer_id = state_version.customer_id and job.id = written_by;
      alter table deployments.job force row level security;
      alter table deployments.state_version force row level security;

      -- What a lost runner sent after its job had been given to another one.
      create table deployments.state_set_aside (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        site_id uuid not null,
        deployment_id uuid,
        job_id uuid not null,
        fence integer not null,
        lineage text not null,
        serial bigint not null,
        md5 text not null,
        -- Compressed, then encrypted with the site's id as associated data.
        sealed bytea not null,
        created_at timestamptz not null default now(),
        -- The version that was made of it.
        version integer,
        primary key (customer_id, id)
      );
      create index state_set_aside_site on deployments.state_set_aside (customer_id, site_id, id desc);
      alter table deployments.state_set_aside enable row level security;
      alter table deployments.state_set_aside force row level security;
      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on deployments.state_set_aside to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on deployments.state_set_aside for select to hosterizer_platform using (true);
      grant select, insert, update on deployments.state_set_aside to hosterizer_app;
      grant select on deployments.state_set_aside to hosterizer_platform;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table deployments.state_set_aside;
      alter table deployments.state_version
        drop column deployment_id, drop column restored_from, drop column resources, drop column size;
    `);
  }
}
