import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Customers1763600000002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema customers;
      grant usage on schema customers to hosterizer_app, hosterizer_platform;

      -- The tenant itself: its id is everybody else's customer_id.
      create table customers.customer (
        id uuid primary key default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        name text not null check (length(name) between 1 and 100),
        tier text not null default 'STANDARD' check (tier in ('STANDARD', 'PREMIUM')),
        status text not null default 'ACTIVE' check (status in ('ACTIVE', 'INACTIVE', 'SUSPENDED')),
        -- Why it is not active, as the operator put it.
        status_reason text check (length(status_reason) <= 500),
        metadata jsonb not null default '{}',
        owner_email platform.sealed not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create unique index customer_name on customers.customer (lower(name));

      -- How the customer portal looks; the platform's own look where there is no row.
      create table customers.branding (
        customer_id uuid primary key references customers.customer
          default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        product_name text check (length(product_name) between 1 and 60),
        color text check (color ~ '^#[0-9a-f]{6}$'),
        corners text not null default 'MEDIUM' check (corners in ('NONE', 'MEDIUM', 'LARGE')),
        support_email text,
        logo bytea check (length(logo) <= 262144),
        logo_type text,
        -- By which a picture's address changes with the picture.
        logo_hash text generated always as (encode(sha256(logo), 'hex')) stored,
        logo_dark bytea check (length(logo_dark) <= 262144),
        logo_dark_type text,
        logo_dark_hash text generated always as (encode(sha256(logo_dark), 'hex')) stored,
        version integer not null default 0,
        updated_at timestamptz not null default now()
      );

      create table customers.custom_domain (
        customer_id uuid primary key references customers.customer
          default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        host text not null check (host = lower(host)),
        -- What the TXT record has to say.
        challenge text not null,
        problem text,
        checked_at timestamptz,
        verified_at timestamptz,
        created_at timestamptz not null default now()
      );
      -- Anybody may ask for a name, and one customer can have proved that it is theirs.
      create unique index custom_domain_host on customers.custom_domain (host) where verified_at is not null;

      alter table customers.customer enable row level security;
      alter table customers.customer force row level security;
      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on customers.customer to hosterizer_app
        using (id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      alter table customers.branding enable row level security;
      alter table customers.branding force row level security;
      create policy tenant on customers.branding to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on customers.branding for select to hosterizer_platform using (true);
      alter table customers.custom_domain enable row level security;
      alter table customers.custom_domain force row level security;
      create policy tenant on customers.custom_domain to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy platform on customers.custom_domain for select to hosterizer_platform using (true);

      -- Who owns the database makes the demo's customers; it never serves.
      create policy owner on customers.customer to current_user using (true);
      create policy platform on customers.customer for select to hosterizer_platform using (true);

      grant select, insert, update on customers.customer to hosterizer_app;
      grant select, insert, update on customers.branding to hosterizer_app;
      grant select, insert, update, delete on customers.custom_domain to hosterizer_app;
      grant select on all tables in schema customers to hosterizer_platform;

      -- For the other subgraphs: how a customer stands, null for one that does not exist or is not the caller's. Held
      -- until the transaction ends, so that a suspension and what it forbids take turns.
      create function customers.status_of(customer_id uuid) returns text
        language sql volatile security invoker
        begin atomic
          select status from customers.customer where id = customer_id for share;
        end;

      -- For the accounts subgraph, which names the customers of a person who is signing in.
      create function customers.names_of(customer_ids uuid[]) returns table (id uuid, name text, status text)
        language sql stable security invoker
        begin atomic
          select customer.id, customer.name, customer.status from customers.customer
            where customer.id = any (customer_ids);
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema customers cascade`);
  }
}
