import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1763600000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema accounts;
      grant usage on schema accounts to hosterizer_app, hosterizer_platform;

      create table accounts."user" (
        id uuid primary key,
        email text not null,
        -- Null until the person has chosen one; nobody signs in without.
        password_hash text,
        platform_role text check (platform_role in ('administrator', 'support')),
        last_login_at timestamptz,
        created_at timestamptz not null default now()
      );
      create unique index user_by_email on accounts."user" (lower(email));

      create table accounts.membership (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        user_id uuid not null references accounts."user" on delete cascade,
        role text not null check (role in ('owner', 'admin', 'developer', 'billing', 'viewer')),
        created_at timestamptz not null default now(),
        primary key (customer_id, user_id)
      );
      create index membership_by_user on accounts.membership (user_id, created_at);

      create table accounts.session (
        id uuid primary key,
        user_id uuid not null references accounts."user" on delete cascade,
        -- For whom the person acts; null for the platform's staff.
        customer_id uuid,
        refresh_hash bytea not null,
        -- The one before: a second tab may still send it for a moment.
        previous_refresh_hash bytea,
        rotated_at timestamptz not null default now(),
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at timestamptz
      );
      create index session_by_user on accounts.session (user_id, created_at desc);
      create index session_by_expiry on accounts.session (expires_at);

      alter table accounts."user" enable row level security;
      alter table accounts."user" force row level security;
      alter table accounts.membership enable row level security;
      alter table accounts.membership force row level security;
      alter table accounts.session enable row level security;
      alter table accounts.session force row level security;

      -- An ended set_config leaves '' behind on the connection, which must mean "nobody".
      create policy self on accounts."user" to hosterizer_app
        using (id = nullif(current_setting('app.current_user_id', true), '')::uuid);
      -- Reads memberships under their own policy, so these are the current customer's people.
      create policy colleague on accounts."user" for select to hosterizer_app
        using (exists (
          select from accounts.membership
          where membership.user_id = "user".id
            and membership.customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid
        ));
      -- A customer's first owner is written by the customer's own transaction; nobody makes staff this way.
      create policy newcomer on accounts."user" for insert to hosterizer_app
        with check (platform_role is null and password_hash is null);

      create policy tenant on accounts.membership to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy self on accounts.membership for select to hosterizer_app
        using (user_id = nullif(current_setting('app.current_user_id', true), '')::uuid);

      create policy self on accounts.session to hosterizer_app
        using (user_id = nullif(current_setting('app.current_user_id', true), '')::uuid);

      -- Who owns the database makes the first administrator, and the demo's people; it never serves.
      create policy owner on accounts."user" to current_user using (true);
      create policy owner on accounts.membership to current_user using (true);

      create policy platform on accounts."user" for select to hosterizer_platform using (true);
      create policy platform on accounts.membership for select to hosterizer_platform using (true);
      create policy platform on accounts.session for select to hosterizer_platform using (true);

      grant select, insert, update on accounts."user" to hosterizer_app;
      grant select, insert, update, delete on accounts.membership to hosterizer_app;
      grant select, insert, update, delete on accounts.session to hosterizer_app;
      grant select on all tables in schema accounts to hosterizer_platform;

      -- For the customers subgraph: whose address this is, if anybody's. Sees what its caller's role sees.
      create function accounts.user_of_email(address text) returns uuid
        language sql stable security invoker
        return (select id from accounts."user" where lower(email) = lower(address));

      -- For the customers subgraph, in the customer's transaction: makes a person its owner, and a user first if need be.
      create function accounts.add_owner(customer uuid, person uuid, address text) returns void
        language sql security invoker
        begin atomic
          insert into accounts."user" (id, email) values (person, address) on conflict do nothing;
          insert into accounts.membership (customer_id, user_id, role) values (customer, person, 'owner');
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema accounts cascade`);
  }
}
