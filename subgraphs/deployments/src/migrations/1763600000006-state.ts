import type { MigrationInterface, QueryRunner } from 'typeorm';

export class State1763600000006 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Every version of every site's Terraform state, encrypted with the site's id as associated data.
      create table deployments.state_version (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        site_id uuid not null,
        version integer not null,
        lineage text not null,
        serial bigint not null,
        md5 text not null,
        sealed bytea not null,
        -- Who wrote it: the job of a deployment, or a person with a Terraform of their own.
        written_by uuid not null,
        created_at timestamptz not null default now(),
        primary key (customer_id, site_id, version)
      );

      create table deployments.state_lock (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        site_id uuid not null,
        lock_id text not null,
        -- Terraform's own description, answered to whoever is refused.
        info jsonb not null,
        -- The job that holds it, with its fence; null when a person does.
        job_id uuid,
        fence integer,
        holder uuid not null,
        created_at timestamptz not null default now(),
        -- A person's lock ends by itself; a job's ends with its lease.
        expires_at timestamptz,
        primary key (customer_id, site_id)
      );

      alter table deployments.state_version enable row level security;
      alter table deployments.state_version force row level security;
      alter table deployments.state_lock enable row level security;
      alter table deployments.state_lock force row level security;
      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on deployments.state_version to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.state_lock to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on deployments.state_version for select to hosterizer_platform using (true);
      create policy platform on deployments.state_lock for select to hosterizer_platform using (true);
      grant select, insert on deployments.state_version to hosterizer_app;
      grant select, insert, update, delete on deployments.state_lock to hosterizer_app;
      grant select on deployments.state_version, deployments.state_lock to hosterizer_platform;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table deployments.state_version, deployments.state_lock`);
  }
}
