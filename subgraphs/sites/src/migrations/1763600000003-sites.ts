import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Sites1763600000003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema sites;
      grant usage on schema sites to hosterizer_app, hosterizer_platform;

      create table sites.site (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        name text not null check (length(name) between 1 and 63),
        domain text,
        cloud_provider text not null,
        region text not null,
        blueprint text not null,
        instance_size text not null,
        status text not null default 'PENDING',
        url text,
        configuration jsonb not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        deleted_at timestamptz,
        primary key (customer_id, id)
      );
      -- A name is free again once its site is gone.
      create unique index site_name on sites.site (customer_id, lower(name)) where deleted_at is null;
      -- For the lists of the platform's staff.
      create unique index site_id on sites.site (id);

      alter table sites.site enable row level security;
      alter table sites.site force row level security;
      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on sites.site to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on sites.site for select to hosterizer_platform using (true);

      grant select, insert, update on sites.site to hosterizer_app;
      grant select on sites.site to hosterizer_platform;

      -- The only moves that a site's status makes.
      create table sites.status_move (
        from_status text not null,
        to_status text not null,
        primary key (from_status, to_status)
      );
      alter table sites.status_move enable row level security;
      alter table sites.status_move force row level security;
      create policy everybody on sites.status_move for select using (true);
      create policy owner on sites.status_move for insert to current_user with check (true);
      grant select on sites.status_move to hosterizer_app, hosterizer_platform;
      insert into sites.status_move values
        ('PENDING', 'PROVISIONING'), ('PENDING', 'DELETED'),
        ('PROVISIONING', 'ACTIVE'), ('PROVISIONING', 'FAILED'), ('PROVISIONING', 'PENDING'),
        ('ACTIVE', 'UPDATING'), ('ACTIVE', 'DELETING'),
        ('UPDATING', 'ACTIVE'), ('UPDATING', 'FAILED'),
        ('FAILED', 'PROVISIONING'), ('FAILED', 'UPDATING'), ('FAILED', 'DELETING'),
        ('DELETING', 'DELETED'), ('DELETING', 'FAILED'), ('DELETING', 'ACTIVE');

      -- For the deployments subgraph, which moves a site along within its own transaction.

      -- The site, held until the transaction ends, so that two deployments of it take turns.
      create function sites.lock_site(site_id uuid) returns setof sites.site
        language sql security invoker
        begin atomic
          select * from sites.site where id = site_id and deleted_at is null for update;
        end;

      -- Whose site it is; sees what its caller's role sees.
      create function sites.customer_of(site_id uuid) returns uuid
        language sql stable security invoker
        return (select customer_id from sites.site where id = site_id);

      -- Moves the status, if that is one of the moves above; a url of null leaves the old one.
      create function sites.mark_site(site_id uuid, next_status text, next_url text default null) returns void
        language plpgsql security invoker as $$
        begin
          update sites.site
          set status = next_status,
              url = case when next_status = 'DELETED' then null else coalesce(next_url, url) end,
              deleted_at = case when next_status = 'DELETED' then now() end,
              updated_at = now()
          where id = site_id
            and (status = next_status
              or exists (select from sites.status_move where from_status = status and to_status = next_status));
          if not found then
            raise exception 'A site cannot become % from where it is.', next_status using errcode = 'check_violation';
          end if;
        end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema sites cascade`);
  }
}
