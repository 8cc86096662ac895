import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A site in several environments: each is a site of its own, and those of one project belong together. */
export class Environments1763700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function sites.lock_site(uuid);

      alter table sites.site
        add column environment text not null default 'PRODUCTION'
          check (environment in ('PRODUCTION', 'STAGING', 'DEVELOPMENT')),
        -- The id of the site that it began with.
        add column project_id uuid,
        add column approval_policy text not null default 'NEVER'
          check (approval_policy in ('NEVER', 'DESTRUCTIVE', 'ALWAYS'));
      -- The policies bind the owner as well, who has none of its own: the rows are filled in without them.
      alter table sites.site no force row level security;
      update sites.site set project_id = id;
      alter table sites.site force row level security;
      alter table sites.site alter column project_id set not null;

      drop index sites.site_name;
      -- A name is free again once its site is gone.
      create unique index site_name on sites.site (customer_id, lower(name), environment) where deleted_at is null;
      create unique index site_environment on sites.site (customer_id, project_id, environment) where deleted_at is null;

      -- What a site's program finds in its environment.
      create table sites.variable (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        site_id uuid not null,
        name text not null check (name ~ '^[A-Z_][A-Z0-9_]{0,99}$'),
        value text,
        sealed platform.sealed,
        updated_at timestamptz not null default now(),
        primary key (customer_id, id),
        unique (customer_id, site_id, name),
        foreign key (customer_id, site_id) references sites.site on delete cascade,
        check (num_nonnulls(value, sealed) = 1)
      );
      alter table sites.variable enable row level security;
      alter table sites.variable force row level security;
      create policy tenant on sites.variable to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on sites.variable for select to hosterizer_platform using (true);
      grant select, insert, update, delete on sites.variable to hosterizer_app;
      grant select on sites.variable to hosterizer_platform;

      -- For the deployments subgraph.

      -- The site, held until the transaction ends, so that two deployments of it take turns.
      create function sites.lock_site(site_id uuid) returns setof sites.site
        language sql security invoker
        begin atomic
          select * from sites.site where id = site_id and deleted_at is null for update;
        end;

      -- The site that it is an environment of, by the id of the one that it began with; also once it is deleted.
      create function sites.project_of(of_site uuid) returns uuid
        language sql stable security invoker
        return (select project_id from sites.site where site.id = of_site);

      -- What its program finds in its environment, by name; a secret is sealed for sites.variable.sealed and its id.
      create function sites.variables_of(of_site uuid)
        returns table (id uuid, name text, value text, sealed bytea)
        language sql stable security invoker
        begin atomic
          select variable.id, variable.name, variable.value, variable.sealed::bytea
          from sites.variable where variable.site_id = of_site order by variable.name;
        end;

      -- Orders what was ordered before: of a rollback or a promotion. A size of null leaves the site's own, and so do
      -- variables of null; those given ({ name: value }) replace all that are no secrets.
      create function sites.restore_order(of_site uuid, configuration jsonb, instance_size text, variables jsonb)
        returns void
        language plpgsql security invoker as $$
        begin
          update sites.site
          set configuration = restore_order.configuration,
              instance_size = coalesce(restore_order.instance_size, site.instance_size),
              updated_at = now()
          where id = of_site and deleted_at is null;
          if not found then
            raise exception 'There is no such site.' using errcode = 'no_data_found';
          end if;
          if variables is null then return; end if;
          delete from sites.variable where site_id = of_site and sealed is null;
          insert into sites.variable (id, site_id, name, value)
            select gen_random_uuid(), of_site, given.key, given.value
            from jsonb_each_text(variables) as given
            on conflict (customer_id, site_id, name) do nothing;
        end $$;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      drop function sites.restore_order(uuid, jsonb, text, jsonb);
      drop function sites.variables_of(uuid);
      drop function sites.project_of(uuid);
      drop function sites.lock_site(uuid);
      drop table sites.variable;
      drop index sites.site_environment, sites.site_name;
      alter table sites.site drop column environment, drop column project_id, drop column approval_policy;
      create unique index site_name on sites.site (customer_id, lower(name)) where deleted_at is null;
      create function sites.lock_site(site_id uuid) returns setof sites.site
        language sql security invoker
        begin atomic
          select * from sites.site where id = site_id and deleted_at is null for update;
        end;
    `);
  }
}
