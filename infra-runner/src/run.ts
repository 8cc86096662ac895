import type { Log } from '@hosterizer/kit/log';
import type { FinishJobInput } from '@hosterizer/sdk/generated/graphql';
import type { Binary } from './binary.ts';
import type { RunnerConfig } from './config.ts';
import type { Folder } from './folder.ts';
import type { Job } from './job.ts';
import type { Lease } from './lease.ts';
import type { Output } from './output.ts';
import type { LockInfo, StateDoor } from './state.ts';
import type { Terraform } from './terraform.ts';

/** What the steps share. Later steps find here what earlier ones made. */
export type Run = {
  job: Job;
  config: RunnerConfig;
  binary: Binary;
  folder: Folder;
  output: Output;
  door: StateDoor;
  lease: Lease;
  /** Aborted when a stop has no time left for Terraform's grace. */
  hurry: AbortSignal;
  log: Log;
  /** Our lock on the state, once we have it. */
  lock?: LockInfo;
  /** The state that the platform has; null when there is none. */
  known?: string | null;
  tf?: Terraform;
  /** When the present phase has to be over, in milliseconds since 1970. */
  deadline: number;
  outputs: Record<string, unknown>;
  /** Whether the platform has everything that the folder knows, so that the folder may go. */
  settled: boolean;
};

/** How it ended. `ABANDONED` says nothing to the platform: the job is, or soon will be, another runner's. */
export type Outcome = FinishJobInput | { outcome: 'ABANDONED' };

/** Ends after so many milliseconds, or soon when the process has to end. */
export function patience({ hurry }: Run, time: number): AbortSignal {
  return AbortSignal.timeout(hurry.aborted ? 1_000 : time);
}
