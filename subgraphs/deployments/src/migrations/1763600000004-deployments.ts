import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Deployments1763600000004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema deployments;
      grant usage on schema deployments to hosterizer_app, hosterizer_platform;

      create table deployments.deployment (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        site_id uuid not null,
        number integer not null,
        type text not null check (type in ('CREATE', 'UPDATE', 'DELETE')),
        status text not null default 'QUEUED',
        phase text not null default 'QUEUED',
        -- [{ phase, startedAt, endedAt }], oldest first.
        phases jsonb not null default '[]',
        plan jsonb,
        error_message text,
        requested_by uuid,
        -- What the site goes back to when this is cancelled before anything was changed.
        site_status_before text not null,
        -- Terraform's input variables as the site was configured when this was asked for.
        variables jsonb not null,
        blueprint text not null,
        cloud_provider text not null,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        completed_at timestamptz,
        primary key (customer_id, id),
        unique (customer_id, site_id, number)
      );
      -- One deployment of a site at a time; the second is a conflict.
      create unique index one_active_deployment on deployments.deployment (customer_id, site_id)
        where status in ('QUEUED', 'RUNNING', 'UNRESOLVED');
      create index deployment_site on deployments.deployment (customer_id, site_id, id desc);
      -- For the lists of the platform's staff.
      create unique index deployment_id on deployments.deployment (id);

      create table deployments.job (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        deployment_id uuid not null,
        site_id uuid not null,
        pool text not null default 'default',
        status text not null default 'QUEUED' check (status in ('QUEUED', 'CLAIMED', 'DONE')),
        -- Grows with every claim; what an earlier holder writes is refused by it.
        fence integer not null default 0,
        -- How many runners were lost at it.
        losses integer not null default 0,
        runner text,
        claimed_at timestamptz,
        created_at timestamptz not null default now(),
        primary key (customer_id, id),
        foreign key (customer_id, deployment_id) references deployments.deployment on delete cascade
      );
      create index job_deployment on deployments.job (customer_id, deployment_id);
      create index job_waiting on deployments.job (pool, id) where status = 'QUEUED';
      create index job_running on deployments.job (customer_id) where status = 'CLAIMED';

      -- What changes several times a second while a deployment runs, kept narrow and apart from what is read.
      create table deployments.progress (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        deployment_id uuid not null,
        fence integer not null default 0,
        last_sequence integer not null default 0,
        next_line integer not null default 1,
        cancel_requested boolean not null default false,
        lease_until timestamptz,
        primary key (customer_id, deployment_id),
        foreign key (customer_id, deployment_id) references deployments.deployment on delete cascade
      ) with (fillfactor = 50);
      create index progress_lease on deployments.progress (lease_until) where lease_until is not null;

      -- The platform's own, nobody's secret: which runners there are, and whether they can work.
      create table deployments.runner (
        name text primary key,
        pool text not null,
        unable text,
        seen_at timestamptz not null default now()
      );

      alter table deployments.deployment enable row level security;
      alter table deployments.deployment force row level security;
      alter table deployments.job enable row level security;
      alter table deployments.job force row level security;
      alter table deployments.progress enable row level security;
      alter table deployments.progress force row level security;
      alter table deployments.runner enable row level security;
      alter table deployments.runner force row level security;

      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on deployments.deployment to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.job to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.progress to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy everybody on deployments.runner to hosterizer_app using (true);

      create policy platform on deployments.deployment for select to hosterizer_platform using (true);
      create policy platform on deployments.job for select to hosterizer_platform using (true);
      create policy platform on deployments.progress for select to hosterizer_platform using (true);
      create policy platform on deployments.runner for select to hosterizer_platform using (true);

      grant select, insert, update on deployments.deployment, deployments.job, deployments.progress to hosterizer_app;
      grant select, insert, update, delete on deployments.runner to hosterizer_app;
      grant select on all tables in schema deployments to hosterizer_platform;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema deployments cascade`);
  }
}
