/** Rows as the services would have written them, made by the owner of the database. */
import { createHash, randomBytes } from 'node:crypto';
import { newApiKeySecret } from '@hosterizer/accounts/api-key-secret';
import { hashPassword } from '@hosterizer/accounts/passwords';
import { sealedEmail, sealOf } from '@hosterizer/accounts/users';
import { makeKeyRing } from '@hosterizer/kit/encryption';
import { emailFingerprint } from '@hosterizer/kit/sealer';
import { newId } from '@hosterizer/kit/ids';
import type { CustomerRole, PlatformRole } from '@hosterizer/kit/scopes';
import type { World } from '@hosterizer/kit/testing';
import { generateSecret, generateSync } from 'otplib';
import { inAnHour, makeSiteRows } from './site-rows.ts';

/** Everybody's. */
export const password = 'correct horse battery';
let passwordHash: Promise<string> | undefined;

export type Person = { id: string; email: string };
/** `text` is what its holder sends. */
export type Secret = { id: string; text: string };

export type Rows = ReturnType<typeof makeRows>;

/** Each function makes one thing; `mark` is a word that stands in every text of it. */
export function makeRows({ owner, sealer, settings }: Pick<World, 'owner' | 'sealer' | 'settings'>) {
  async function insert(table: string, row: Record<string, unknown>, otherwise = ''): Promise<void> {
    const columns = Object.keys(row);
    await owner.query(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map((_, n) => `$${n + 1}`).join(', ')}) ${otherwise}`,
      Object.values(row),
    );
  }

  return {
    ...makeSiteRows({ owner, insert, sealer, keys: makeKeyRing(settings.stateKeys) }),

    async customer(mark: string, status: 'ACTIVE' | 'SUSPENDED'): Promise<string> {
      const id = newId();
      await insert('customers.customer', {
        id,
        name: `Customer ${mark}`,
        status,
        status_reason: `Reason ${mark}`,
        metadata: { note: `Note ${mark}` },
        owner_email: sealer.seal(`owner@${mark}.test`, 'customers.customer.owner_email', id),
      });
      return id;
    },

    async branding(customerId: string, mark: string): Promise<void> {
      await insert('customers.branding', {
        customer_id: customerId,
        product_name: `Product ${mark}`,
        support_email: `support@${mark}.test`,
      });
    },

    /** One that waits for its proof, unless the customer has it already. Answers the record that proves it. */
    async customDomain(customerId: string, mark: string): Promise<{ record: string; value: string }> {
      const [host, challenge] = [`portal.${mark}.test`, `challenge-${mark}`];
      const row = { customer_id: customerId, host, challenge, problem: `Problem ${mark}` };
      await insert('customers.custom_domain', row, 'on conflict do nothing');
      return { record: `_hosterizer-challenge.${host}`, value: challenge };
    },

    async person(mark: string, platformRole: PlatformRole | null = null): Promise<Person> {
      const id = newId();
      const email = `${id}@${mark}.test`;
      const sealed = sealedEmail(sealer, id, email);
      passwordHash ??= hashPassword(password);
      await insert('accounts."user"', {
        id,
        email: sealed.email,
        email_hash: sealed.emailHash,
        email_verified_at: new Date(),
        name: sealOf(sealer, 'name', id, `Person ${mark}`),
        password_hash: await passwordHash,
        platform_role: platformRole,
      });
      return { id, email };
    },

    /** As if they had not proved their address yet. */
    async forgetProof({ id }: Person): Promise<void> {
      await owner.query(`update accounts."user" set email_verified_at = null where id = $1`, [id]);
    },

    /** Sets a second factor up for them. Answers the code of this moment. */
    async secondFactor({ id }: Person, { on }: { on: boolean }): Promise<string> {
      const secret = generateSecret();
      await owner.query(`update accounts."user" set mfa_secret = $2, mfa_enabled_at = $3 where id = $1`, [
        ...[id, sealOf(sealer, 'mfaSecret', id, secret), on ? new Date() : null],
      ]);
      return generateSync({ secret });
    },

    async member(customerId: string, { id: userId }: Person, role: CustomerRole): Promise<void> {
      await insert('accounts.membership', { customer_id: customerId, user_id: userId, role, id: newId() });
    },

    /** Its text is the refresh token. */
    async session(
      { id: userId }: Pick<Person, 'id'>,
      customerId: string | null,
      { mark = '', actingReason = null }: { mark?: string; actingReason?: string | null } = {},
    ): Promise<Secret> {
      const id = newId();
      const secret = newSecret();
      await insert('accounts.session', {
        id,
        user_id: userId,
        customer_id: customerId,
        acting_reason: actingReason,
        refresh_hash: actingReason === null ? digest(secret) : null,
        user_agent: `Browser ${mark}`,
        ip: '127.0.0.1',
        expires_at: inAnHour(),
      });
      return { id, text: `${id}.${secret}` };
    },

    async apiKey(
      customerId: string,
      { id: createdBy }: Person,
      { mark, scopes }: { mark: string; scopes: readonly string[] },
    ): Promise<Secret> {
      const id = newId();
      const { text, hash } = newApiKeySecret(id);
      await insert('accounts.api_key', {
        ...{ customer_id: customerId, id, name: `Key ${mark}`, scopes, hash },
        ...{ created_by: createdBy, expires_at: inAnHour() },
      });
      return { id, text };
    },

    /** Its text is the token that stands in the mail. */
    async invitation(customerId: string, { id: invitedBy }: Person, email: string): Promise<Secret> {
      const id = newId();
      const secret = newSecret();
      await insert('accounts.invitation', {
        ...{ customer_id: customerId, id, role: 'viewer', hash: digest(secret), invited_by: invitedBy },
        email: sealer.seal(email, 'accounts.invitation.email', id),
        email_hash: emailFingerprint(sealer, email),
        expires_at: inAnHour(),
      });
      return { id, text: `${id}.${secret}` };
    },

    /** Its text is the token that stands in the mail. */
    async mailToken(
      { id: userId }: Person,
      purpose: 'PASSWORD_RESET' | 'EMAIL_VERIFICATION',
    ): Promise<Secret> {
      const id = newId();
      const secret = newSecret();
      await insert('accounts.mail_token', {
        ...{ id, user_id: userId, purpose, hash: digest(secret), expires_at: inAnHour() },
      });
      return { id, text: `${id}.${secret}` };
    },

    /** One of the modules once more, by another name. */
    async moduleVersion(): Promise<{ name: string; version: string }> {
      const name = `modules/access/part-${newId()}`;
      await owner.query(
        `insert into registry.module_version
           (id, name, version, digest, source, description, inputs, outputs, providers, resources, uses, runs_commands)
         select $1, $2, '1.0.0', digest, 'FILES', description, inputs, outputs, providers, resources, uses, false
         from registry.module_version where name = 'modules/local/networking' limit 1`,
        [newId(), name],
      );
      return { name, version: '1.0.0' };
    },

    /** The digest of a bundle. */
    async bundle(): Promise<string> {
      const { rows } = await owner.query(`select digest from registry.bundle limit 1`);
      return rows[0].digest;
    },

    /** An upgrade of this blueprint, with a site of this customer's, which is being deployed for good while it runs. */
    async upgrade(
      blueprint: string,
      { customerId, siteId, status }: { customerId: string; siteId: string; status: 'RUNNING' | 'STOPPED' },
    ): Promise<string> {
      const id = newId();
      await insert('deployments.upgrade', {
        ...{ id, blueprint, to_version: 1, status, environments: ['PRODUCTION'] },
        ...{ percents: [100], at_once: 1, most_failures: 0, prepared_at: new Date() },
      });
      await insert('deployments.upgraded_site', {
        ...{ customer_id: customerId, id: newId(), upgrade_id: id, site_id: siteId, wave: 1 },
        status: status === 'RUNNING' ? 'DEPLOYING' : 'WAITING',
      });
      return id;
    },

    /** The blueprint `website` once more, by another name. Answers the name. */
    async blueprint(status: 'DRAFT' | 'PUBLISHED'): Promise<string> {
      const name = `blueprint-${newId()}`;
      await owner.query(
        `insert into registry.blueprint_version
           (id, blueprint, number, status, title, description, roots, configuration, schema, notes, published_at)
         select $1 || '@1', $1, 1, $2, title, description, roots, configuration, schema, notes,
           case when $2 = 'DRAFT' then null else now() end
         from registry.blueprint_version where id = 'website@1'`,
        [name, status],
      );
      return name;
    },

    async auditEntry(customerId: string, actor: Person, mark: string): Promise<string> {
      const id = newId();
      await insert('platform.audit_entry', {
        ...{ id, customer_id: customerId, actor_id: actor.id, actor_kind: 'USER' },
        ...{ acting_reason: `Reason ${mark}`, operation: `operation-${mark}`, object_type: `Type-${mark}` },
        ...{ object_id: `object-${mark}`, before: { was: `Before ${mark}` }, after: { is: `After ${mark}` } },
        ...{ ip: '127.0.0.1', trace_id: `trace-${mark}` },
      });
      return id;
    },
  };
}

const newSecret = (): string => randomBytes(32).toString('base64url');
const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();
