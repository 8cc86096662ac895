/** Deployments under way, by a runner double: it claims their jobs and says lines, and Terraform has no part in it. */
import { createClient, type Client } from '@hosterizer/sdk/client';
import {
  AppendDeploymentEventsDocument,
  ClaimJobDocument,
  DeploymentDocument,
  DeploySiteDocument,
  FinishJobDocument,
  HeartbeatJobDocument,
  ReportRunnerDocument,
} from '@hosterizer/sdk/generated/graphql';
import type { Customer } from './live-customers.ts';
import { message } from './live-texts.ts';
import { order } from './runner-world.ts';

export type Run = {
  deploymentId: string;
  customer: Customer;
  /** The number of its last line. */
  readonly last: number;
  /** Says so many lines now. Resolves with the number of the last when they are stored. */
  say(lines: number): Promise<number>;
  finish(): Promise<void>;
};

const runner = 'double';
const atOnce = 8;
/** A lease ends after 30 seconds without a word. */
const silence = 10_000;

export type Double = {
  /** Has so many new sites deployed, their customers in turns. */
  begin(count: number): Promise<Run[]>;
  close(): void;
};

export async function makeDouble(
  url: string,
  { token, customers }: { token: string; customers: readonly Customer[] },
): Promise<Double> {
  const double = createClient({ url, token });
  const input = { runner, labels: ['local', 'machine:double'], slots: 1_000, terraformVersion: '1.11.4' };
  const report = () => double.request(ReportRunnerDocument, { input });
  await report();
  const reporting = setInterval(() => void report().catch(() => {}), 5_000);

  async function claim(owners: ReadonlyMap<string, Customer>): Promise<Run> {
    const { claimJob: job } = await double.request(ClaimJobDocument, { input: { runner, waitSeconds: 10 } });
    const deploymentId = job?.deploymentId ?? '';
    const customer = owners.get(deploymentId);
    if (!job || !customer) throw new Error('The runner double was not given the job that it waited for.');
    const { deployment } = await customer.client.request(DeploymentDocument, { id: deploymentId });
    const found = { deploymentId, nextLine: job.nextLine, last: deployment!.lastSequence };
    return hold(createClient({ url, token: job.token }), customer, found);
  }

  return {
    async begin(count) {
      const owners = new Map<string, Customer>();
      await inParallel(atOnce, count, async (index) => {
        const customer = customers[index % customers.length]!;
        const siteId = await order(customer.client, 'website', { title: 'Bench', body: 'Watched.' });
        const { deploySite } = await customer.client.request(DeploySiteDocument, { input: { siteId } });
        owners.set(deploySite.id, customer);
      });
      const runs: Run[] = [];
      await inParallel(atOnce, count, async () => void runs.push(await claim(owners)));
      // Whoever watches from the last line but one knows by the last that it watches.
      for (const run of runs) await run.say(1);
      return runs;
    },
    close: () => clearInterval(reporting),
  };
}

function hold(
  job: Client,
  customer: Customer,
  found: { deploymentId: string; nextLine: number; last: number },
): Run {
  let { nextLine, last } = found;
  let saidAt = performance.now();
  const holding = setInterval(() => {
    if (performance.now() - saidAt > silence) void job.request(HeartbeatJobDocument).catch(() => {});
  }, silence);

  return {
    ...{ deploymentId: found.deploymentId, customer },
    get last() {
      return last;
    },
    async say(lines) {
      const at = new Date().toISOString();
      const events = Array.from({ length: lines }, () => ({
        ...{ at, kind: 'LOG' as const, level: 'INFO' as const, phase: 'APPLYING' as const },
        message: message(),
      }));
      saidAt = performance.now();
      await job.request(AppendDeploymentEventsDocument, { input: { fromLine: nextLine, events } });
      nextLine += lines;
      last += lines;
      return last;
    },
    async finish() {
      clearInterval(holding);
      await job.request(FinishJobDocument, { input: { outcome: 'COMPLETED', outputs: {} } });
    },
  };
}

async function inParallel(
  width: number,
  total: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      while (next < total) await work(next++);
    }),
  );
}
