/** What a runner says of plans, over their real door, and deployments that have come as far as that. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Ask } from '@hosterizer/kit/testing';
import type { Caller, Viewer } from '@hosterizer/kit/viewer';
import { Append, entering, Finish, type ClaimedJob, type Queued, type Stage } from './order.ts';

export type Resource = { address: string; action: string; reason?: string | null; changes?: object[] };

/** A document as the runner sends it; the counts are those of the resources. */
export function planOf(resources: Resource[], more: object = {}) {
  const count = (...actions: string[]) => resources.filter(({ action }) => actions.includes(action)).length;
  return {
    ...{ lineage: 'line', serial: '7' },
    ...{ add: count('CREATE', 'REPLACE'), change: count('UPDATE'), destroy: count('DELETE', 'REPLACE') },
    resourcesLeftOut: 0,
    resources: resources.map((resource) => ({ reason: null, changes: [], ...resource })),
    ...more,
  };
}

export const change = (path: string, before: unknown, after: unknown, more: object = {}) => ({
  ...{ path, before, after, sensitive: false, unknown: false, replaces: false },
  ...more,
});

/** The door of plans for one viewer. */
export function doorOf(stage: Stage, viewer: Viewer | null) {
  const route = stage.subgraph.routes.find(({ prefix }) => prefix === '/plans/')!;
  const caller: Caller = { viewer, portal: null, ip: '', traceId: '' };
  return async (method: string, rest: string, body: Buffer = Buffer.alloc(0), headers = {}) => {
    const answer = await route.answer({ method, rest, query: {}, headers, body }, caller);
    const bytes = Buffer.from((answer.body as Buffer | string | undefined) ?? '');
    const isJson = answer.headers?.['content-type'] === 'application/json';
    return { status: answer.status, bytes, said: isJson ? JSON.parse(bytes.toString()) : null };
  };
}

/** A runner at its job. */
export function runnerAt(stage: Stage, { job, viewer, say }: ClaimedJob) {
  const send = doorOf(stage, viewer);
  const put = (document: object) =>
    send('PUT', job.id, gzipSync(JSON.stringify(document)), { 'content-encoding': 'gzip' });
  return {
    ...{ job, say, send, put },
    verdict: async (document: object) => (await put(document)).said.verdict as string,
    putFile: (file: Buffer) => send('PUT', `${job.id}/file`, file),
    getFile: () => send('GET', `${job.id}/file`),
    finish: (outcome: string, more: object = {}) => say(Finish, { outcome, ...more }),
    async enter(phase: string) {
      const { nextLine } = (await say(`mutation { heartbeatJob { nextLine } }`)).data!['heartbeatJob'];
      await say(Append, { from: nextLine, events: [entering(phase)] });
    },
  };
}

export type RunnerAt = ReturnType<typeof runnerAt>;

/** Ends every job, so that none that a test has left behind is given out again when its lease is over. */
export async function endJobs({ world: { owner } }: Stage): Promise<void> {
  await owner.query(`update deployments.lease set held = false, lease_until = null where held`);
  await owner.query(`update deployments.job set status = 'DONE' where status <> 'DONE'`);
}

/** The runner that was given this deployment's job. */
export async function runnerFor(stage: Stage, { id }: Pick<Queued, 'id'>): Promise<RunnerAt> {
  const claimed = await stage.claim();
  if (claimed?.job.deploymentId !== id) throw new Error('Another job was in the queue.');
  return runnerAt(stage, claimed);
}

export type Policy = 'NEVER' | 'DESTRUCTIVE' | 'ALWAYS';

/** A deployment in the queue, whose plans wait for leave as the policy says. */
export async function queuedUnder(stage: Stage, policy: Policy): Promise<Queued> {
  const queued = await stage.queued();
  await stage.world.owner.query(`update deployments.deployment set approval_policy = $2 where id = $1`, [
    queued.id,
    policy,
  ]);
  return queued;
}

export const somePlan = planOf([
  { address: 'terraform_data.page', action: 'CREATE' },
  { address: 'terraform_data.process', action: 'REPLACE' },
]);

/** A deployment that waits for leave to apply `somePlan`, with the file of its plan. */
export async function waiting(stage: Stage, file: Buffer = randomBytes(5_000)) {
  const queued = await queuedUnder(stage, 'ALWAYS');
  const planner = await runnerFor(stage, queued);
  await planner.put(somePlan);
  await planner.putFile(file);
  await planner.finish('PLANNED');
  return { ...queued, planner, file };
}

export const Approve = `mutation ($id: ID!) { approveDeployment(id: $id) {
  id status phase approval { decision decidedAt decidedBy { id } reason }
} }`;
export const Reject = `mutation ($id: ID!, $reason: String! = "Not now.") {
  rejectDeployment(id: $id, reason: $reason) { id status approval { decision decidedBy { id } reason } }
}`;
const Approval = `query ($id: ID!) { deployment(id: $id) {
  status phase queuePosition approval { decision decidedAt reason }
} }`;
export const approvalOf = async (ask: Ask, id: string) => (await ask(Approval, { id })).data!['deployment'];
