import { EntitySchema } from 'typeorm';
import type {
  ApprovalPolicy,
  CloudProvider,
  Environment,
  InstanceSize,
  SiteStatus,
} from './generated/resolvers.ts';

export type SiteRow = {
  id: string;
  customerId: string;
  name: string;
  environment: Environment;
  /** The id of the site that it began with; those of one project are one site in several environments. */
  projectId: string;
  approvalPolicy: ApprovalPolicy;
  domain: string | null;
  cloudProvider: CloudProvider;
  region: string;
  blueprint: string;
  /** The number of its version; null until a site of before there were versions is deployed again. */
  blueprintVersion: number | null;
  instanceSize: InstanceSize;
  status: SiteStatus;
  url: string | null;
  configuration: unknown;
  createdAt: Date;
  updatedAt: Date;
  deletedAt: Date | null;
};

export const Site = new EntitySchema<SiteRow>({
  name: 'Site',
  schema: 'sites',
  tableName: 'site',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    name: { type: 'text' },
    environment: { type: 'text', default: 'PRODUCTION' },
    projectId: { name: 'project_id', type: 'uuid' },
    approvalPolicy: { name: 'approval_policy', type: 'text', default: 'NEVER' },
    domain: { type: 'text', nullable: true },
    cloudProvider: { name: 'cloud_provider', type: 'text' },
    region: { type: 'text' },
    blueprint: { type: 'text' },
    blueprintVersion: { name: 'blueprint_version', type: 'integer', nullable: true },
    instanceSize: { name: 'instance_size', type: 'text' },
    status: { type: 'text', default: 'PENDING' },
    url: { type: 'text', nullable: true },
    configuration: { type: 'jsonb' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
    deletedAt: { name: 'deleted_at', type: 'timestamptz', nullable: true },
  },
});

export type VariableRow = {
  id: string;
  customerId: string;
  siteId: string;
  name: string;
  /** Null for a secret, whose value is in `sealed`. */
  value: string | null;
  sealed: Buffer | null;
  updatedAt: Date;
};

export const Variable = new EntitySchema<VariableRow>({
  name: 'Variable',
  schema: 'sites',
  tableName: 'variable',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    siteId: { name: 'site_id', type: 'uuid' },
    name: { type: 'text' },
    value: { type: 'text', nullable: true },
    sealed: { type: 'bytea', nullable: true },
    updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
  },
});

export const entities = [Site, Variable];
