/** What the tests of this subgraph begin with: a site that was ordered, and a runner that asks for work. */
import { newId } from '@hosterizer/kit/ids';
import { runnerScopes } from '@hosterizer/kit/scopes';
import { asker, makeWorld, type Ask, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import { runnerOf, type Viewer } from '@hosterizer/kit/viewer';
import { makeSubgraph } from '../src/subgraph.ts';

export type Stage = {
  world: World;
  subgraph: Subgraph;
  as: ReturnType<typeof asker>;
  /** A site of the customer's, as the sites subgraph would have written it. */
  site(customerId: string, more?: { status?: string; cloudProvider?: string }): Promise<string>;
  siteStatus(id: string): Promise<{ status: string; url: string | null }>;
  /** A runner takes the next job of a pool of its own; with what the job's token may say. */
  claim(pool?: string): Promise<ClaimedJob | null>;
  close(): Promise<void>;
};

export type ClaimedJob = {
  job: {
    id: string;
    token: string;
    deploymentId: string;
    siteId: string;
    type: string;
    nextLine: number;
    variables: any;
  };
  viewer: Viewer;
  say: Ask;
};

export async function setStage(): Promise<Stage> {
  const world = await makeWorld();
  const subgraph = await makeSubgraph(world.settings);
  const as = asker(subgraph);

  return {
    world,
    subgraph,
    as,
    async site(customerId, { status = 'PENDING', cloudProvider = 'LOCAL' } = {}) {
      const id = newId();
      await world.owner.query(
        `insert into sites.site (customer_id, id, name, cloud_provider, region, blueprint, instance_size, status, configuration)
         values ($1, $2, $3, $4, 'local', 'website', 'SMALL', $5, '{"title":"T","body":"B"}')`,
        [customerId, id, `Site ${id}`, cloudProvider, status],
      );
      return id;
    },
    async siteStatus(id) {
      const { rows } = await world.owner.query(`select status, url from sites.site where id = $1`, [id]);
      return rows[0];
    },
    async claim(pool = 'default') {
      const runner: Viewer = {
        id: 'r1',
        kind: 'RUNNER',
        customerId: null,
        role: null,
        scopes: runnerScopes,
        pool,
      };
      const { data, code, message } = await as(runner)(ClaimJob);
      if (code) throw new Error(`${code}: ${message}`);
      const job = data!['claimJob'];
      if (!job) return null;
      const viewer = (await runnerOf(world.settings.tokens, job.token))!;
      return { job, viewer, say: as(viewer) };
    },
    async close() {
      await subgraph.stop();
      await world.close();
    },
  };
}

const ClaimJob = `mutation { claimJob(input: { runner: "r1", waitSeconds: 0 }) {
  id token deploymentId siteId type nextLine variables fence
} }`;

export const Deploy = `mutation ($id: ID!) { deploySite(input: { siteId: $id }) { id number type status phase } }`;
export const Cancel = `mutation ($id: ID!) { cancelDeployment(id: $id) { id status phase } }`;
export const Append = `mutation ($from: Int!, $events: [DeploymentEventInput!]!) {
  appendDeploymentEvents(input: { fromLine: $from, events: $events }) { nextLine cancelRequested }
}`;
export const Finish = `mutation ($outcome: JobOutcome!, $error: String, $outputs: JSON) {
  finishJob(input: { outcome: $outcome, errorMessage: $error, outputs: $outputs }) { nextLine }
}`;
export const Events = `query ($id: ID!, $after: Int! = 0, $first: Int! = 500) {
  deploymentEvents(deploymentId: $id, after: $after, first: $first) {
    events { sequence kind level phase message } lastSequence ended
  }
}`;
export const One = `query ($id: ID!) { deployment(id: $id) {
  id status phase type number errorMessage lastSequence plan { add change destroy resources { address action } }
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
