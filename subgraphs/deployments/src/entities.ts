import { EntitySchema } from 'typeorm';
import type {
  ApprovalDecision,
  CloudCredentialStatus,
  CloudProvider,
  DeploymentCause,
  DeploymentEventKind,
  DeploymentEventLevel,
  DeploymentPhase,
  DeploymentStatus,
  DeploymentType,
  DriftCheckStatus,
  DriftCheckTrigger,
  JobKind,
  PlannedAction,
} from './generated/resolvers.ts';
import type { Source } from './sources.ts';
import { Upgrade, UpgradedSite } from './upgrades/entities.ts';

export type PhaseSpan = { phase: DeploymentPhase; startedAt: string; endedAt: string | null };

/** What a deployment's row tells of its plan; attribute by attribute it is in the plan's sealed document. */
export type PlanSummary = {
  add: number;
  change: number;
  destroy: number;
  /** At most 2,000. */
  resources: Array<{ address: string; action: PlannedAction }>;
  resourcesLeftOut: number;
  /** ISO 8601. */
  plannedAt: string;
};

export type ApprovalPolicy = 'NEVER' | 'DESTRUCTIVE' | 'ALWAYS';

export type DeploymentRow = {
  id: string;
  customerId: string;
  siteId: string;
  number: number;
  type: DeploymentType;
  status: DeploymentStatus;
  phase: DeploymentPhase;
  phases: PhaseSpan[];
  plan: PlanSummary | null;
  errorMessage: string | null;
  requestedBy: string | null;
  siteStatusBefore: string;
  variables: object;
  blueprint: string;
  /** What it is built of; null for those of before there were versions. */
  source: Source | null;
  cloudProvider: string;
  cause: DeploymentCause;
  basedOn: string | null;
  refreshOnly: boolean;
  approvalPolicy: ApprovalPolicy;
  awaitsApproval: boolean;
  decision: ApprovalDecision | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  stateVersion: number | null;
  traceParent: string | null;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  archivedAt: Date | null;
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
    source: { type: 'jsonb', nullable: true },
    cloudProvider: { name: 'cloud_provider', type: 'text' },
    cause: { type: 'text', default: 'ORDER' },
    basedOn: { name: 'based_on', type: 'uuid', nullable: true },
    refreshOnly: { name: 'refresh_only', type: 'boolean', default: false },
    approvalPolicy: { name: 'approval_policy', type: 'text', default: 'NEVER' },
    awaitsApproval: { name: 'awaits_approval', type: 'boolean', default: false },
    decision: { type: 'text', nullable: true },
    decidedBy: { name: 'decided_by', type: 'uuid', nullable: true },
    decidedAt: { name: 'decided_at', type: 'timestamptz', nullable: true },
    decisionReason: { name: 'decision_reason', type: 'text', nullable: true },
    stateVersion: { name: 'state_version', type: 'integer', nullable: true },
    traceParent: { name: 'trace_parent', type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    startedAt: { name: 'started_at', type: 'timestamptz', nullable: true },
    completedAt: { name: 'completed_at', type: 'timestamptz', nullable: true },
    archivedAt: { name: 'archived_at', type: 'timestamptz', nullable: true },
  },
});

/** A job works for a deployment or for a drift check, never for both. */
export type JobRow = {
  id: string;
  customerId: string;
  deploymentId: string | null;
  driftCheckId: string | null;
  siteId: string;
  kind: JobKind;
  pool: string;
  /** Labels that a runner must have to be given it. */
  requires: string[];
  status: 'QUEUED' | 'CLAIMED' | 'DONE';
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
    deploymentId: { name: 'deployment_id', type: 'uuid', nullable: true },
    driftCheckId: { name: 'drift_check_id', type: 'uuid', nullable: true },
    siteId: { name: 'site_id', type: 'uuid' },
    kind: { type: 'text' },
    pool: { type: 'text', default: 'default' },
    requires: { type: 'text', array: true, default: '{}' },
    status: { type: 'text', default: 'QUEUED' },
    losses: { type: 'integer', default: 0 },
    runner: { type: 'text', nullable: true },
    claimedAt: { name: 'claimed_at', type: 'timestamptz', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
  },
});

/** The right of a runner to work on a job; what changes several times a second while it does. */
export type LeaseRow = {
  jobId: string;
  customerId: string;
  fence: number;
  nextLine: number;
  cancelRequested: boolean;
  held: boolean;
  leaseUntil: Date | null;
};

export const Lease = new EntitySchema<LeaseRow>({
  name: 'Lease',
  schema: 'deployments',
  tableName: 'lease',
  columns: {
    jobId: { name: 'job_id', type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    fence: { type: 'integer', default: 0 },
    nextLine: { name: 'next_line', type: 'integer', default: 1 },
    cancelRequested: { name: 'cancel_requested', type: 'boolean', default: false },
    held: { type: 'boolean', default: false },
    leaseUntil: { name: 'lease_until', type: 'timestamptz', nullable: true },
  },
});

/** How far a deployment's log has come. */
export type ProgressRow = { deploymentId: string; customerId: string; lastSequence: number };

export const Progress = new EntitySchema<ProgressRow>({
  name: 'Progress',
  schema: 'deployments',
  tableName: 'progress',
  columns: {
    deploymentId: { name: 'deployment_id', type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    lastSequence: { name: 'last_sequence', type: 'integer', default: 0 },
  },
});

export type DriftCheckRow = {
  id: string;
  customerId: string;
  siteId: string;
  trigger: DriftCheckTrigger;
  status: DriftCheckStatus;
  requestedBy: string | null;
  errorMessage: string | null;
  createdAt: Date;
  completedAt: Date | null;
};

export const DriftCheck = new EntitySchema<DriftCheckRow>({
  name: 'DriftCheck',
  schema: 'deployments',
  tableName: 'drift_check',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    siteId: { name: 'site_id', type: 'uuid' },
    trigger: { type: 'text' },
    status: { type: 'text', default: 'QUEUED' },
    requestedBy: { name: 'requested_by', type: 'uuid', nullable: true },
    errorMessage: { name: 'error_message', type: 'text', nullable: true },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    completedAt: { name: 'completed_at', type: 'timestamptz', nullable: true },
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

/** Where a site can stand besides the platform's own machine. */
export type Cloud = Exclude<CloudProvider, 'LOCAL'>;

export type CloudCredentialRow = {
  id: string;
  customerId: string;
  cloudProvider: Cloud;
  /** What of it is no secret, by name. */
  shown: Record<string, string>;
  sealed: Buffer;
  status: CloudCredentialStatus;
  reason: string | null;
  account: string | null;
  /** When the cloud last answered. */
  checkedAt: Date | null;
  /** When it was last asked, whether it answered or not. */
  askedAt: Date;
  createdAt: Date;
  /** When it was last replaced; a check changes nothing of it. */
  updatedAt: Date;
};

export const CloudCredential = new EntitySchema<CloudCredentialRow>({
  name: 'CloudCredential',
  schema: 'deployments',
  tableName: 'cloud_credential',
  columns: {
    id: { type: 'uuid', primary: true },
    customerId: { name: 'customer_id', type: 'uuid' },
    cloudProvider: { name: 'cloud_provider', type: 'text' },
    shown: { type: 'jsonb' },
    sealed: { type: 'bytea' },
    status: { type: 'text' },
    reason: { type: 'text', nullable: true },
    account: { type: 'text', nullable: true },
    checkedAt: { name: 'checked_at', type: 'timestamptz', nullable: true },
    askedAt: { name: 'asked_at', type: 'timestamptz' },
    createdAt: { name: 'created_at', type: 'timestamptz', createDate: true },
    updatedAt: { name: 'updated_at', type: 'timestamptz', default: () => 'now()' },
  },
});

export const entities = [
  ...[Deployment, Job, Lease, Progress, DriftCheck],
  ...[CloudCredential, Upgrade, UpgradedSite],
];
