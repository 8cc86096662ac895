import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Old events leave the database: a month whose deployments have all been archived is dropped as one table. */
export class Archive1763700000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- When the archived log was removed for good.
      alter table deployments.deployment add column log_deleted_at timestamptz;
      create index deployment_unarchived on deployments.deployment (completed_at)
        where archived_at is null and completed_at is not null;
      create index deployment_archived on deployments.deployment (completed_at)
        where archived_at is not null and log_deleted_at is null;

      -- So that months to come get their partition while the platform runs; hosterizer_app owns no tables.
      alter function deployments.make_event_partition(date) security definer set search_path = pg_catalog;
      revoke execute on function deployments.make_event_partition(date) from public;
      grant execute on function deployments.make_event_partition(date) to hosterizer_app;

      -- The months that have a partition of events, oldest first.
      create function deployments.event_months() returns table (month date)
        language sql stable
        begin atomic
          select to_date(right(relname, 7), 'YYYY_MM') from pg_catalog.pg_class
          join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
          where nspname = 'deployments' and relkind = 'r' and relname ~ '^event_[0-9]{4}_[0-9]{2}$'
          order by relname;
        end;

      -- Drops a month of events. The caller has made sure that each of its deployments is archived: the policies do not
      -- let the owner see for itself. This month and later ones stay.
      create function deployments.drop_event_month(of_month date) returns void
        language plpgsql security definer set search_path = pg_catalog as $$
        begin
          if of_month >= date_trunc('month', now() at time zone 'UTC')::date then
            raise exception 'Events of this month are kept.';
          end if;
          execute format('drop table if exists deployments.%I', 'event_' || to_char(of_month, 'YYYY_MM'));
        end $$;
      revoke execute on function deployments.drop_event_month(date) from public;
      grant execute on function deployments.drop_event_month(date) to hosterizer_app;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      alter function deployments.make_event_partition(date) security invoker reset search_path;
      drop function deployments.drop_event_month(date);
      drop function deployments.event_months();
      drop index deployments.deployment_unarchived, deployments.deployment_archived;
      alter table deployments.deployment drop column log_deleted_at;
    `);
  }
}
