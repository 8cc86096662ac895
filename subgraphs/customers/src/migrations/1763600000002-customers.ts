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
        owner_email text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create unique index customer_name on customers.customer (lower(name));

      alter table customers.customer enable row level security;
      alter table customers.customer force row level security;
      -- An ended set_config leaves '' behind on the connection, which must mean "no customer".
      create policy tenant on customers.customer to hosterizer_app
        using (id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      -- Who owns the database makes the demo's customers; it never serves.
      create policy owner on customers.customer to current_user using (true);
      create policy platform on customers.customer for select to hosterizer_platform using (true);

      grant select, insert, update on customers.customer to hosterizer_app;
      grant select on customers.customer to hosterizer_platform;

      -- For the other subgraphs: how a customer stands, null for one that does not exist or is not the caller's.
      create function customers.status_of(customer_id uuid) returns text
        language sql stable security invoker
        return (select status from customers.customer where id = customer_id);

      -- For the accounts subgraph, which names the customers of a person who is signing in.
      create function customers.names_of(customer_ids uuid[]) returns table (id uuid, name text)
        language sql stable security invoker
        begin atomic
          select customer.id, customer.name from customers.customer where customer.id = any (customer_ids);
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema customers cascade`);
  }
}
