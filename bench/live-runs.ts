/** Deployments under way, by a runner double: it claims their jobs and says lines, and Terraform has no part in it. */
import type { HeldJob } from '@hosterizer/deployments/jobs';
import { createClient, type Client } from '@hosterizer/sdk/client';
import {
  AppendDeploymentEventsDocument,
  ClaimJobDocument,
  DeploymentDocument,
  DeploySiteDocument,
  FinishJobDocument,
  HeartbeatJobDocument,
  ReportRunnerDocument,
  type AppendDeploymentEventsInput,
} from '@hosterizer/sdk/generated/graphql';
import type { Customer } from './live-customers.ts';
import type { ShortWay } from './live-short.ts';
import { message } from './live-texts.ts';
import { order } from './runner-world.ts';

export type Run = {
  deploymentId: string;
  customer: Customer;
  /** The number of its last line. */
  readonly last: number;
  /** Says so many lines now. Resolves with the number of the last when they are stored. */
  say(lines: number): Promise<number>;
  /** As `say`, past the front door. */
  store(lines: number): Promise<number>;
  finish(): Promise<void>;
};

const runner = 'double';
const atOnce = 8;
/** A lease ends after 30 seconds without a word. */
const silence = 10_000;

type Claimed = {
  customer: Customer;
  job: HeldJob & { deploymentId: string };
  nextLine: number;
  last: number;
};

export type Double = {
  /** Has so many new sites deployed, their customers in turns. */
  begin(count: number): Promise<Run[]>;
  close(): void;
};

export async function makeDouble(
  url: string,
  { token, customers, short }: { token: string; customers: readonly Customer[]; short: ShortWay },
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
    const held = { id: job.id, fence: job.fence, siteId: job.siteId, deploymentId };
    const claimed = { customer, job: held, nextLine: job.nextLine, last: deployment!.lastSequence };
    return hold(claimed, { client: createClient({ url, token: job.token }), short });
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

function hold(claimed: Claimed, { client, short }: { client: Client; short: ShortWay }): Run {
  const { customer, job } = claimed;
  let { nextLine, last } = claimed;
  let saidAt = performance.now();
  const holding = setInterval(() => {
    if (performance.now() - saidAt > silence) void client.request(HeartbeatJobDocument).catch(() => {});
  }, silence);

  async function append(lines: number, send: (input: AppendDeploymentEventsInput) => Promise<unknown>) {
    const at = new Date().toISOString();
    const events = Array.from({ length: lines }, () => ({
      ...{ at, kind: 'LOG' as const, level: 'INFO' as const, phase: 'APPLYING' as const },
      message: message(),
    }));
    saidAt = performance.now();
    await send({ fromLine: nextLine, events });
    nextLine += lines;
    last += lines;
    return last;
  }

  return {
    ...{ deploymentId: job.deploymentId, customer },
    get last() {
      return last;
    },
    say: (lines) => append(lines, (input) => client.request(AppendDeploymentEventsDocument, { input })),
    store: (lines) => append(lines, (input) => short.append(customer.id, job, input)),
    async finish() {
      clearInterval(holding);
      await client.request(FinishJobDocument, { input: { outcome: 'COMPLETED', outputs: {} } });
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
