/** A long queue: a runner that works without Terraform drains it, so that what is measured is the platform's part. */
import { createClient, type Client } from '@hosterizer/sdk/client';
import {
  AppendDeploymentEventsDocument,
  ClaimJobDocument,
  DeploySiteDocument,
  FinishJobDocument,
  ReportRunnerDocument,
} from '@hosterizer/sdk/generated/graphql';
import type { Figure } from './report.ts';
import { order, type World } from './runner-world.ts';

const jobs = 1_000;
const slots = 8;
const orderingAtOnce = 8;
const runner = 'double';

export async function benchQueue(world: World): Promise<Figure[]> {
  const { client, watch, platform, runnerToken } = world;
  await world.restartRunner(0);
  const sites: string[] = [];
  await inParallel(
    orderingAtOnce,
    jobs,
    async () => void sites.push(await order(client, 'lines', { lines: 1 })),
  );
  const enqueued = performance.now();
  await inParallel(orderingAtOnce, jobs, async (index) => {
    await client.request(DeploySiteDocument, { input: { siteId: sites[index]! } });
  });
  const ordering = (performance.now() - enqueued) / 1000;

  const double = createClient({ url: platform.url, token: await runnerToken(runner) });
  const input = { runner, labels: ['local', 'machine:double'], slots, terraformVersion: '1.11.4' };
  const report = () => double.request(ReportRunnerDocument, { input });
  await report();
  const reporting = setInterval(() => void report().catch(() => {}), 5_000);
  const claimed: string[] = [];
  const began = performance.now();
  await Promise.all(Array.from({ length: slots }, () => workOff(double, platform.url, claimed))).finally(() =>
    clearInterval(reporting),
  );
  const seconds = (performance.now() - began) / 1000;

  const [{ completed = 0, ended = 0, open = 0 } = {}] = await watch.rows<{
    completed: number;
    ended: number;
    open: number;
  }>(
    `select
       (select count(*)::int from deployments.deployment where site_id = any($1) and status = 'COMPLETED') as completed,
       (select count(*)::int from deployments.event join deployments.deployment on id = deployment_id
        where site_id = any($1) and kind = 'END') as ended,
       (select count(*)::int from deployments.job where status <> 'DONE') as open`,
    [sites],
  );
  if (completed !== jobs || ended !== jobs || open !== 0 || new Set(claimed).size !== claimed.length)
    throw new Error(
      `Of ${jobs} deployments ${completed} have completed, ${ended} have ended, ${open} jobs are open.`,
    );
  return [
    {
      name: '1,000 deployments queued',
      value: jobs / ordering,
      unit: 'a second',
      note: `${orderingAtOnce} at once`,
    },
    {
      name: '1,000 queued deployments drained',
      value: jobs / seconds,
      unit: 'a second',
      note: `none lost; a runner double with ${slots} places, without Terraform`,
    },
  ];
}

/** Claims, says a line of each phase, and finishes, until nothing is left. */
async function workOff(double: Client, url: string, claimed: string[]): Promise<void> {
  for (;;) {
    const { claimJob: job } = await double.request(ClaimJobDocument, { input: { runner, waitSeconds: 0 } });
    if (!job) return;
    claimed.push(job.id);
    const client = createClient({ url, token: job.token });
    const at = new Date().toISOString();
    const said = (['PLANNING', 'APPLYING'] as const).map((phase) => {
      return { at, kind: 'PHASE' as const, level: 'INFO' as const, phase, message: phase };
    });
    await client.request(AppendDeploymentEventsDocument, { input: { fromLine: job.nextLine, events: said } });
    await client.request(FinishJobDocument, { input: { outcome: 'COMPLETED', outputs: {} } });
  }
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
