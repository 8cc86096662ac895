import type { MigrationInterface, QueryRunner } from 'typeorm';

/** With what jobs build at a cloud: one credential of a customer for each. */
export class CloudCredentials1763800000021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create table deployments.cloud_credential (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        cloud_provider text not null
          check (cloud_provider in ('AWS', 'AZURE', 'GCP', 'DIGITALOCEAN', 'AKAMAI')),
        -- What of it is no secret, by name.
        shown jsonb not null,
        -- The whole of it, as JSON.
        sealed platform.sealed not null,
        status text not null check (status in ('UNCHECKED', 'VALID', 'REFUSED', 'POWERLESS')),
        -- What the cloud says against it.
        reason text,
        -- Whose it is, in the cloud's own words.
        account text,
        -- When the cloud last answered, and when it was last asked, whether it answered or not.
        checked_at timestamptz,
        asked_at timestamptz not null,
        created_at timestamptz not null default now(),
        -- In milliseconds, so that what was read is compared with what is there.
        updated_at timestamptz(3) not null default now(),
        primary key (customer_id, id),
        constraint one_credential_a_cloud unique (customer_id, cloud_provider)
      );
      alter table deployments.cloud_credential enable row level security;
      alter table deployments.cloud_credential force row level security;
      create policy tenant on deployments.cloud_credential to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on deployments.cloud_credential for select to hosterizer_platform using (true);
      grant select, insert, update, delete on deployments.cloud_credential to hosterizer_app;
      grant select on deployments.cloud_credential to hosterizer_platform;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table deployments.cloud_credential`);
  }
}
