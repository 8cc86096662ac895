import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DeploymentEvents1763600000005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- Ids are uuid 7, so a range of ids is a range of time, and a month of old events is one table.
      create table deployments.event (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        deployment_id uuid not null,
        sequence integer not null,
        at timestamptz not null,
        kind text not null,
        level text not null,
        phase text not null,
        resource text,
        message text not null,
        primary key (customer_id, deployment_id, sequence)
      ) partition by range (deployment_id);

      alter table deployments.event enable row level security;
      alter table deployments.event force row level security;
      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on deployments.event to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on deployments.event for select to hosterizer_platform using (true);
      grant select, insert on deployments.event to hosterizer_app;
      grant select on deployments.event to hosterizer_platform;

      -- The smallest uuid 7 of a moment: its first 48 bits are the milliseconds since 1970.
      create function deployments.first_id(moment timestamptz) returns uuid
        language sql immutable
        return (rpad(lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0'), 32, '0'))::uuid;

      -- Makes the partition of the month that this day is in, if it is missing. Nobody is granted a partition by
      -- itself: they are reached through the table above, under its policies.
      create function deployments.make_event_partition(day date) returns void
        language plpgsql as $$
        declare
          month timestamptz := date_trunc('month', day::timestamp) at time zone 'UTC';
          name text := 'event_' || to_char(month at time zone 'UTC', 'YYYY_MM');
        begin
          if to_regclass('deployments.' || name) is null then
            execute format(
              'create table deployments.%I partition of deployments.event for values from (%L) to (%L)',
              name, deployments.first_id(month), deployments.first_id(month + interval '1 month'));
            execute format('alter table deployments.%I enable row level security', name);
            execute format('alter table deployments.%I force row level security', name);
          end if;
        end $$;

      select deployments.make_event_partition((date_trunc('month', now()) + n * interval '1 month')::date)
      from generate_series(0, 24) as n;

      -- A clock that is far off must not lose an event.
      create table deployments.event_other partition of deployments.event default;
      alter table deployments.event_other enable row level security;
      alter table deployments.event_other force row level security;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop table deployments.event`);
  }
}
