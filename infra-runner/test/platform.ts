/** The platform's side of a runner, in memory and by the published contract; Terraform, files and processes stay real. */
import { createHash, randomUUID } from 'node:crypto';
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
} from '@hosterizer/sdk/generated/graphql';

export const runnerToken = 'a-runner-token-of-the-test';

export type TestJob = {
  id: string;
  siteId: string;
  type: 'CREATE' | 'UPDATE' | 'DELETE';
  blueprint: string;
  variables: Record<string, unknown>;
  fence: number;
  status: 'QUEUED' | 'CLAIMED' | 'DONE';
  leaseUntil: number;
  nextLine: number;
  cancelRequested: boolean;
  events: DeploymentEventInput[];
  outcome?: FinishJobInput;
};

export type TestState = { text: string; serial: number; lineage: string };

type LockInfo = { ID: string; Who: string };
type Site = { versions: TestState[]; lock: LockInfo | null; lockFence: number };

export type Faults = {
  /** Appends whose answer is cut off after they have been committed. */
  loseAnswers: number;
  /** Requests that are answered with 503. */
  refuse: number;
  /** Heartbeats and appends are refused with 503 while it is true. */
  silent: boolean;
};

export async function openPlatform({ leaseSeconds = 5 } = {}) {
  const schema = buildSchema(readFileSync(join(__dirname, '../../schema/api.graphql'), 'utf8'));
  const jobs: TestJob[] = [];
  const sites = new Map<string, Site>();
  const unable: string[] = [];
  const faults: Faults = { loseAnswers: 0, refuse: 0, silent: false };
  /** Sizes of the batches that arrived, and how many events in them had arrived before. */
  const appends: Array<{ events: number; known: number }> = [];

  const refused = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });
  const lease = (job: TestJob) => (job.leaseUntil = Date.now() + leaseSeconds * 1000);
  const progress = ({ nextLine, cancelRequested, leaseUntil }: TestJob) => {
    return { nextLine, cancelRequested, leaseUntil: new Date(leaseUntil).toISOString() };
  };

  function held({ bearer }: Context): TestJob {
    const [id, fence] = bearer.split('/');
    const job = jobs.find((one) => one.id === id);
    if (!job) throw refused('AUTHENTICATION_ERROR', 'Sign in first.');
    const current = job.fence === Number(fence) && job.status !== 'QUEUED' && job.leaseUntil > Date.now();
    if (!current) throw refused('CONFLICT', 'This job has been given to another runner.');
    return job;
  }

  const take = (runner: string) => {
    const job = jobs.find(
      ({ status, leaseUntil }) => status === 'QUEUED' || (status === 'CLAIMED' && leaseUntil < Date.now()),
    );
    if (!job || !runner) return null;
    job.status = 'CLAIMED';
    job.fence += 1;
    lease(job);
    return {
      ...job,
      token: `${job.id}/${job.fence}`,
      deploymentId: job.id,
      leaseUntil: new Date(job.leaseUntil).toISOString(),
      cloudProvider: 'LOCAL',
    };
  };

  const root = {
    async claimJob({ input }: { input: ClaimJobInput }, { bearer }: Context) {
      if (bearer !== runnerToken) throw refused('AUTHENTICATION_ERROR', 'Sign in first.');
      if (input.unable) {
        unable.push(input.unable);
        return null;
      }
      const until = Date.now() + Math.min(2, input.waitSeconds ?? 20) * 1000;
      for (let job = take(input.runner); ; job = take(input.runner)) {
        if (job || Date.now() > until || closing) return job;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    appendDeploymentEvents({ input }: { input: AppendDeploymentEventsInput }, context: Context) {
      const job = held(context);
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
  };

  type Context = { bearer: string };
  let closing = false;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url!, 'http://platform.test');
    const silenced = faults.silent && /(append|heartbeat|finish)/i.test(body);
    if (silenced || faults.refuse > 0) {
      if (!silenced) faults.refuse -= 1;
      return void response.writeHead(503).end();
    }
    if (url.pathname.startsWith('/state/')) return state(request, url, body, response);

    const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
    const bearer = (request.headers.authorization ?? '').replace('Bearer ', '');
    const result = await graphql({
      schema,
      source: query,
      rootValue: root,
      contextValue: { bearer },
      variableValues: variables ?? null,
    });
    if (faults.loseAnswers > 0 && query.includes('appendDeploymentEvents')) {
      faults.loseAnswers -= 1;
      return void request.socket.destroy();
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  }

  function state(request: IncomingMessage, url: URL, body: string, response: ServerResponse): void {
    const reply = (status: number, text = '') => void response.writeHead(status).end(text);
    const [user, password = ''] = Buffer.from(request.headers.authorization!.split(' ')[1]!, 'base64')
      .toString()
      .split(':');
    const siteId = url.pathname.split('/')[2]!;
    const job = jobs.find((one) => one.id === password.split('/')[0] && one.siteId === siteId);
    if (user !== 'job' || !job) return reply(401);
    if (job.fence !== Number(password.split('/')[1]))
      return reply(403, 'This job has been given to another runner.');
    const site = siteOf(siteId);
    const info = body === '' ? null : (JSON.parse(body) as LockInfo & TestState);
    if (request.method === 'GET')
      return site.versions.length ? reply(200, site.versions.at(-1)!.text) : reply(404);
    if (request.method === 'LOCK') {
      if (site.lock && site.lock.ID !== info!.ID && site.lockFence >= job.fence)
        return reply(423, JSON.stringify(site.lock));
      site.lock = info;
      site.lockFence = job.fence;
      return reply(200);
    }
    if (request.method === 'UNLOCK') {
      if (site.lock?.ID === info?.ID) site.lock = null;
      return reply(200);
    }
    if (!site.lock || site.lock.ID !== url.searchParams.get('ID')) return reply(site.lock ? 423 : 409);
    const md5 = createHash('md5').update(body).digest('base64');
    if (request.headers['content-md5'] !== md5) return reply(400, 'damaged');
    const last = site.versions.at(-1);
    if (last && (last.lineage !== info!.lineage || (last.serial >= info!.serial && last.text !== body)))
      return reply(409, 'older');
    if (last?.text !== body) site.versions.push({ text: body, serial: info!.serial, lineage: info!.lineage });
    reply(200);
  }

  function siteOf(id: string): Site {
    const site = sites.get(id) ?? { versions: [], lock: null, lockFence: 0 };
    sites.set(id, site);
    return site;
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    appends,
    unable,
    siteOf,
    queue(job: Partial<TestJob> = {}): TestJob {
      const queued: TestJob = {
        id: randomUUID(),
        siteId: randomUUID(),
        type: 'CREATE',
        blueprint: 'website',
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
