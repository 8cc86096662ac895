import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Modules by version, with all that Terraform reads of them, and the blueprints that choose among them. */
export class Registry1763800000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema registry;
      grant usage on schema registry to hosterizer_app, hosterizer_platform;

      -- Nobody's rows but the platform's own. A transaction that is bound to a customer only reads.
      create function registry.bound() returns boolean
        language sql stable security invoker
        return nullif(current_setting('app.current_customer_id', true), '') is not null;

      -- The files of a module with all modules that it names: what a runner fetches.
      create table registry.bundle (
        -- SHA-256 over its files.
        digest text primary key check (digest ~ '^[0-9a-f]{64}$'),
        content bytea not null,
        created_at timestamptz not null default now()
      );

      create table registry.module_version (
        id uuid primary key,
        -- The path of its folder in the terraform folder.
        name text not null,
        version text not null,
        digest text not null references registry.bundle on delete restrict,
        source text not null check (source in ('FOLDER', 'GIT', 'FILES')),
        git_url text,
        git_tag text,
        git_path text,
        description text not null,
        -- json keeps the order in which an author wrote it.
        inputs json not null,
        outputs json not null,
        providers json not null,
        resources text[] not null,
        -- Modules that it names, by the paths of their folders.
        uses text[] not null,
        runs_commands boolean not null,
        deprecated_at timestamptz,
        deprecation_reason text,
        created_at timestamptz not null default now(),
        unique (name, version)
      );

      create table registry.blueprint_version (
        -- Such as website@3.
        id text primary key,
        blueprint text not null check (blueprint ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        number integer not null check (number > 0),
        status text not null check (status in ('DRAFT', 'PUBLISHED', 'DEPRECATED')),
        title text not null,
        description text not null,
        -- By cloud provider: { module, version }.
        roots json not null,
        -- What its author says of a site's configuration, and the JSON Schema that an order is checked against.
        configuration json not null,
        schema json not null,
        notes text not null,
        -- It comes with the platform, as this text.
        origin text,
        deprecation_reason text,
        created_at timestamptz not null default now(),
        published_at timestamptz,
        unique (blueprint, number),
        check ((status = 'DRAFT') = (published_at is null))
      );
      create unique index one_draft on registry.blueprint_version (blueprint) where status = 'DRAFT';

      -- What the folder that comes with the platform held when it was read: it is read again when it has changed.
      create table registry.folder (
        digest text primary key,
        read_at timestamptz not null default now()
      );

      alter table registry.folder enable row level security;
      alter table registry.folder force row level security;
      alter table registry.bundle enable row level security;
      alter table registry.bundle force row level security;
      alter table registry.module_version enable row level security;
      alter table registry.module_version force row level security;
      alter table registry.blueprint_version enable row level security;
      alter table registry.blueprint_version force row level security;

      create policy everybody on registry.folder for select using (true);
      create policy platform_adds on registry.folder for insert to hosterizer_app with check (not registry.bound());
      create policy everybody on registry.bundle for select using (true);
      create policy platform_adds on registry.bundle for insert to hosterizer_app with check (not registry.bound());
      create policy everybody on registry.module_version for select using (true);
      create policy platform_adds on registry.module_version for insert to hosterizer_app
        with check (not registry.bound());
      create policy platform_changes on registry.module_version for update to hosterizer_app
        using (not registry.bound());
      -- Customers do not see what is still being written.
      create policy published on registry.blueprint_version for select
        using (status <> 'DRAFT' or not registry.bound());
      create policy platform_adds on registry.blueprint_version for insert to hosterizer_app
        with check (not registry.bound());
      create policy platform_changes on registry.blueprint_version for update to hosterizer_app
        using (not registry.bound());
      create policy platform_discards on registry.blueprint_version for delete to hosterizer_app
        using (not registry.bound() and status = 'DRAFT');

      grant select on all tables in schema registry to hosterizer_app, hosterizer_platform;
      grant insert on registry.bundle, registry.folder to hosterizer_app;
      -- What a version is made of stays as it is.
      grant insert, update (deprecated_at, deprecation_reason) on registry.module_version to hosterizer_app;
      grant insert, update, delete on registry.blueprint_version to hosterizer_app;

      -- What has been published stays as it is, whoever asks: only its deprecation may be said.
      create function registry.keep_published() returns trigger language plpgsql as $$
        begin
          if old.status <> 'DRAFT' and (
            (new.id, new.title, new.description, new.roots::text, new.configuration::text, new.schema::text, new.notes,
              new.published_at)
            is distinct from
            (old.id, old.title, old.description, old.roots::text, old.configuration::text, old.schema::text, old.notes,
              old.published_at)
          ) then
            raise exception 'A published version of a blueprint does not change.' using errcode = 'check_violation';
          end if;
          return new;
        end $$;
      create trigger keep_published before update on registry.blueprint_version
        for each row execute function registry.keep_published();

      -- For the sites and deployments subgraphs.

      -- What a site is made of: a version of a blueprint, with the bundle of each of its root modules. A number of null
      -- is the newest that is published.
      create function registry.version_of(of_blueprint text, of_number integer default null)
        returns table (id text, blueprint text, number integer, status text, title text, schema json, roots json)
        language sql stable security invoker
        begin atomic
          select found.id, found.blueprint, found.number, found.status, found.title, found.schema, (
            select json_object_agg(chosen.key, json_build_object(
              'module', module.name, 'version', module.version, 'digest', module.digest))
            from json_each(found.roots) as chosen
            join registry.module_version as module
              on module.name = chosen.value->>'module' and module.version = chosen.value->>'version'
          )
          from registry.blueprint_version as found
          where found.blueprint = of_blueprint and found.status <> 'DRAFT'
            and (found.number = of_number or (of_number is null and found.status = 'PUBLISHED'))
          order by found.number desc limit 1;
        end;

      -- The blueprints that can be ordered, by name.
      create function registry.published_blueprints() returns table (name text, cloud_providers text[])
        language sql stable security invoker
        begin atomic
          select distinct on (found.blueprint) found.blueprint, array(select json_object_keys(found.roots))
          from registry.blueprint_version as found
          where found.status = 'PUBLISHED'
          order by found.blueprint, found.number desc;
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema registry cascade`);
  }
}
