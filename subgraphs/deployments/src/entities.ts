import { EntitySchema } from 'typeorm';
import type {
  DeploymentEventKind,
  DeploymentEventLevel,
  DeploymentPhase,
  DeploymentStatus,
  DeploymentType,
  PlannedAction,
} from './generated/resolvers.ts';

export type PhaseSpan = { phase: DeploymentPhase; startedAt: string; endedAt: string | null };

export type Plan = {
  add: number;
  change: number;
  destroy: number;
  resources: Array<{ address: string; action: PlannedAction }>;
};

export type DeploymentRow = {
  id: string;
  customerId: string;
  siteId: string;
  number: number;
  type: DeploymentType;
  status: DeploymentStatus;
  phase: DeploymentPhase;
  phases: PhaseSpan[];
  plan: Plan | null;
  errorMessage: string | null;
  requestedBy: string | null;
  siteStatusBefore: string;
  variables: object;
  blueprint: string;
  cloudProvider: string;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
};

export const Deployment = new EntitySchema<DeploymentRow>({
  name: 'Deployment',
  schema: 'deployments',
  tableName: 'deployment',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    siteId: { name: 'site_id', type: 'uuid' },
    number: { type: 'integer' },
    type: { type: 'text' },
    status: { type: 'text', default: 'QUEUED' },
    phase: { type: 'text', default: 'QUEUED' },
    phases: { type: 'jsonb' },
    plan: { type: 'jsonb', nullable: true },
    errorMessage: { name: 'error_message', type: 'text', nullable: true },
    requestedBy: { name: 'requested_by', type: 'uuid', nullable: true },
    siteStatusBefore: { name: 'site_status_before', type: 'text' },
    variables: { type: 'jsonb' },
    blueprint: { type: 'text' },
    cloudProvider: { name: 'cloud_provider', type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    startedAt: { name: 'started_at', type: 'timestamptz', nullable: true },
    completedAt: { name: 'completed_at', type: 'timestamptz', nullable: true },
  },
});

export type JobRow = {
  id: string;
  customerId: string;
  deploymentId: string;
  siteId: string;
  pool: string;
  status: 'QUEUED' | 'CLAIMED' | 'DONE';
  fence: number;
  losses: number;
  runner: string | null;
  claimedAt: Date | null;
  createdAt: Date;
};

export const Job = new EntitySchema<JobRow>({
  name: 'Job',
  schema: 'deployments',
  tableName: 'job',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    deploymentId: { name: 'deployment_id', type: 'uuid' },
    siteId: { name: 'site_id', type: 'uuid' },
    pool: { type: 'text', default: 'default' },
    status: { type: 'text', default: 'QUEUED' },
    fence: { type: 'integer', default: 0 },
    losses: { type: 'integer', default: 0 },
    runner: { type: 'text', nullable: true },
    claimedAt: { name: 'claimed_at', type: 'timestamptz', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

export type ProgressRow = {
  deploymentId: string;
  customerId: string;
  fence: number;
  lastSequence: number;
  nextLine: number;
  cancelRequested: boolean;
  leaseUntil: Date | null;
};

export const Progress = new EntitySchema<ProgressRow>({
  name: 'Progress',
  schema: 'deployments',
  tableName: 'progress',
  columns: {
    deploymentId: { name: 'deployment_id', type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    fence: { type: 'integer', default: 0 },
    lastSequence: { name: 'last_sequence', type: 'integer', default: 0 },
    nextLine: { name: 'next_line', type: 'integer', default: 1 },
    cancelRequested: { name: 'cancel_requested', type: 'boolean', default: false },
    leaseUntil: { name: 'lease_until', type: 'timestamptz', nullable: true },
  },
});

/** Events have no entity: they are written and read in batches, by SQL. */
export type DeploymentEventRow = {
  sequence: number;
  at: Date;
  kind: DeploymentEventKind;
  level: DeploymentEventLevel;
  phase: DeploymentPhase;
  resource: string | null;
  message: string;
};

export const entities = [Deployment, Job, Progress];
