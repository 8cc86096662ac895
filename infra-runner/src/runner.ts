import type { Log } from '@hosterizer/kit/log';
import { createClient } from '@hosterizer/sdk/client';
import { makeFinder } from './binary.ts';
import { startClaiming, type ClaimStatus } from './claim.ts';
import type { RunnerConfig } from './config.ts';
import { claimFolder } from './instance.ts';
import { makeTurns, workOn } from './job.ts';

export type Runner = {
  status(): ClaimStatus;
  /** Claims nothing more, gives running jobs a moment to end by themselves, and leaves no Terraform behind. */
  stop(): Promise<void>;
};

/** When a stop interrupts Terraform, and when it kills it, as parts of the time that it has. */
const share = { interrupt: 0.3, hurry: 0.6 };

/** Starts claiming and working. Throws when another runner works in the same folder. */
export function startRunner(config: RunnerConfig, log: Log): Runner {
  const leave = claimFolder(config.work);
  const interrupt = new AbortController();
  const hurry = new AbortController();
  const closing = { interrupt: interrupt.signal, hurry: hurry.signal };
  const turns = makeTurns();
  const claiming = startClaiming({
    client: createClient({ url: config.url, token: config.token }),
    runner: config.name,
    slots: config.concurrency,
    findTerraform: makeFinder(config),
    work: (job, binary) => workOn(job, { config, binary, closing, turns, log }),
    log,
  });

  return {
    status: claiming.status,
    async stop() {
      const timers = [
        setTimeout(() => interrupt.abort(), share.interrupt * config.stopWithin),
        setTimeout(() => hurry.abort(), share.hurry * config.stopWithin),
      ];
      await claiming.stop();
      timers.forEach(clearTimeout);
      leave();
    },
  };
}
