import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs of several kinds, each with a lease of its own; runners that say what they can do; what a customer is allotted. */
export class Jobs1763700000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- The policies bind the owner as well, who has none of its own: rows are moved without them.
      alter table deployments.job no force row level security;
      alter table deployments.progress no force row level security;
      alter table deployments.deployment no force row level security;

      create table deployments.drift_check (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        site_id uuid not null,
        trigger text not null check (trigger in ('SCHEDULE', 'PERSON')),
        status text not null default 'QUEUED'
          check (status in ('QUEUED', 'RUNNING', 'IN_SYNC', 'DRIFTED', 'FAILED', 'CANCELLED')),
        requested_by uuid,
        error_message text,
        -- How many resources have drifted; null until its runner has said so.
        drifted integer,
        created_at timestamptz not null default now(),
        completed_at timestamptz,
        primary key (customer_id, id)
      );
      create index drift_check_site on deployments.drift_check (customer_id, site_id, id desc);
      create unique index drift_check_id on deployments.drift_check (id);
      -- One at a time: who asks while one is under way is shown that one.
      create unique index one_active_drift_check on deployments.drift_check (customer_id, site_id)
        where status in ('QUEUED', 'RUNNING');

      create table deployments.drift_schedule (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        site_id uuid not null,
        expression text not null,
        next_at timestamptz not null,
        primary key (customer_id, site_id)
      );
      create index drift_schedule_due on deployments.drift_schedule (next_at);

      alter table deployments.job
        add column kind text not null default 'PLAN' check (kind in ('PLAN', 'APPLY', 'DESTROY', 'DRIFT', 'RECOVER')),
        -- Labels that a runner must have to be given it.
        add column requires text[] not null default '{}',
        add column drift_check_id uuid,
        alter column deployment_id drop not null,
        add foreign key (customer_id, drift_check_id) references deployments.drift_check on delete cascade,
        add constraint job_of_one check (num_nonnulls(deployment_id, drift_check_id) = 1);
      update deployments.job set kind = 'DESTROY'
        from deployments.deployment
        where deployment.customer_id = job.customer_id and deployment.id = job.deployment_id and type = 'DELETE';
      create index job_drift_check on deployments.job (customer_id, drift_check_id);
      -- One job of a site at a time: they share a folder and a lock.
      create unique index one_claimed_job on deployments.job (customer_id, site_id) where status = 'CLAIMED';

      -- What changes several times a second while a job is under way. No index holds a column that does: each change
      -- stays on its page.
      create table deployments.lease (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        job_id uuid not null,
        -- Grows with every claim; what an earlier holder writes is refused by it.
        fence integer not null default 0,
        next_line integer not null default 1,
        cancel_requested boolean not null default false,
        -- A runner has the job, until then unless it says that it still has.
        held boolean not null default false,
        lease_until timestamptz,
        primary key (customer_id, job_id),
        foreign key (customer_id, job_id) references deployments.job on delete cascade
      ) with (fillfactor = 50);
      create index lease_held on deployments.lease (customer_id, job_id) where held;
      insert into deployments.lease (customer_id, job_id, fence, next_line, cancel_requested, held, lease_until)
        select job.customer_id, job.id, progress.fence, next_line, cancel_requested, lease_until is not null, lease_until
        from deployments.job join deployments.progress
          on progress.customer_id = job.customer_id and progress.deployment_id = job.deployment_id;
      drop index deployments.progress_lease;
      alter table deployments.progress
        drop column fence, drop column next_line, drop column cancel_requested, drop column lease_until;
      alter table deployments.job drop column fence;

      alter table deployments.deployment
        add column cause text not null default 'ORDER'
          check (cause in ('ORDER', 'RETRY', 'ROLLBACK', 'PROMOTION', 'RECONCILE', 'ADOPT', 'REVIVE')),
        add column based_on uuid,
        add column refresh_only boolean not null default false,
        -- Which plans wait for leave, as it was when this was asked for.
        add column approval_policy text not null default 'NEVER'
          check (approval_policy in ('NEVER', 'DESTRUCTIVE', 'ALWAYS')),
        -- Whether its plan waits, or waited, for leave.
        add column awaits_approval boolean not null default false,
        add column decision text check (decision in ('APPROVED', 'REJECTED')),
        add column decided_by uuid,
        add column decided_at timestamptz,
        add column decision_reason text,
        add column state_version integer,
        -- W3C trace context of the request.
        add column trace_parent text,
        -- Its events have been moved to the archive.
        add column archived_at timestamptz;

      -- Plans of before told neither; all of their resources are in them.
      update deployments.deployment
        set plan = plan || jsonb_build_object('resourcesLeftOut', 0, 'plannedAt', coalesce(started_at, created_at))
        where plan is not null;

      -- What a job was going to change, attribute by attribute, and Terraform's own file of it where it waits for leave.
      create table deployments.plan (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        job_id uuid not null,
        deployment_id uuid,
        drift_check_id uuid,
        -- The state that it was made from; null where there was none.
        lineage text,
        serial bigint,
        -- Both compressed, then encrypted with the job's id as associated data.
        document bytea not null,
        file bytea,
        created_at timestamptz not null default now(),
        primary key (customer_id, job_id),
        foreign key (customer_id, job_id) references deployments.job on delete cascade
      );
      create index plan_deployment on deployments.plan (customer_id, deployment_id, job_id desc);
      create index plan_drift_check on deployments.plan (customer_id, drift_check_id);

      -- On which machine a site of the local provider stands: only its runner can change it.
      create table deployments.placement (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        site_id uuid not null,
        label text not null,
        primary key (customer_id, site_id)
      );

      -- What a customer is allotted of the runners; the staff decide, so that nobody's own policy lets them write it.
      create table deployments.allotment (
        customer_id uuid primary key,
        pool text not null default 'default' check (pool ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        concurrency integer check (concurrency between 1 and 100)
      );

      alter table deployments.runner
        add column labels text[] not null default '{}',
        add column slots integer not null default 1,
        add column terraform_version text,
        add column draining boolean not null default false;

      alter table deployments.job force row level security;
      alter table deployments.progress force row level security;
      alter table deployments.deployment force row level security;

      alter table deployments.drift_check enable row level security;
      alter table deployments.drift_check force row level security;
      alter table deployments.drift_schedule enable row level security;
      alter table deployments.drift_schedule force row level security;
      alter table deployments.lease enable row level security;
      alter table deployments.lease force row level security;
      alter table deployments.plan enable row level security;
      alter table deployments.plan force row level security;
      alter table deployments.placement enable row level security;
      alter table deployments.placement force row level security;
      alter table deployments.allotment enable row level security;
      alter table deployments.allotment force row level security;

      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on deployments.drift_check to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.drift_schedule to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.lease to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.plan to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.placement to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on deployments.allotment to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on deployments.drift_check for select to hosterizer_platform using (true);
      create policy platform on deployments.drift_schedule for select to hosterizer_platform using (true);
      create policy platform on deployments.lease for select to hosterizer_platform using (true);
      create policy platform on deployments.plan for select to hosterizer_platform using (true);
      create policy platform on deployments.placement for select to hosterizer_platform using (true);
      create policy platform on deployments.allotment for select to hosterizer_platform using (true);

      grant select, insert, update on deployments.drift_check, deployments.lease, deployments.plan,
        deployments.placement, deployments.allotment to hosterizer_app;
      grant select, insert, update, delete on deployments.drift_schedule to hosterizer_app;
      -- The oldest checks of a site go, with their jobs and plans.
      grant delete on deployments.drift_check to hosterizer_app;
      grant select on deployments.drift_check, deployments.drift_schedule, deployments.lease, deployments.plan,
        deployments.placement, deployments.allotment to hosterizer_platform;
    `);
  }

  async down(): Promise<void> {
    throw new Error('There is no way back from here: restore the backup that was made before the upgrade.');
  }
}
