import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { RequestError, type Client } from '@hosterizer/sdk/client';
import { ReportRunnerDocument, type ReportRunnerInput } from '@hosterizer/sdk/generated/graphql';
import type { Binary, Found } from './binary.ts';

/** What keeps the runner from working; null where nothing does. */
export type Condition = { unable: string | null; unreachable: string | null };

/** The runner as the platform sees it. */
export type Presence = {
  status(): Condition;
  /** Terraform, as soon as there is one and the platform knows of this runner; null when `stop` is aborted before. */
  ready(stop: AbortSignal): Promise<Binary | null>;
  /** The platform answered, or did not, and why. */
  heard(failure: unknown): void;
  /** Says that nothing more is claimed. Resolves when the platform knows, or cannot be told in a second. */
  drain(): Promise<void>;
  stop(): void;
};

/** Terraform is looked for this often, and the runner reports itself at least this often; milliseconds. */
const every = { look: 2_000, report: 10_000 };
const patience = { report: 10_000, farewell: 1_000 };

/** Reports the runner at once, every ten seconds, and whenever something about it changes. */
export function startPresence({
  client,
  runner,
  labels,
  slots,
  findTerraform,
  log,
}: {
  client: Client;
  runner: string;
  labels: string[];
  slots: number;
  findTerraform: () => Promise<Found>;
  log: Log;
}): Presence {
  const ended = new AbortController();
  const condition: Condition = { unable: null, unreachable: null };
  let draining = false;
  let binary: Binary | null = null;
  let told = { text: '', at: 0 };
  let waiting: Array<() => void> = [];
  let wake: () => void = () => {};

  async function run(): Promise<void> {
    while (!ended.signal.aborted) {
      const found = await findTerraform();
      note('unable', 'unable' in found ? found.unable : null);
      const report = reportOf(found);
      const text = JSON.stringify(report);
      if (text !== told.text || Date.now() - told.at >= every.report)
        await tell(report, text, patience.report);
      // A place that claims has to be known first.
      binary = !('unable' in found) && told.text === text ? found : null;
      if (binary) settle();
      await rest();
    }
    settle();
  }

  function reportOf(found: Found): ReportRunnerInput {
    const unable = 'unable' in found ? found.unable : null;
    return {
      runner,
      labels,
      slots,
      terraformVersion: unable === null ? (found as Binary).version : null,
      draining,
      unable,
    };
  }

  async function tell(input: ReportRunnerInput, text: string, time: number): Promise<void> {
    try {
      const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(time)]);
      await client.request(ReportRunnerDocument, { input }, { signal });
      told = { text, at: Date.now() };
      note('unreachable', null);
    } catch (error) {
      if (!ended.signal.aborted) note('unreachable', reasonOf(error));
    }
  }

  /** Says a change once, not at every attempt. */
  function note(what: keyof Condition, reason: string | null): void {
    const before = condition[what];
    condition[what] = reason;
    if ((before === null) === (reason === null)) return;
    if (reason !== null) log.warn(reason);
    else log.info(what === 'unable' ? 'Terraform has been found.' : 'The platform answers again.');
  }

  function settle(): void {
    for (const resume of waiting) resume();
    waiting = [];
  }

  function rest(): Promise<void> {
    const soon = condition.unreachable === null ? every.look : 250 + Math.random() * 1_000;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, soon);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const running = run();
  running.catch((error: unknown) => log.error({ err: error }, 'The runner does not report itself any more.'));

  return {
    status: () => ({ ...condition }),
    async ready(stop) {
      while (!stop.aborted && !ended.signal.aborted) {
        if (binary) return binary;
        await Promise.race([new Promise<void>((resolve) => waiting.push(resolve)), aborted(stop)]);
      }
      return null;
    },
    heard(failure) {
      if (failure === null) return note('unreachable', null);
      note('unreachable', reasonOf(failure));
      // A platform that has forgotten the runner takes a report before a claim.
      told.at = 0;
      wake();
    },
    async drain() {
      draining = true;
      const report = reportOf(await findTerraform());
      await tell(report, JSON.stringify(report), patience.farewell);
    },
    stop() {
      ended.abort();
      wake();
    },
  };
}

const reasonOf = (error: unknown) => (error instanceof RequestError ? error.message : String(error));

function aborted(signal: AbortSignal): Promise<void> {
  return sleep(60_000, undefined, { signal, ref: false }).catch(() => {});
}
