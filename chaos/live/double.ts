/** A runner that works without Terraform: it says what a script holds, through the API like every runner. */
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@hosterizer/sdk/client';
import {
  AppendDeploymentEventsDocument,
  ClaimJobDocument,
  FinishJobDocument,
  ReportRunnerDocument,
  type ClaimJobMutation,
} from '@hosterizer/sdk/generated/graphql';
import { persist } from '../waiting.ts';
import type { Line, Script } from './script.ts';

export type Job = NonNullable<ClaimJobMutation['claimJob']>;

export type Double = {
  /** Resolves with the job of this deployment. */
  claim(deploymentId: string): Promise<Job>;
  /**
   * Resolves when no claim is on its way: an answer that is lost after the job was given out costs the deployment the
   * time after which its runner counts as lost.
   */
  idle(): Promise<void>;
  close(): void;
};

/** A line that the platform has. */
export type Kept = Line & {
  at: string;
  /** When the platform had said that it has it, in milliseconds as performance.now() counts them. */
  kept: number;
};

const runner = 'double';
/** What one request carries at most: events, and characters of their messages. */
const batch = { events: 500, size: 300_000 };
/** How long lines come together before they are sent, in milliseconds. */
const rest = 30;

export async function openDouble(url: string, token: string): Promise<Double> {
  const client = createClient({ url, token });
  const input = { runner, labels: ['local', `machine:${runner}`], slots: 100, terraformVersion: '1.11.4' };
  const report = () => client.request(ReportRunnerDocument, { input });
  await report();
  const reporting = setInterval(() => void report().catch(() => {}), 5_000);
  const claimed = new Map<string | null | undefined, Job>();
  const claiming = new Set<Promise<unknown>>();

  async function claim(): Promise<void> {
    const { claimJob: job } = await client.request(ClaimJobDocument, { input: { runner, waitSeconds: 0 } });
    if (job) claimed.set(job.deploymentId, job);
  }

  return {
    async claim(deploymentId) {
      for (; !claimed.has(deploymentId); await wait(100)) {
        // What is claimed is whatever comes next, perhaps what somebody else waits for.
        await persist(async () => {
          const answer = claim();
          claiming.add(answer);
          await answer.finally(() => claiming.delete(answer));
        });
      }
      const job = claimed.get(deploymentId)!;
      claimed.delete(deploymentId);
      return job;
    },
    async idle() {
      while (claiming.size > 0) await Promise.allSettled(claiming);
    },
    close: () => clearInterval(reporting),
  };
}

/** Says what the script holds, when it is due, into `kept`; calls `onEnding` before the last words, and finishes the job. */
export async function say(
  url: string,
  { token, nextLine }: Job,
  { lines }: Script,
  { kept, onEnding }: { kept: Kept[]; onEnding: () => void },
): Promise<void> {
  const client = createClient({ url, token });
  const began = performance.now();
  while (kept.length < lines.length) {
    await wait(Math.max(rest, lines[kept.length]!.due - (performance.now() - began)));
    const due = dueBy(performance.now() - began, lines, kept.length);
    if (kept.length + due.length === lines.length) onEnding();
    const at = new Date().toISOString();
    const events = due.map(({ kind, phase, message }) => ({
      at,
      kind,
      phase,
      message,
      level: 'INFO' as const,
    }));
    const input = { fromLine: nextLine + kept.length, events };
    await persist(() => client.request(AppendDeploymentEventsDocument, { input }));
    const now = performance.now();
    kept.push(...due.map((line) => ({ ...line, at, kept: now })));
  }
  await persist(() => client.request(FinishJobDocument, { input: { outcome: 'COMPLETED', outputs: {} } }));
}

function dueBy(time: number, lines: readonly Line[], from: number): Line[] {
  const due: Line[] = [];
  let size = 0;
  for (let next = from; next < lines.length && due.length < batch.events && size < batch.size; next += 1) {
    const line = lines[next]!;
    if (line.due > time) break;
    due.push(line);
    size += line.message.length;
  }
  return due;
}
