/** What the tests of this subgraph begin with: a site that was ordered, and a runner that asks for work. */
import { connectDatabase, type Database } from '@hosterizer/kit/database';
import { newId } from '@hosterizer/kit/ids';
import { runnerScopes } from '@hosterizer/kit/scopes';
import { asker, makeWorld, member, type Ask, type World } from '@hosterizer/kit/testing';
import type { SubgraphSettings } from '@hosterizer/kit/process';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { runnerOf, type Viewer } from '@hosterizer/kit/viewer';
import { entities } from '../src/entities.ts';
import { makeSubgraph } from '../src/subgraph.ts';

export type Stage = {
  world: World;
  subgraph: Subgraph;
  /** For what runs in the background. */
  db: Database;
  /** The channels on which this stage has given a hint, oldest first; Redis itself is everybody's. */
  hints: string[];
  /** The same with what each hint said. */
  told: Array<{ channel: string; hint: object | undefined }>;
  as: ReturnType<typeof asker>;
  /** A site of the customer's, as the sites subgraph would have written it. */
  site(customerId: string, more?: { status?: string; cloudProvider?: string }): Promise<string>;
  siteStatus(id: string): Promise<{ status: string; url: string | null }>;
  /** A deployment of a new site in the queue, and its customer's view of it. */
  queued(customerId?: string): Promise<Queued>;
  /** So many deployments of new sites in the queue at once; their ids, oldest first. */
  fill(customerId: string, count: number): Promise<string[]>;
  /** Says who a runner is: `r1` of the default pool, who runs local sites, where nothing else is given. */
  report(runner?: Partial<Runner>): Promise<void>;
  /** A runner, who has reported itself, takes the next job; with what the job's token may say. */
  claim(runner?: Partial<Runner>): Promise<ClaimedJob | null>;
  /** Lets the leases of a deployment's jobs, or of a drift check's, run out `ago`. */
  expireLease(id: string, ago?: string): Promise<unknown>;
  /** What nobody should have left: jobs that wait. */
  emptyQueue(): Promise<unknown>;
  close(): Promise<void>;
};

export type Runner = {
  name: string;
  pool: string;
  labels: string[];
  slots: number;
  draining: boolean;
  unable: string | null;
};

export type Queued = {
  customer: string;
  siteId: string;
  id: string;
  ask: Ask;
  events(): Promise<any>;
  messages(): Promise<string[]>;
  deployment(): Promise<any>;
};

export type ClaimedJob = {
  job: {
    id: string;
    kind: string;
    token: string;
    deploymentId: string | null;
    siteId: string;
    type: string;
    nextLine: number;
    fence: number;
    refreshOnly: boolean;
    variables: any;
    secrets: any;
    environment: any;
    approvedPlan: { lineage: string | null; serial: string | null } | null;
    traceParent: string | null;
    bundle: string;
    root: string;
  };
  viewer: Viewer;
  say: Ask;
};

/** `more` is what the subgraph is told besides what every one is. */
export async function setStage(more: Partial<SubgraphSettings> = {}): Promise<Stage> {
  const world = await makeWorld();
  const hints: string[] = [];
  const told: Stage['told'] = [];
  const events: World['events'] = {
    ...world.events,
    publish(channel, hint) {
      hints.push(channel);
      told.push({ channel, hint });
      world.events.publish(channel, hint);
    },
  };
  const subgraph = await makeSubgraph({ ...world.settings, events, ...more });
  const db = await connectDatabase({ ...world.settings, entities }, { ...world, events });
  const as = asker(subgraph);

  async function site(customerId: string, { status = 'PENDING', cloudProvider = 'LOCAL' } = {}) {
    const id = newId();
    await world.owner.query(
      `insert into sites.site
         (customer_id, id, name, cloud_provider, region, blueprint, instance_size, status, configuration, project_id)
       values ($1, $2, $3, $4, 'local', 'website', 'SMALL', $5, '{"title":"T","body":"B"}', $2)`,
      [customerId, id, `Site ${id}`, cloudProvider, status],
    );
    return id;
  }

  async function report(runner: Partial<Runner> = {}) {
    const { name, pool, labels, slots, draining, unable } = { ...usual, ...runner };
    const { code, message } = await as(runnerViewer(pool))(Report, {
      input: { runner: name, labels, slots, draining, unable },
    });
    if (code) throw new Error(`${code}: ${message}`);
  }

  return {
    ...{ world, subgraph, db, hints, told, as, site, report },
    async siteStatus(id) {
      const { rows } = await world.owner.query(`select status, url from sites.site where id = $1`, [id]);
      return rows[0];
    },
    async queued(customerId) {
      const customer = customerId ?? (await world.customer());
      const siteId = await site(customer);
      const ask = as(member(customer));
      const { data, code, message } = await ask(Deploy, { id: siteId });
      if (code) throw new Error(`${code}: ${message}`);
      const { id } = data!['deploySite'];
      const events = async () => (await ask(Events, { id })).data!['deploymentEvents'];
      return {
        ...{ customer, siteId, id, ask, events },
        messages: async () => (await events()).events.map((event: { message: string }) => event.message),
        deployment: async () => (await ask(One, { id })).data!['deployment'],
      };
    },
    async fill(customerId, count) {
      const ids = Array.from({ length: count }, () => [newId(), newId(), newId()] as const);
      await world.owner.query(
        `with new as (
           select * from unnest($2::uuid[], $3::uuid[], $4::uuid[]) as ids (site_id, id, job_id)
         ), site as (
           insert into sites.site (customer_id, id, name, cloud_provider, region, blueprint, instance_size, status,
             configuration, project_id)
           select $1, site_id, site_id, 'LOCAL', 'local', 'website', 'SMALL', 'PROVISIONING', '{}', site_id from new
         ), deployment as (
           insert into deployments.deployment (customer_id, id, site_id, number, type, site_status_before, variables,
             blueprint, cloud_provider)
           select $1, id, site_id, 1, 'CREATE', 'PENDING', '{}', 'website', 'LOCAL' from new
         ), progress as (
           insert into deployments.progress (customer_id, deployment_id) select $1, id from new
         ), job as (
           insert into deployments.job (customer_id, id, deployment_id, site_id, requires)
           select $1, job_id, id, site_id, '{local}' from new
         )
         insert into deployments.lease (customer_id, job_id) select $1, job_id from new`,
        [customerId, ...[0, 1, 2].map((place) => ids.map((of) => of[place]))],
      );
      return ids.map(([, id]) => id);
    },
    async claim(runner = {}) {
      await report(runner);
      const { name, pool } = { ...usual, ...runner };
      const { data, code, message } = await as(runnerViewer(pool))(ClaimJob, { runner: name });
      if (code) throw new Error(`${code}: ${message}`);
      const job = data!['claimJob'];
      if (!job) return null;
      const viewer = (await runnerOf(world.settings.tokens, job.token))!;
      return { job, viewer, say: as(viewer) };
    },
    expireLease: (id, ago = '1 hour') =>
      world.owner.query(
        `update deployments.lease set lease_until = now() - $2::interval
         where job_id in (select id from deployments.job where $1 in (deployment_id, drift_check_id))`,
        [id, ago],
      ),
    emptyQueue: () => world.owner.query(`update deployments.job set status = 'DONE' where status = 'QUEUED'`),
    async close() {
      await db.close();
      await subgraph.stop();
      await world.close();
    },
  };
}

const usual: Runner = {
  ...{ name: 'r1', pool: 'default', labels: ['local'], slots: 1, draining: false, unable: null },
};

export const runnerViewer = (pool = 'default'): Viewer => ({
  ...{ id: 'r1', kind: 'RUNNER', customerId: null, role: null, scopes: runnerScopes, pool },
});

export const Report = `mutation ($input: ReportRunnerInput!) { reportRunner(input: $input) }`;
export const ClaimJob = `mutation ($runner: String! = "r1", $seconds: Int! = 0) {
  claimJob(input: { runner: $runner, waitSeconds: $seconds }) {
    id kind token deploymentId siteId type refreshOnly nextLine variables secrets environment fence
    approvedPlan { lineage serial } traceParent bundle root
  }
}`;
export const Deploy = `mutation ($id: ID!) { deploySite(input: { siteId: $id }) { id number type status phase } }`;
export const Cancel = `mutation ($id: ID!) { cancelDeployment(id: $id) { id status phase } }`;
export const Append = `mutation ($from: Int!, $events: [DeploymentEventInput!]!) {
  appendDeploymentEvents(input: { fromLine: $from, events: $events }) { nextLine cancelRequested }
}`;
export const Heartbeat = `mutation { heartbeatJob { nextLine cancelRequested } }`;
export const Finish = `mutation ($outcome: JobOutcome!, $error: String, $outputs: JSON) {
  finishJob(input: { outcome: $outcome, errorMessage: $error, outputs: $outputs }) { nextLine }
}`;
export const Release = `mutation ($reason: String!) { releaseJob(input: { reason: $reason }) { nextLine } }`;
export const Events = `query ($id: ID!, $after: Int! = 0, $first: Int! = 500) {
  deploymentEvents(deploymentId: $id, after: $after, first: $first) {
    events { sequence kind level phase message } lastSequence ended
  }
}`;
export const One = `query ($id: ID!) { deployment(id: $id) {
  id status phase type number errorMessage lastSequence queuePosition runner stateVersion
  plan { add change destroy resources { address action } }
  phases { phase endedAt } completedAt
} }`;

/** Events that say one word each. */
export const lines = (...messages: string[]) =>
  messages.map((message) => ({
    at: new Date().toISOString(),
    kind: 'LOG',
    level: 'INFO',
    phase: 'PLANNING',
    message,
  }));

/** The line with which a runner enters a phase. */
export const entering = (phase: string) => ({ ...lines(phase)[0]!, kind: 'PHASE', phase });
