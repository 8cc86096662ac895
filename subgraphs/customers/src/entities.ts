import { EntitySchema } from 'typeorm';

export type CustomerRow = {
  id: string;
  name: string;
  tier: 'STANDARD' | 'PREMIUM';
  status: 'ACTIVE' | 'INACTIVE' | 'SUSPENDED';
  ownerEmail: string;
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
    ownerEmail: { name: 'owner_email', type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    updatedAt: { name: 'updated_at', type: 'timestamptz', updateDate: true },
  },
});

export const entities = [Customer];
