/** The platform's side of a runner, in memory and by the published contract; Terraform, files and processes stay real. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buildSchema, graphql, GraphQLError } from 'graphql';
import type {
  AppendDeploymentEventsInput,
  ClaimJobInput,
  DeploymentEventInput,
  FinishJobInput,
  JobKind,
  ReleaseJobInput,
  ReportRunnerInput,
} from '@hosterizer/sdk/generated/graphql';
import type { PlanDocument } from '../src/plan.ts';
import { makeBundles } from './bundles.ts';
import { makeDoors } from './doors.ts';

export const runnerToken = 'a-runner-token-of-the-test';

export type TestJob = {
  id: string;
  kind: JobKind;
  siteId: string;
  cloudProvider: string;
  /** Null for a drift check. */
  deploymentId: string | null;
  refreshOnly: boolean;
  secrets: Record<string, string>;
  environment: Record<string, string>;
  approvedPlan: { lineage: string | null; serial: string | null } | null;
  traceParent: string | null;
  type: 'CREATE' | 'UPDATE' | 'DELETE';
  blueprint: string;
  /** The folder of the root module. */
  root: string;
  variables: Record<string, unknown>;
  fence: number;
  status: 'QUEUED' | 'CLAIMED' | 'DONE';
  leaseUntil: number;
  nextLine: number;
  cancelRequested: boolean;
  events: DeploymentEventInput[];
  outcome?: FinishJobInput;
  /** Labels that a runner has to have. */
  requires: string[];
  /** What the platform answers to a plan. */
  verdict: 'PROCEED' | 'WAIT' | 'NOTED';
  /** The plan as it was sent last, and Terraform's file of it. */
  plan?: PlanDocument;
  file?: Buffer;
  releases: string[];
};

export type TestState = { text: string; serial: number; lineage: string };

export type LockInfo = { ID: string; Who: string };
export type Site = { versions: TestState[]; aside: TestState[]; lock: LockInfo | null; lockFence: number };

export type Faults = {
  /** Appends whose answer is cut off after they have been committed. */
  loseAnswers: number;
  /** Requests that are answered with 503. */
  refuse: number;
  /** Heartbeats and appends are refused with 503 while it is true. */
  silent: boolean;
  /** The doors of states and plans answer 503 while it is true. */
  shut: boolean;
};

/** `terraform` says where the modules are that jobs work with. */
export async function openPlatform({
  leaseSeconds = 5,
  terraform = join(__dirname, '../../terraform'),
} = {}) {
  const bundles = makeBundles(() => terraform);
  const schema = buildSchema(readFileSync(join(__dirname, '../../schema/api.graphql'), 'utf8'));
  const jobs: TestJob[] = [];
  const sites = new Map<string, Site>();
  /** What runners have said of themselves, in its order. */
  const reports: ReportRunnerInput[] = [];
  const faults: Faults = { loseAnswers: 0, refuse: 0, silent: false, shut: false };
  /** Sizes of the batches that arrived, and how many events in them had arrived before. */
  const appends: Array<{ events: number; known: number }> = [];

  const refused = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });
  const lease = (job: TestJob) => (job.leaseUntil = Date.now() + leaseSeconds * 1000);
  const progress = ({ nextLine, cancelRequested, leaseUntil }: TestJob) => {
    return { nextLine, cancelRequested, leaseUntil: new Date(leaseUntil).toISOString() };
  };

  const holds = (job: TestJob, fence: string | undefined) =>
    job.fence === Number(fence) && job.status !== 'QUEUED';

  function held({ bearer }: Context): TestJob {
    const [id, fence] = bearer.split('/');
    const job = jobs.find((one) => one.id === id);
    if (!job) throw refused('AUTHENTICATION_ERROR', 'Sign in first.');
    if (!holds(job, fence)) throw refused('CONFLICT', 'This job has been given to another runner.');
    return job;
  }

  const take = (runner: string) => {
    const report = reports.findLast((one) => one.runner === runner);
    if (!report) throw refused('CONFLICT', 'Report the runner first.');
    if (report.draining || report.unable) return null;
    const job = jobs.find(
      ({ status, leaseUntil, requires }) =>
        (status === 'QUEUED' || (status === 'CLAIMED' && leaseUntil < Date.now())) &&
        requires.every((label) => report.labels.includes(label)),
    );
    if (!job) return null;
    // What had begun to apply is found out about first.
    if (job.events.some(({ phase }) => phase === 'APPLYING')) job.kind = 'RECOVER';
    job.status = 'CLAIMED';
    job.fence += 1;
    lease(job);
    return {
      ...job,
      bundle: bundles.of(job.root),
      token: `${job.id}/${job.fence}`,
      leaseUntil: new Date(job.leaseUntil).toISOString(),
    };
  };

  const root = {
    reportRunner({ input }: { input: ReportRunnerInput }, { bearer }: Context) {
      if (bearer !== runnerToken) throw refused('AUTHENTICATION_ERROR', 'Sign in first.');
      reports.push(input);
      return true;
    },
    async claimJob({ input }: { input: ClaimJobInput }, { bearer, gone }: Context) {
      if (bearer !== runnerToken) throw refused('AUTHENTICATION_ERROR', 'Sign in first.');
      const until = Date.now() + Math.min(2, input.waitSeconds ?? 20) * 1000;
      for (let job = take(input.runner); ; job = gone() ? null : take(input.runner)) {
        if (job || Date.now() > until || closing || gone()) return job;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    appendDeploymentEvents({ input }: { input: AppendDeploymentEventsInput }, context: Context) {
      const job = held(context);
      if (!job.deploymentId) throw refused('VALIDATION_ERROR', 'A drift check has no log.');
      if (input.fromLine > job.nextLine)
        throw refused('CONFLICT', `Lines are missing: send again from line ${job.nextLine}.`);
      const known = job.nextLine - input.fromLine;
      const fresh = input.events.slice(known);
      appends.push({ events: input.events.length, known: Math.min(known, input.events.length) });
      job.events.push(...fresh);
      job.nextLine += fresh.length;
      lease(job);
      return progress(job);
    },
    heartbeatJob(_: unknown, context: Context) {
      const job = held(context);
      lease(job);
      return progress(job);
    },
    finishJob({ input }: { input: FinishJobInput }, context: Context) {
      const job = held(context);
      job.status = 'DONE';
      job.outcome = input;
      return progress(job);
    },
    releaseJob({ input }: { input: ReleaseJobInput }, context: Context) {
      const job = held(context);
      job.status = 'QUEUED';
      job.releases.push(input.reason);
      return progress(job);
    },
  };

  /** `gone`: whoever asked does not wait for the answer any more. */
  type Context = { bearer: string; gone: () => boolean };
  let closing = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString('utf8');
    const url = new URL(request.url!, 'http://platform.test');
    const silenced = faults.silent && /(append|heartbeat|finish)/i.test(body);
    if (silenced || faults.refuse > 0) {
      if (!silenced) faults.refuse -= 1;
      return void response.writeHead(503).end();
    }
    if (faults.shut && !url.pathname.startsWith('/graphql')) return void response.writeHead(503).end();
    if (url.pathname.startsWith('/state/')) return doors.state(request, url, body, response);
    if (url.pathname.startsWith('/bundles/')) {
      const bundle = await bundles.get(url.pathname.slice('/bundles/'.length));
      return void response.writeHead(bundle ? 200 : 404).end(bundle ?? '');
    }
    if (url.pathname.startsWith('/plans/')) return doors.plans(request, url, bytes, response);

    const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
    const bearer = (request.headers.authorization ?? '').replace('Bearer ', '');
    const result = await graphql({
      schema,
      source: query,
      rootValue: root,
      contextValue: { bearer, gone: () => response.destroyed },
      variableValues: variables ?? null,
    });
    if (faults.loseAnswers > 0 && query.includes('appendDeploymentEvents')) {
      faults.loseAnswers -= 1;
      return void request.socket.destroy();
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  }

  function siteOf(id: string): Site {
    const site = sites.get(id) ?? { versions: [], aside: [], lock: null, lockFence: 0 };
    sites.set(id, site);
    return site;
  }

  const doors = makeDoors({ jobs, siteOf, holds });
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bundles,
    faults,
    appends,
    reports,
    siteOf,
    queue(job: Partial<TestJob> = {}): TestJob {
      const queued: TestJob = {
        id: randomUUID(),
        kind: job.type === 'DELETE' ? 'DESTROY' : 'PLAN',
        cloudProvider: 'LOCAL',
        deploymentId: randomUUID(),
        refreshOnly: false,
        secrets: {},
        environment: {},
        approvedPlan: null,
        traceParent: null,
        requires: [],
        verdict: job.kind === 'DRIFT' ? 'NOTED' : 'PROCEED',
        releases: [],
        siteId: randomUUID(),
        type: 'CREATE',
        blueprint: 'website',
        root: `blueprints/${job.blueprint ?? 'website'}/local`,
        variables: {},
        fence: 0,
        status: 'QUEUED',
        leaseUntil: 0,
        nextLine: 1,
        cancelRequested: false,
        events: [],
        ...job,
      };
      jobs.push(queued);
      return queued;
    },
    async close() {
      closing = true;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type Platform = Awaited<ReturnType<typeof openPlatform>>;

/** The variables of a website, as the platform makes them. */
export function website(siteId: string, title: string): Record<string, unknown> {
  return {
    site_id: siteId,
    site_name: 'Test',
    customer_id: randomUUID(),
    region: 'local',
    instance_type: 'SMALL',
    tags: {},
    configuration: { title, body: 'Text' },
  };
}
