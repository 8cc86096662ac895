import { EntitySchema } from 'typeorm';
import type { Environment, UpgradedSiteStatus, UpgradeStatus } from '../generated/resolvers.ts';

export type UpgradeRow = {
  id: string;
  blueprint: string;
  toVersion: number;
  status: UpgradeStatus;
  environments: Environment[];
  onlyCustomer: string | null;
  percents: number[];
  atOnce: number;
  mostFailures: number;
  failuresBorne: number;
  reason: string | null;
  requestedBy: string | null;
  createdAt: Date;
  /** When all its sites were known. */
  preparedAt: Date | null;
  completedAt: Date | null;
};

export const Upgrade = new EntitySchema<UpgradeRow>({
  name: 'Upgrade',
  schema: 'deployments',
  tableName: 'upgrade',
  columns: {
    id: { type: 'uuid', primary: true },
    blueprint: { type: 'text' },
    toVersion: { name: 'to_version', type: 'integer' },
    status: { type: 'text' },
    environments: { type: 'text', array: true },
    onlyCustomer: { name: 'only_customer', type: 'uuid', nullable: true },
    percents: { type: 'integer', array: true },
    atOnce: { name: 'at_once', type: 'integer' },
    mostFailures: { name: 'most_failures', type: 'integer' },
    failuresBorne: { name: 'failures_borne', type: 'integer', default: 0 },
    reason: { type: 'text', nullable: true },
    requestedBy: { name: 'requested_by', type: 'uuid', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    preparedAt: { name: 'prepared_at', type: 'timestamptz', nullable: true },
    completedAt: { name: 'completed_at', type: 'timestamptz', nullable: true },
  },
});

export type UpgradedSiteRow = {
  customerId: string;
  id: string;
  upgradeId: string;
  siteId: string;
  /** Counted from 1. */
  wave: number;
  fromVersion: number | null;
  status: UpgradedSiteStatus;
  deploymentId: string | null;
  reason: string | null;
};

export const UpgradedSite = new EntitySchema<UpgradedSiteRow>({
  name: 'UpgradedSite',
  schema: 'deployments',
  tableName: 'upgraded_site',
  columns: {
    customerId: { name: 'customer_id', type: 'uuid', primary: true },
    id: { type: 'uuid', primary: true },
    upgradeId: { name: 'upgrade_id', type: 'uuid' },
    siteId: { name: 'site_id', type: 'uuid' },
    wave: { type: 'integer' },
    fromVersion: { name: 'from_version', type: 'integer', nullable: true },
    status: { type: 'text', default: 'WAITING' },
    deploymentId: { name: 'deployment_id', type: 'uuid', nullable: true },
    reason: { type: 'text', nullable: true },
  },
});
