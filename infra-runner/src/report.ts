import { watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@hosterizer/kit/log';
import { RequestError, type Client } from '@hosterizer/sdk/client';
import { AppendDeploymentEventsDocument } from '@hosterizer/sdk/generated/graphql';
import { isFenced, type Lease } from './lease.ts';
import type { Numbered, Reader } from './reader.ts';

export type Reporter = {
  /** Resolves when all lines that are in the file by now have arrived, or the lease is lost. */
  caughtUp(): Promise<void>;
  /**
   * Call it when the file will not grow any more, with lines that it could not take: resolves when all of it has
   * arrived, or the lease is lost.
   */
  finish(unwritten: readonly string[]): Promise<void>;
};

/** A job without a log: what it says stays where it is. */
export const silentReporter: Reporter = { caughtUp: async () => {}, finish: async () => {} };

/** What one request carries at most: events, and characters of their messages. */
const batch = { events: 500, size: 1_000_000 };

/** The file is looked at this often even when the system reports no change, in milliseconds. */
const poll = 20;

/**
 * After a request the next one waits so many times as long as it took, within bounds in milliseconds: each costs more
 * than the lines that it holds, and on a busy machine they are to take no more than a part of its time.
 */
const rest = { times: 2, least: 20, most: 60 };

/** Pauses between attempts, in milliseconds: doubled from the first to the last. */
const backoff = { first: 100, last: 5_000 };

/**
 * Sends a job's output as it grows. The next request leaves when the one before has been answered and a rest has passed,
 * so a single line goes at once and a burst goes in few large batches. The platform says which line it expects next, and leaves out
 * lines that it has: whatever is sent twice counts once.
 */
export function startReporter({
  client,
  lease,
  reader,
  path,
  log,
}: {
  client: Client;
  lease: Lease;
  reader: Reader;
  path: string;
  log: Log;
}): Reporter {
  let finished = false;
  let unwritten: readonly string[] | null = null;
  const waiting: Array<() => void> = [];
  let wake: () => void = () => {};
  let urge = new AbortController();
  const watcher = watch(path, () => wake());
  watcher.on('error', (error) =>
    log.debug({ err: error }, 'The output file is not watched; looking at it by turns.'),
  );

  function moved(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, poll);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!lease.lost.aborted) {
      // Asked before reading: what was written before `finish` is in the file by now.
      const last = finished;
      const asked = waiting.length;
      const lines = await reader.read(batch.events, batch.size);
      if (lines.length > 0) {
        const began = performance.now();
        await send(lines);
        if (lines.length < batch.events) await gather(performance.now() - began);
        continue;
      }
      for (const resume of waiting.splice(0, asked)) resume();
      if (!last) await moved();
      else if (unwritten === null) return;
      else {
        reader.append(unwritten);
        unwritten = null;
      }
    }
  }

  /** Lets lines come together after a request that took `took` milliseconds, unless somebody waits for them. */
  async function gather(took: number): Promise<void> {
    if (finished || waiting.length > 0) return;
    const time = Math.min(rest.most, Math.max(rest.least, rest.times * took));
    urge = new AbortController();
    await sleep(time, undefined, { signal: AbortSignal.any([urge.signal, lease.lost]) }).catch(() => {});
  }

  async function send(lines: Numbered[]): Promise<void> {
    const fromLine = lines[0]!.line;
    const input = { fromLine, events: lines.map(({ event }) => event) };
    for (let pause = backoff.first; !lease.lost.aborted; pause = Math.min(2 * pause, backoff.last)) {
      try {
        const signal = AbortSignal.any([lease.lost, AbortSignal.timeout(30_000)]);
        const { appendDeploymentEvents: progress } = await client.request(
          AppendDeploymentEventsDocument,
          { input },
          { signal },
        );
        lease.renewed(progress);
        if (progress.nextLine !== fromLine + lines.length) reader.seek(progress.nextLine);
        return;
      } catch (error) {
        if (lease.lost.aborted) return;
        if (error instanceof RequestError && error.code === 'VALIDATION_ERROR') {
          lease.end('refused', `The platform refused what Terraform said: ${error.message}`);
          // Without its log the job cannot be told; it ends, and nothing more is sent.
          finished = true;
          reader.seek(Number.MAX_SAFE_INTEGER);
          return;
        }
        log.debug({ err: error, fromLine }, 'Events did not get through; trying again.');
        await sleep(pause * (0.5 + Math.random()), undefined, { signal: lease.lost }).catch(() => {});
        // Fenced off, or only out of step? A heartbeat tells.
        if (isFenced(error)) {
          const progress = await lease.ask().catch(() => null);
          if (progress && progress.nextLine !== fromLine) return reader.seek(progress.nextLine);
        }
      }
    }
  }

  const running = run().finally(() => {
    watcher.close();
    for (const resume of waiting.splice(0)) resume();
  });
  // Whoever finishes hears of it; until then it is no unhandled rejection.
  running.catch(() => {});

  return {
    caughtUp() {
      if (finished || lease.lost.aborted) return Promise.resolve();
      const arrived = new Promise<void>((resolve) => waiting.push(resolve));
      urge.abort();
      wake();
      return arrived;
    },
    finish(lines) {
      unwritten = lines;
      finished = true;
      urge.abort();
      wake();
      return running;
    },
  };
}
