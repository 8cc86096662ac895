import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every subgraph needs and none owns: sealed columns, the audit log, mail that waits to be sent. */
export class Platform1763500000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      create schema platform;
      grant usage on schema platform to hosterizer_app, hosterizer_platform;

      -- Encrypted by the application. That a column is of this type is how re-encryption finds it.
      create domain platform.sealed as bytea;

      create table platform.audit_entry (
        id uuid primary key,
        -- Whose log it is in; null for what concerns no customer.
        customer_id uuid,
        -- The chain that seals it: the customer's, or the platform's own.
        chain uuid not null generated always as
          (coalesce(customer_id, '00000000-0000-0000-0000-000000000000')) stored,
        at timestamptz not null default clock_timestamp(),
        actor_id uuid not null,
        actor_kind text not null check (actor_kind in ('USER', 'API_KEY')),
        -- Why one of the platform's staff acted for the customer; null when the actor belongs to it.
        acting_reason text,
        operation text not null,
        object_type text not null,
        object_id text not null,
        before jsonb,
        after jsonb,
        ip inet,
        trace_id text not null
      );
      create index audit_entry_by_chain on platform.audit_entry (chain, id desc);
      create index audit_entry_by_actor on platform.audit_entry (actor_id, id desc);

      -- Entries that no chain holds yet. Sealing them later keeps mutations from waiting for each other.
      create table platform.audit_unsealed (
        entry_id uuid primary key references platform.audit_entry,
        chain uuid not null
      );
      create index audit_unsealed_by_chain on platform.audit_unsealed (chain, entry_id);

      create table platform.audit_seal (
        chain uuid not null,
        sequence bigint not null check (sequence > 0),
        entry_id uuid not null unique,
        hash bytea not null,
        sealed_at timestamptz not null default now(),
        primary key (chain, sequence)
      );

      -- Both run as the owner: an entry waits for its seal, and stops waiting, by itself and in no other way.
      create function platform.wait_for_seal() returns trigger
        language plpgsql security definer set search_path = pg_catalog as $$
        begin
          insert into platform.audit_unsealed (entry_id, chain) values (new.id, new.chain);
          return null;
        end
      $$;
      create trigger wait_for_seal after insert on platform.audit_entry
        for each row execute function platform.wait_for_seal();
      create function platform.end_wait_for_seal() returns trigger
        language plpgsql security definer set search_path = pg_catalog as $$
        begin
          delete from platform.audit_unsealed using seals
            where audit_unsealed.entry_id = seals.entry_id and audit_unsealed.chain = seals.chain;
          return null;
        end
      $$;
      create trigger end_wait_for_seal after insert on platform.audit_seal
        referencing new table as seals for each statement execute function platform.end_wait_for_seal();

      -- What a seal is made over: always the same text for the same entry, whatever a session's settings are.
      create function platform.audit_content(entry platform.audit_entry) returns text
        language sql stable security invoker
        return jsonb_build_object(
          'id', entry.id,
          'customer', entry.customer_id,
          'at', to_char(entry.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
          'actor', entry.actor_id,
          'kind', entry.actor_kind,
          'reason', entry.acting_reason,
          'operation', entry.operation,
          'type', entry.object_type,
          'object', entry.object_id,
          'before', entry.before,
          'after', entry.after,
          'ip', entry.ip,
          'trace', entry.trace_id
        )::text;

      alter table platform.audit_entry enable row level security;
      alter table platform.audit_entry force row level security;
      alter table platform.audit_unsealed enable row level security;
      alter table platform.audit_unsealed force row level security;
      alter table platform.audit_seal enable row level security;
      alter table platform.audit_seal force row level security;

      -- An ended set_config leaves '' behind on the connection, which must mean "nobody".
      create policy tenant on platform.audit_entry to hosterizer_app
        using (chain = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      -- What people do to their own account is in the log of the customer for whom they were signed in.
      create policy self on platform.audit_entry for insert to hosterizer_app
        with check (
          actor_id = nullif(current_setting('app.current_user_id', true), '')::uuid and actor_kind = 'USER'
        );
      create policy tenant on platform.audit_unsealed for select to hosterizer_app
        using (chain = nullif(current_setting('app.current_customer_id', true), '')::uuid);
      create policy tenant on platform.audit_seal to hosterizer_app
        using (chain = nullif(current_setting('app.current_customer_id', true), '')::uuid)
        with check (
          chain = nullif(current_setting('app.current_customer_id', true), '')::uuid
          and exists (
            select from platform.audit_entry
            where audit_entry.id = entry_id and audit_entry.chain = audit_seal.chain
          )
        );

      create policy owner on platform.audit_entry to current_user using (true);
      create policy owner on platform.audit_unsealed to current_user using (true);
      create policy owner on platform.audit_seal for select to current_user using (true);

      create policy platform on platform.audit_entry for select to hosterizer_platform using (true);
      create policy platform on platform.audit_unsealed for select to hosterizer_platform using (true);
      create policy platform on platform.audit_seal for select to hosterizer_platform using (true);

      -- Nobody who serves can change or remove an entry or a seal, or say when an entry was written.
      grant select on platform.audit_entry, platform.audit_unsealed, platform.audit_seal to hosterizer_app;
      grant insert (
        id, customer_id, actor_id, actor_kind, acting_reason, operation, object_type, object_id, before, after, ip, trace_id
      ) on platform.audit_entry to hosterizer_app;
      grant insert (chain, sequence, entry_id, hash) on platform.audit_seal to hosterizer_app;

      create table platform.mail (
        id uuid primary key,
        -- To whom, and what: it may hold tokens and addresses.
        content platform.sealed not null,
        attempts integer not null default 0,
        next_attempt_at timestamptz not null default now(),
        last_error text,
        created_at timestamptz not null default now()
      );
      create index mail_by_attempt on platform.mail (next_attempt_at);
      -- Nobody's rows: what is in them is sealed.
      alter table platform.mail enable row level security;
      alter table platform.mail force row level security;
      create policy everybody on platform.mail to hosterizer_app using (true);
      -- Seals it anew after a change of keys.
      create policy owner on platform.mail to current_user using (true);
      grant select, insert, update, delete on platform.mail to hosterizer_app;

      grant select on all tables in schema platform to hosterizer_platform;
      revoke select on platform.mail from hosterizer_platform;
    `);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`drop schema platform cascade`);
  }
}
