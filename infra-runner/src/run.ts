import type { Log } from '@hosterizer/kit/log';
import type { FinishJobInput } from '@hosterizer/sdk/generated/graphql';
import type { Binary } from './binary.ts';
import type { RunnerConfig } from './config.ts';
import type { Folder, JobRecord } from './folder.ts';
import type { Initialized } from './initialized.ts';
import type { Job } from './job.ts';
import type { Lease } from './lease.ts';
import type { LocalVariables } from './local.ts';
import type { Output } from './output.ts';
import type { PlansDoor, Verdict } from './plans.ts';
import type { Mask } from './redact.ts';
import { after } from './signals.ts';
import type { LockInfo, StateDoor } from './state.ts';
import type { Terraform } from './terraform.ts';
import type { JobTrace } from './tracing.ts';

/** What the steps share. Later steps find here what earlier ones made. */
export type Run = {
  job: Job;
  config: RunnerConfig;
  binary: Binary;
  folder: Folder;
  record: JobRecord;
  output: Output;
  door: StateDoor;
  plans: PlansDoor;
  lease: Lease;
  mask: Mask;
  /** An earlier process of this runner had the job, under this very lease. */
  left: boolean;
  /** A run of this job had begun to apply before it was lost: what exists comes before everything else. */
  begun: boolean;
  /** Resolves when the platform has every line so far; at once when the lease is lost. */
  caughtUp: () => Promise<void>;
  /** Aborted when there is no time left for Terraform's grace. */
  hurry: AbortSignal;
  /** Aborted when the process is about to end. */
  closing: AbortSignal;
  log: Log;
  trace: JobTrace;
  /** Our lock on the state, once we have it. */
  lock?: LockInfo;
  /** The state that the platform has; null when there is none. */
  known?: string | null;
  tf?: Terraform;
  /** What `terraform init` makes of the root module. */
  initialized?: Initialized;
  /** Where and how the site stands on this machine, while that is being looked at; nothing of it elsewhere. */
  placed?: Promise<{ local?: LocalVariables }>;
  verdict?: Verdict;
  outputs: Record<string, unknown>;
  /** Whether the platform has everything that the folder knows, so that the folder may go. */
  settled: boolean;
};

/**
 * How it ended. `RELEASED`: nothing of it runs any more, and the next runner may have it at once. `ABANDONED` says
 * nothing to the platform: the job is, or soon will be, another runner's, or this one's after a restart.
 */
export type Outcome = FinishJobInput | { outcome: 'RELEASED'; reason: string } | { outcome: 'ABANDONED' };

/** A step that returns an outcome ends the job with it. */
export type Step = (run: Run) => Promise<Outcome | void>;

/** Ends after so many milliseconds, or soon when the process has to end. */
export function patience({ closing }: Pick<Run, 'closing'>, time: number): AbortSignal {
  return AbortSignal.timeout(closing.aborted ? 1_000 : time);
}

/** Ends when the lease is lost, or so many milliseconds after the work is to stop for another reason. */
export function afterStop({ stop, lost }: Lease, grace: number): AbortSignal {
  return AbortSignal.any([lost, after(stop, grace)]);
}
