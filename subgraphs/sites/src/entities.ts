import { EntitySchema } from 'typeorm';
import type { CloudProvider, InstanceSize, SiteStatus } from './generated/resolvers.ts';

export type SiteRow = {
  id: string;
  customerId: string;
  name: string;
  domain: string | null;
  cloudProvider: CloudProvider;
  region: string;
  blueprint: string;
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
    domain: { type: 'text', nullable: true },
    cloudProvider: { name: 'cloud_provider', type: 'text' },
    region: { type: 'text' },
    blueprint: { type: 'text' },
    instanceSize: { name: 'instance_size', type: 'text' },
    status: { type: 'text', default: 'PENDING' },
    url: { type: 'text', nullable: true },
    configuration: { type: 'jsonb' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
    deletedAt: { name: 'deleted_at', type: 'timestamptz', nullable: true },
  },
});

export const entities = [Site];
