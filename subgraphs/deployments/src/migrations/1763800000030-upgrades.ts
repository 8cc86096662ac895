import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sites that are brought to a newer version of their blueprint, wave by wave. */
export class Upgrades1763800000030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      alter table deployments.deployment drop constraint deployment_cause_check;
      alter table deployments.deployment add constraint deployment_cause_check check
        (cause in ('ORDER', 'RETRY', 'ROLLBACK', 'PROMOTION', 'RECONCILE', 'ADOPT', 'REVIVE', 'UPGRADE'));

      create table deployments.upgrade (
        id uuid primary key,
        blueprint text not null,
        to_version integer not null,
        status text not null check (status in ('PREPARING', 'RUNNING', 'STOPPED', 'COMPLETED')),
        -- Which sites: of these environments, and of one customer alone unless null.
        environments text[] not null,
        only_customer uuid,
        -- How many percent of all sites have been upgraded when each wave is over.
        percents integer[] not null,
        at_once integer not null,
        most_failures integer not null,
        -- Failures that somebody has seen and gone on after.
        failures_borne integer not null default 0,
        reason text,
        requested_by uuid,
        created_at timestamptz not null default now(),
        -- When all its sites were known.
        prepared_at timestamptz,
        completed_at timestamptz
      );
      create unique index one_upgrade_under_way on deployments.upgrade (blueprint)
        where status in ('PREPARING', 'RUNNING');
      alter table deployments.upgrade enable row level security;
      alter table deployments.upgrade force row level security;
      -- Nobody's but the platform's own: what is bound to a customer does not see it.
      create policy unbound on deployments.upgrade to hosterizer_app
        using (nullif(current_setting('app.current_customer_id', true), '') is null);
      create policy platform on deployments.upgrade for select to hosterizer_platform using (true);
      grant select, insert, update on deployments.upgrade to hosterizer_app;
      grant select on deployments.upgrade to hosterizer_platform;

      create table deployments.upgraded_site (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        upgrade_id uuid not null references deployments.upgrade,
        site_id uuid not null,
        wave integer not null,
        -- Null where the site was of before there were versions.
        from_version integer,
        status text not null default 'WAITING'
          check (status in ('WAITING', 'DEPLOYING', 'COMPLETED', 'FAILED', 'SKIPPED')),
        deployment_id uuid,
        reason text,
        primary key (customer_id, id),
        unique (customer_id, upgrade_id, site_id)
      );
      create index upgraded_site_by_upgrade on deployments.upgraded_site (upgrade_id, wave, id);
      alter table deployments.upgraded_site enable row level security;
      alter table deployments.upgraded_site force row level security;
      create policy tenant on deployments.upgraded_site to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on deployments.upgraded_site for select to hosterizer_platform using (true);
      grant select, insert, update on deployments.upgraded_site to hosterizer_app;
      grant select on deployments.upgraded_site to hosterizer_platform;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop table deployments.upgraded_site;
      drop table deployments.upgrade;
      alter table deployments.deployment drop constraint deployment_cause_check;
      update deployments.deployment set cause = 'ORDER' where cause = 'UPGRADE';
      alter table deployments.deployment add constraint deployment_cause_check check
        (cause in ('ORDER', 'RETRY', 'ROLLBACK', 'PROMOTION', 'RECONCILE', 'ADOPT', 'REVIVE'));
    `);
  }
}
