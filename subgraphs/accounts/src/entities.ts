import { EntitySchema } from 'typeorm';
import type { CustomerRole, PlatformRole } from '@hosterizer/kit/scopes';

export type UserRow = {
  id: string;
  email: string;
  passwordHash: string | null;
  platformRole: PlatformRole | null;
  lastLoginAt: Date | null;
  createdAt: Date;
};

export const User = new EntitySchema<UserRow>({
  name: 'User',
  schema: 'accounts',
  tableName: 'user',
  columns: {
    id: { type: 'uuid', primary: true },
    email: { type: 'text' },
    passwordHash: { name: 'password_hash', type: 'text', nullable: true },
    platformRole: { name: 'platform_role', type: 'text', nullable: true },
    lastLoginAt: { name: 'last_login_at', type: 'timestamptz', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

export type MembershipRow = { customerId: string; userId: string; role: CustomerRole; createdAt: Date };

export const Membership = new EntitySchema<MembershipRow>({
  name: 'Membership',
  schema: 'accounts',
  tableName: 'membership',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    userId: { name: 'user_id', type: 'uuid', primary: true },
    role: { type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

export type SessionRow = {
  id: string;
  userId: string;
  customerId: string | null;
  refreshHash: Buffer;
  previousRefreshHash: Buffer | null;
  rotatedAt: Date;
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
    refreshHash: { name: 'refresh_hash', type: 'bytea' },
    previousRefreshHash: { name: 'previous_refresh_hash', type: 'bytea', nullable: true },
    rotatedAt: { name: 'rotated_at', type: 'timestamptz' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    expiresAt: { name: 'expires_at', type: 'timestamptz' },
    endedAt: { name: 'ended_at', type: 'timestamptz', nullable: true },
  },
});

export const entities = [User, Membership, Session];
