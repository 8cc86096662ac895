import { EntitySchema } from 'typeorm';
import type { CustomerRole, PlatformRole } from '@hosterizer/kit/scopes';

export type UserRow = {
  id: string;
  /** Sealed; users.ts opens it. */
  email: Buffer;
  emailHash: Buffer;
  emailVerifiedAt: Date | null;
  name: Buffer | null;
  passwordHash: string | null;
  platformRole: PlatformRole | null;
  mfaSecret: Buffer | null;
  mfaEnabledAt: Date | null;
  /** A bigint, which the driver reads as text. */
  mfaLastStep: string | null;
  lastLoginAt: Date | null;
  createdAt: Date;
};

export const User = new EntitySchema<UserRow>({
  name: 'User',
  schema: 'accounts',
  tableName: 'user',
  columns: {
    id: { type: 'uuid', primary: true },
    email: { type: 'bytea' },
    emailHash: { name: 'email_hash', type: 'bytea' },
    emailVerifiedAt: { name: 'email_verified_at', type: 'timestamptz', nullable: true },
    name: { type: 'bytea', nullable: true },
    passwordHash: { name: 'password_hash', type: 'text', nullable: true },
    platformRole: { name: 'platform_role', type: 'text', nullable: true },
    mfaSecret: { name: 'mfa_secret', type: 'bytea', nullable: true },
    mfaEnabledAt: { name: 'mfa_enabled_at', type: 'timestamptz', nullable: true },
    mfaLastStep: { name: 'mfa_last_step', type: 'bigint', nullable: true },
    lastLoginAt: { name: 'last_login_at', type: 'timestamptz', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

export type RecoveryCodeRow = { id: string; userId: string; hash: Buffer; usedAt: Date | null };

export const RecoveryCode = new EntitySchema<RecoveryCodeRow>({
  name: 'RecoveryCode',
  schema: 'accounts',
  tableName: 'recovery_code',
  columns: {
    id: { type: 'uuid', primary: true },
    userId: { name: 'user_id', type: 'uuid' },
    hash: { type: 'bytea' },
    usedAt: { name: 'used_at', type: 'timestamptz', nullable: true },
  },
});

export type MailTokenRow = {
  id: string;
  userId: string;
  purpose: 'PASSWORD_RESET' | 'EMAIL_VERIFICATION';
  hash: Buffer;
  expiresAt: Date;
  usedAt: Date | null;
  createdAt: Date;
};

export const MailToken = new EntitySchema<MailTokenRow>({
  name: 'MailToken',
  schema: 'accounts',
  tableName: 'mail_token',
  columns: {
    id: { type: 'uuid', primary: true },
    userId: { name: 'user_id', type: 'uuid' },
    purpose: { type: 'text' },
    hash: { type: 'bytea' },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    usedAt: { name: 'used_at', type: 'timestamptz', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

export type MembershipRow = {
  customerId: string;
  userId: string;
  role: CustomerRole;
  createdAt: Date;
  id: string;
};

export const Membership = new EntitySchema<MembershipRow>({
  name: 'Membership',
  schema: 'accounts',
  tableName: 'membership',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    userId: { name: 'user_id', type: 'uuid', primary: true },
    role: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    id: { type: 'uuid' },
  },
});

export type InvitationRow = {
  customerId: string;
  id: string;
  /** Sealed. */
  email: Buffer;
  emailHash: Buffer;
  role: CustomerRole;
  hash: Buffer;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
  acceptedAt: Date | null;
  revokedAt: Date | null;
};

export const Invitation = new EntitySchema<InvitationRow>({
  name: 'Invitation',
  schema: 'accounts',
  tableName: 'invitation',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    email: { type: 'bytea' },
    emailHash: { name: 'email_hash', type: 'bytea' },
    role: { type: 'text' },
    hash: { type: 'bytea' },
    invitedBy: { name: 'invited_by', type: 'uuid' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    acceptedAt: { name: 'accepted_at', type: 'timestamptz', nullable: true },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
  },
});

export type SessionRow = {
  id: string;
  userId: string;
  customerId: string | null;
  actingReason: string | null;
  refreshHash: Buffer | null;
  previousRefreshHash: Buffer | null;
  rotatedAt: Date;
  userAgent: string | null;
  ip: string | null;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
};

export const Session = new EntitySchema<SessionRow>({
  name: 'Session',
  schema: 'accounts',
  tableName: 'session',
  columns: {
    id: { type: 'uuid', primary: true },
    userId: { name: 'user_id', type: 'uuid' },
    customerId: { name: 'customer_id', type: 'uuid', nullable: true },
    actingReason: { name: 'acting_reason', type: 'text', nullable: true },
    refreshHash: { name: 'refresh_hash', type: 'bytea', nullable: true },
    previousRefreshHash: { name: 'previous_refresh_hash', type: 'bytea', nullable: true },
    rotatedAt: { name: 'rotated_at', type: 'timestamptz' },
    userAgent: { name: 'user_agent', type: 'text', nullable: true },
    ip: { type: 'inet', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    endedAt: { name: 'ended_at', type: 'timestamptz', nullable: true },
  },
});

export type ApiKeyRow = {
  customerId: string;
  id: string;
  name: string;
  scopes: string[];
  allowedNetworks: string[];
  requestsPerMinute: number | null;
  hash: Buffer;
  previousHash: Buffer | null;
  previousUntil: Date | null;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  lastUsedIp: string | null;
};

export const ApiKey = new EntitySchema<ApiKeyRow>({
  name: 'ApiKey',
  schema: 'accounts',
  tableName: 'api_key',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    scopes: { type: 'text', array: true },
    allowedNetworks: { name: 'allowed_networks', type: 'text', array: true, default: [] },
    requestsPerMinute: { name: 'requests_per_minute', type: 'integer', nullable: true },
    hash: { type: 'bytea' },
    previousHash: { name: 'previous_hash', type: 'bytea', nullable: true },
    previousUntil: { name: 'previous_until', type: 'timestamptz', nullable: true },
    createdBy: { name: 'created_by', type: 'uuid' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    revokedAt: { name: 'revoked_at', type: 'timestamptz', nullable: true },
    lastUsedAt: { name: 'last_used_at', type: 'timestamptz', nullable: true },
    lastUsedIp: { name: 'last_used_ip', type: 'inet', nullable: true },
  },
});

export const entities = [User, RecoveryCode, MailToken, Membership, Invitation, Session, ApiKey];
