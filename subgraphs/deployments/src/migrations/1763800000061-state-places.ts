import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Places in customers' own clouds where states lie, and what is under way there. */
export class StatePlaces1763800000061 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      -- A place is never changed: a state that moves gets another one.
      create table deployments.state_place (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        site_id uuid not null,
        kind text not null check (kind in ('S3', 'AZURE_BLOB', 'GCS')),
        bucket text not null,
        prefix text not null,
        region text,
        storage_account text,
        -- Since when the state has lain there; null while it has not, or does no more.
        since timestamptz,
        created_at timestamptz not null default now(),
        primary key (customer_id, id)
      );
      create unique index one_place_a_site on deployments.state_place (customer_id, site_id)
        where since is not null;

      -- Documents that no version points to: about to be laid there, copied by a move, or to be removed.
      create table deployments.state_object (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null,
        site_id uuid not null,
        place_id uuid not null,
        -- Of a copy: the version that it is of, and the SHA-256 of what was sealed.
        version integer,
        sha256 text,
        -- Whoever removes it has said so first: it cannot become a version's any more.
        doomed boolean not null default false,
        created_at timestamptz not null default now(),
        primary key (customer_id, id),
        foreign key (customer_id, place_id) references deployments.state_place (customer_id, id)
      );
      create index state_object_place on deployments.state_object (customer_id, place_id);

      -- The lock object at the place: there before the state's lock is, and removed after it.
      create table deployments.state_native_lock (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        site_id uuid not null,
        place_id uuid not null,
        -- Whoever puts or removes the object, until when nobody else does.
        busy_by uuid,
        busy_until timestamptz not null,
        primary key (customer_id, site_id),
        foreign key (customer_id, place_id) references deployments.state_place (customer_id, id)
      );

      create table deployments.state_move (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        site_id uuid not null,
        id uuid not null,
        -- Where to; null for the platform itself.
        place_id uuid,
        copied integer not null default 0,
        total integer not null,
        started_at timestamptz not null default now(),
        -- Whoever moves it is heard of before.
        alive_until timestamptz not null,
        primary key (customer_id, site_id),
        foreign key (customer_id, place_id) references deployments.state_place (customer_id, id)
      );

      alter table deployments.state_version
        alter column sealed drop not null,
        -- Where the sealed document lies instead, by what name, and its SHA-256.
        add column place_id uuid,
        add column object_id uuid,
        add column sha256 text,
        add foreign key (customer_id, place_id) references deployments.state_place (customer_id, id),
        add constraint lies_somewhere check (
          (place_id is null and object_id is null and sha256 is null and sealed is not null)
          or (place_id is not null and object_id is not null and sha256 is not null)
        );
      -- What a version says never changes; where it lies does.
      grant update (sealed, place_id, object_id, sha256) on deployments.state_version to hosterizer_app;

      ${['state_place', 'state_object', 'state_native_lock', 'state_move'].map(guard).join('')}
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      revoke update (sealed, place_id, object_id, sha256) on deployments.state_version from hosterizer_app;
      alter table deployments.state_version
        drop constraint lies_somewhere, drop column place_id, drop column object_id, drop column sha256,
        alter column sealed set not null;
      drop table deployments.state_move, deployments.state_native_lock, deployments.state_object,
        deployments.state_place;
    `);
  }
}

// An ended set_config leaves '' behind on the connection, which must mean "no customer".
const guard = (table: string) => `
  alter table deployments.${table} enable row level security;
  alter table deployments.${table} force row level security;
  create policy tenant on deployments.${table} to hosterizer_app
    using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
  create policy platform on deployments.${table} for select to hosterizer_platform using (true);
  grant select, insert, update, delete on deployments.${table} to hosterizer_app;
  grant select on deployments.${table} to hosterizer_platform;
`;
