import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { createClient } from '@hosterizer/sdk/client';
import { makeFinder } from './binary.ts';
import { startClaiming } from './claim.ts';
import type { RunnerConfig } from './config.ts';
import { startGuard } from './guard.ts';
import { claimFolder } from './instance.ts';
import { handBack, workOn } from './job.ts';
import { findLeft } from './left.ts';
import { machineId } from './machine.ts';
import { startPresence, type Condition } from './presence.ts';
import { noTracing, type Tracing } from './tracing.ts';
import { makeTurns } from './turns.ts';

export type Runner = {
  status(): Condition & { running: number };
  /** Claims nothing more, gives running jobs a moment to end by themselves, hands the others over, and leaves no Terraform behind. */
  stop(): Promise<void>;
};

/** When a stop interrupts Terraform, and when it kills it, as parts of the time that it has. */
const share = { interrupt: 0.3, hurry: 0.6 };
/** An answer to a claim that was on its way may take this long after the platform knows that nothing more is wanted. */
const onItsWay = 200;

/** Starts claiming and working. Throws when another runner works in the same folder. */
export function startRunner(config: RunnerConfig, log: Log, tracing: Tracing = noTracing): Runner {
  const leave = claimFolder(config.work);
  const endGuard = startGuard(config.work);
  const interrupt = new AbortController();
  const hurry = new AbortController();
  const closing = { interrupt: interrupt.signal, hurry: hurry.signal };
  const workplace = { config, closing, turns: makeTurns(), tracing, log };
  const client = createClient({ url: config.url, token: config.token });
  const here = config.sites === null ? [] : ['local', `machine:${machineId(config.sites)}`];
  const presence = startPresence({
    ...{ client, runner: config.name, slots: config.concurrency, log },
    labels: [...here, ...config.labels],
    findTerraform: makeFinder(config),
  });
  let draining = false;
  const claiming = startClaiming({
    ...{ client, presence, runner: config.name, slots: config.concurrency },
    left: findLeft(workplace, presence),
    work: (job, binary) => (draining ? handBack(job, workplace) : workOn(job, binary, workplace)),
  });

  return {
    status: () => ({ ...presence.status(), running: claiming.running() }),
    async stop() {
      draining = true;
      claiming.drain();
      const timers = [
        setTimeout(() => interrupt.abort(), share.interrupt * config.stopWithin),
        setTimeout(() => hurry.abort(), share.hurry * config.stopWithin),
      ];
      await presence.drain();
      await Promise.race([claiming.ended, sleep(onItsWay)]);
      claiming.stop();
      await claiming.ended;
      timers.forEach(clearTimeout);
      presence.stop();
      endGuard();
      leave();
    },
  };
}
