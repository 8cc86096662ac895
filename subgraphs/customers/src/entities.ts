import { EntitySchema } from 'typeorm';

export type CustomerRow = {
  id: string;
  name: string;
  tier: 'STANDARD' | 'PREMIUM';
  status: 'ACTIVE' | 'INACTIVE' | 'SUSPENDED';
  statusReason: string | null;
  metadata: Record<string, string>;
  /** Sealed. */
  ownerEmail: Buffer;
  createdAt: Date;
  updatedAt: Date;
};

export const Customer = new EntitySchema<CustomerRow>({
  name: 'Customer',
  schema: 'customers',
  tableName: 'customer',
  columns: {
    id: { type: 'uuid', primary: true },
    name: { type: 'text' },
    tier: { type: 'text', default: 'STANDARD' },
    status: { type: 'text', default: 'ACTIVE' },
    statusReason: { name: 'status_reason', type: 'text', nullable: true },
    metadata: { type: 'jsonb', default: {} },
    ownerEmail: { name: 'owner_email', type: 'bytea' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
  },
});

export type BrandingRow = {
  customerId: string;
  productName: string | null;
  color: string | null;
  corners: 'NONE' | 'MEDIUM' | 'LARGE';
  supportEmail: string | null;
  logo: Buffer | null;
  logoType: string | null;
  readonly logoHash: string | null;
  logoDark: Buffer | null;
  logoDarkType: string | null;
  readonly logoDarkHash: string | null;
  version: number;
  updatedAt: Date;
};

export const Branding = new EntitySchema<BrandingRow>({
  name: 'Branding',
  schema: 'customers',
  tableName: 'branding',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    productName: { name: 'product_name', type: 'text', nullable: true },
    color: { type: 'text', nullable: true },
    corners: { type: 'text', default: 'MEDIUM' },
    supportEmail: { name: 'support_email', type: 'text', nullable: true },
    logo: { type: 'bytea', nullable: true, select: false },
    logoType: { name: 'logo_type', type: 'text', nullable: true },
    logoHash: { name: 'logo_hash', type: 'text', nullable: true, insert: false, update: false },
    logoDark: { name: 'logo_dark', type: 'bytea', nullable: true, select: false },
    logoDarkType: { name: 'logo_dark_type', type: 'text', nullable: true },
    logoDarkHash: { name: 'logo_dark_hash', type: 'text', nullable: true, insert: false, update: false },
    version: { type: 'integer', default: 0 },
    updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
  },
});

export type CustomDomainRow = {
  customerId: string;
  host: string;
  challenge: string;
  problem: string | null;
  checkedAt: Date | null;
  verifiedAt: Date | null;
  createdAt: Date;
};

export const CustomDomain = new EntitySchema<CustomDomainRow>({
  name: 'CustomDomain',
  schema: 'customers',
  tableName: 'custom_domain',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    host: { type: 'text' },
    challenge: { type: 'text' },
    problem: { type: 'text', nullable: true },
    checkedAt: { name: 'checked_at', type: 'timestamptz', nullable: true },
    verifiedAt: { name: 'verified_at', type: 'timestamptz', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

export const entities = [Customer, Branding, CustomDomain];
