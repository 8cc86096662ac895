import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Accounts1763600000001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema accounts;
      grant usage on schema accounts to hosterizer_app, hosterizer_platform;

      create table accounts."user" (
        id uuid primary key,
        email platform.sealed not null,
        -- A keyed hash of the address in lower case, by which a person is found.
        email_hash bytea not null unique,
        email_verified_at timestamptz,
        name platform.sealed,
        -- Null until the person has chosen one; nobody signs in without.
        password_hash text,
        platform_role text check (platform_role in ('administrator', 'support')),
        -- Of the authenticator app; it counts once mfa_enabled_at says since when.
        mfa_secret platform.sealed,
        mfa_enabled_at timestamptz,
        -- The time step of the last code that was taken: a code is good for one sign-in.
        mfa_last_step bigint,
        last_login_at timestamptz,
        created_at timestamptz not null default now()
      );

      create table accounts.recovery_code (
        id uuid primary key,
        user_id uuid not null references accounts."user" on delete cascade,
        hash bytea not null,
        used_at timestamptz
      );
      create index recovery_code_by_user on accounts.recovery_code (user_id);

      -- By address and not by person, so that an address without an account is locked just the same.
      create table accounts.sign_in_attempt (
        email_hash bytea primary key,
        failures integer not null,
        locked_until timestamptz,
        last_failed_at timestamptz not null
      );
      create index sign_in_attempt_by_time on accounts.sign_in_attempt (last_failed_at);

      -- What links in mail carry.
      create table accounts.mail_token (
        id uuid primary key,
        user_id uuid not null references accounts."user" on delete cascade,
        purpose text not null check (purpose in ('PASSWORD_RESET', 'EMAIL_VERIFICATION')),
        hash bytea not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        created_at timestamptz not null default now()
      );
      create index mail_token_by_user on accounts.mail_token (user_id);
      create index mail_token_by_expiry on accounts.mail_token (expires_at);

      create table accounts.membership (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        user_id uuid not null references accounts."user" on delete cascade,
        role text not null check (role in ('owner', 'admin', 'developer', 'billing', 'viewer')),
        created_at timestamptz not null default now(),
        -- Uuid version 7, by which members are listed.
        id uuid not null unique,
        primary key (customer_id, user_id)
      );
      create index membership_by_user on accounts.membership (user_id, created_at);
      create index membership_by_id on accounts.membership (customer_id, id);

      create table accounts.invitation (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null unique,
        email platform.sealed not null,
        email_hash bytea not null,
        role text not null check (role in ('owner', 'admin', 'developer', 'billing', 'viewer')),
        hash bytea not null,
        invited_by uuid not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        accepted_at timestamptz,
        revoked_at timestamptz,
        primary key (customer_id, id)
      );
      create unique index one_invitation on accounts.invitation (customer_id, email_hash)
        where accepted_at is null and revoked_at is null;

      create table accounts.session (
        id uuid primary key,
        user_id uuid not null references accounts."user" on delete cascade,
        -- For whom the person acts; null for the platform's staff.
        customer_id uuid,
        -- Why one of the platform's staff acts for that customer; null in a session of their own.
        acting_reason text check (acting_reason is null or customer_id is not null),
        -- Null while acting: such a session cannot be renewed.
        refresh_hash bytea,
        -- The one before: a second tab may still send it for a moment.
        previous_refresh_hash bytea,
        rotated_at timestamptz not null default now(),
        user_agent text,
        ip inet,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        ended_at timestamptz
      );
      create index session_by_user on accounts.session (user_id, created_at desc);
      create index session_by_expiry on accounts.session (expires_at);

      create table accounts.api_key (
        customer_id uuid not null default nullif(current_setting('app.current_customer_id', true), '')::uuid,
        id uuid not null unique,
        name text not null check (length(name) between 1 and 100),
        scopes text[] not null,
        allowed_networks text[] not null default '{}',
        requests_per_minute integer check (requests_per_minute > 0),
        hash bytea not null,
        -- The secret before the current one, while it holds.
        previous_hash bytea,
        previous_until timestamptz,
        -- The key ends with its maker's membership.
        created_by uuid not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        revoked_at timestamptz,
        last_used_at timestamptz,
        last_used_ip inet,
        primary key (customer_id, id),
        foreign key (customer_id, created_by) references accounts.membership (customer_id, user_id) on delete cascade
      );
      create index api_key_by_maker on accounts.api_key (customer_id, created_by);

      alter table accounts."user" enable row level security;
      alter table accounts."user" force row level security;
      alter table accounts.recovery_code enable row level security;
      alter table accounts.recovery_code force row level security;
      -- Nobody's rows: addresses are only fingerprints here.
      alter table accounts.sign_in_attempt enable row level security;
      alter table accounts.sign_in_attempt force row level security;
      create policy everybody on accounts.sign_in_attempt to hosterizer_app using (true);
      alter table accounts.mail_token enable row level security;
      alter table accounts.mail_token force row level security;
      alter table accounts.membership enable row level security;
      alter table accounts.membership force row level security;
      alter table accounts.invitation enable row level security;
      alter table accounts.invitation force row level security;
      alter table accounts.session enable row level security;
      alter table accounts.session force row level security;
      alter table accounts.api_key enable row level security;
      alter table accounts.api_key force row level security;

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
      -- Somebody new is written by the customer's own transaction; nobody makes staff this way.
      create policy newcomer on accounts."user" for insert to hosterizer_app
        with check (platform_role is null and password_hash is null);

      create policy self on accounts.recovery_code to hosterizer_app
        using (user_id = nullif(current_setting('app.current_user_id', true), '')::uuid);
      create policy self on accounts.mail_token to hosterizer_app
        using (user_id = nullif(current_setting('app.current_user_id', true), '')::uuid);
      -- A new owner's first link is written by their customer's transaction.
      create policy newcomer on accounts.mail_token for insert to hosterizer_app with check (used_at is null);

      create policy tenant on accounts.membership to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy self on accounts.membership for select to hosterizer_app
        using (user_id = nullif(current_setting('app.current_user_id', true), '')::uuid);

      create policy tenant on accounts.invitation to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on accounts.api_key to hosterizer_app
        using (customer_id = nullif(current_setting('app.current_customer_id', true), '')::uuid);

      create policy self on accounts.session to hosterizer_app
        using (user_id = nullif(current_setting('app.current_user_id', true), '')::uuid);

      -- Who owns the database makes the first administrator, and the demo's people; it never serves.
      create policy owner on accounts."user" to current_user using (true);
      create policy owner on accounts.membership to current_user using (true);
      -- It also seals anew what is sealed.
      create policy owner on accounts.invitation to current_user using (true);

      create policy platform on accounts."user" for select to hosterizer_platform using (true);
      create policy platform on accounts.membership for select to hosterizer_platform using (true);
      create policy platform on accounts.session for select to hosterizer_platform using (true);
      create policy platform on accounts.mail_token for select to hosterizer_platform using (true);
      create policy platform on accounts.invitation for select to hosterizer_platform using (true);
      create policy platform on accounts.api_key for select to hosterizer_platform using (true);

      grant select, insert, update on accounts."user" to hosterizer_app;
      grant select, insert, update, delete on accounts.recovery_code to hosterizer_app;
      grant select, insert, update, delete on accounts.sign_in_attempt to hosterizer_app;
      grant select, insert, update, delete on accounts.mail_token to hosterizer_app;
      grant select, insert, update, delete on accounts.membership to hosterizer_app;
      grant select, insert, update on accounts.invitation to hosterizer_app;
      grant select, insert, update, delete on accounts.session to hosterizer_app;
      grant select, insert, update on accounts.api_key to hosterizer_app;
      grant select on all tables in schema accounts to hosterizer_platform;

      -- For the customers subgraph: whose address this is, if anybody's. Sees what its caller's role sees.
      create function accounts.user_of_email(address_hash bytea) returns uuid
        language sql stable security invoker
        return (select id from accounts."user" where email_hash = address_hash);

      -- For the customers subgraph, in the customer's transaction: makes a person its owner, and a user first if need
      -- be, who gets a link to choose a password by.
      create function accounts.add_owner(
        customer uuid, membership uuid, person uuid, address platform.sealed, address_hash bytea,
        link uuid, link_hash bytea, link_until timestamptz
      ) returns void
        language sql security invoker
        begin atomic
          insert into accounts."user" (id, email, email_hash) values (person, address, address_hash)
            on conflict do nothing;
          insert into accounts.membership (customer_id, user_id, role, id)
            values (customer, person, 'owner', membership);
          insert into accounts.mail_token (id, user_id, purpose, hash, expires_at)
            select link, person, 'PASSWORD_RESET', link_hash, link_until where link is not null;
        end;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema accounts cascade`);
  }
}
