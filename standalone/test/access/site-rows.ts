/** Sites and what is built of them: deployments, plans, states and drift checks, as the services would have written them. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { newId } from '@hosterizer/kit/ids';
import type { Sealer } from '@hosterizer/kit/sealer';
import type { Pool } from 'pg';

/** The secret of every site's program and of every cloud's credential, which no answer but a claimed job's may hold. */
export const secret = 'unspeakable-5f1c';

export type Insert = (table: string, row: Record<string, unknown>, otherwise?: string) => Promise<void>;

/** What a runner holds to work on a deployment. */
export type Job = { id: string; jobId: string; fence: number };

type Deployment = {
  mark: string;
  /** Whether a runner is at it; otherwise it waits. */
  running: boolean;
  requestedBy?: string | null;
  number?: number;
  /** One that nobody serves unless it is said. */
  pool?: string;
};

type Parts = { owner: Pool; insert: Insert; sealer: Sealer; keys: KeyRing };

/** Each function makes one thing; `mark` is a word that stands in every text of it. */
export function makeSiteRows({ owner, insert, sealer, keys }: Parts) {
  const rows = {
    /** In production, or as the staging environment of the site that is given. */
    async site(customerId: string, mark: string, stagingOf: string | null = null): Promise<string> {
      const id = newId();
      const project = stagingOf ?? id;
      await insert('sites.site', {
        ...{ customer_id: customerId, id, project_id: project },
        environment: stagingOf ? 'STAGING' : 'PRODUCTION',
        ...{ name: `Site ${mark} ${project.slice(-12)}`, domain: `www.${mark}.test` },
        ...{ cloud_provider: 'LOCAL', region: 'local', blueprint: 'website', instance_size: 'SMALL' },
        ...{ url: `http://${mark}.test/`, configuration: configurationOf(mark) },
      });
      await insert('sites.variable', {
        ...{ customer_id: customerId, id: newId(), site_id: id, name: 'GREETING', value: `Hello ${mark}` },
      });
      const secretId = newId();
      await insert('sites.variable', {
        ...{ customer_id: customerId, id: secretId, site_id: id, name: 'PASSPHRASE' },
        sealed: sealer.seal(secret, 'sites.variable.sealed', secretId),
      });
      return id;
    },

    /** With its job, and a plan of it. */
    async deployment(
      customerId: string,
      siteId: string,
      { mark, running, requestedBy = null, number = 1, pool = 'nobody' }: Deployment,
    ): Promise<Job> {
      const [id, jobId, fence] = [newId(), newId(), running ? 1 : 0];
      const status = running ? 'RUNNING' : 'QUEUED';
      const { resources, ...summary } = planOf(mark);
      await insert('deployments.deployment', {
        ...{ customer_id: customerId, id, site_id: siteId, number, type: 'CREATE', status },
        ...{ phase: running ? 'PLANNING' : 'QUEUED', site_status_before: 'PENDING' },
        phases: JSON.stringify([{ phase: 'QUEUED', startedAt: new Date(), endedAt: null }]),
        plan: {
          ...{ ...summary, plannedAt: new Date() },
          resources: resources.map(({ address, action }) => ({ address, action })),
        },
        ...{ error_message: `Message ${mark}`, requested_by: requestedBy },
        variables: {
          ...{ site_id: siteId, site_name: `Site ${mark}`, customer_id: customerId, region: 'local' },
          ...{ instance_type: 'SMALL', tags: {}, configuration: configurationOf(mark) },
          variables: { GREETING: `Hello ${mark} ${number}` },
        },
        ...{ blueprint: 'website', cloud_provider: 'LOCAL' },
      });
      await insert('deployments.progress', {
        ...{ customer_id: customerId, deployment_id: id, last_sequence: 1 },
      });
      await insert('deployments.job', {
        ...{ customer_id: customerId, id: jobId, deployment_id: id, site_id: siteId, pool },
        ...{ kind: 'PLAN', status: running ? 'CLAIMED' : 'QUEUED', runner: `Runner ${mark}` },
      });
      await insert('deployments.lease', {
        ...{ customer_id: customerId, job_id: jobId, fence, held: running },
        lease_until: running ? inAnHour() : null,
      });
      await insert('deployments.plan', {
        ...{ customer_id: customerId, job_id: jobId, deployment_id: id },
        ...sealedPlan(jobId, mark),
      });
      await insert('deployments.event', {
        ...{ customer_id: customerId, deployment_id: id, sequence: 1, at: new Date() },
        ...{ kind: 'LOG', level: 'INFO', phase: 'QUEUED' },
        ...{ resource: `resource.${mark}`, message: `Line ${mark}` },
      });
      await owner.query(`update sites.site set status = 'PROVISIONING' where id = $1`, [siteId]);
      return { id, jobId, fence };
    },

    /** One that was made, with what it left: a deployment that has ended, versions of its state, a drift check. */
    async builtSite(customerId: string, mark: string): Promise<{ id: string; deploymentId: string }> {
      const id = await rows.site(customerId, mark);
      const deployment = await rows.deployment(customerId, id, { mark, running: false });
      await rows.ended(deployment, 'COMPLETED');
      await owner.query(`update sites.site set status = 'ACTIVE' where id = $1`, [id]);
      for (const version of [1, 2]) await rows.stateVersion(customerId, id, { mark, version });
      await insert('deployments.state_set_aside', {
        ...{ customer_id: customerId, id: newId(), site_id: id, deployment_id: deployment.id },
        ...{ job_id: deployment.jobId, fence: 1, ...sealedState(id, mark, 3) },
      });
      await insert('deployments.drift_schedule', {
        ...{ customer_id: customerId, site_id: id, expression: '0 4 * * *', next_at: inAnHour() },
      });
      await insert('deployments.placement', {
        customer_id: customerId,
        site_id: id,
        label: `machine:${mark}`,
      });
      await rows.driftCheck(customerId, id, mark);
      return { id, deploymentId: deployment.id };
    },

    /** As if its runner had said that it is done. */
    async ended({ id, jobId }: Job, status: 'COMPLETED' | 'FAILED', stateVersion = 2): Promise<void> {
      await owner.query(
        `update deployments.deployment set status = $2, phase = 'FINISHED', completed_at = now(), state_version = $3
         where id = $1`,
        [id, status, stateVersion],
      );
      await owner.query(`update deployments.job set status = 'DONE' where id = $1`, [jobId]);
    },

    /** As if its runner had sent the plan with its file, and somebody has to decide. */
    async awaitsApproval({ id, jobId }: Job): Promise<void> {
      await owner.query(
        `update deployments.deployment set status = 'RUNNING', phase = 'AWAITING_APPROVAL', awaits_approval = true,
           approval_policy = 'ALWAYS' where id = $1`,
        [id],
      );
      await owner.query(`update deployments.job set status = 'DONE' where id = $1`, [jobId]);
      const file = keys.seal(gzipSync('A file of Terraform’s own form.'), `plan ${jobId}`);
      await owner.query(`update deployments.plan set file = $2 where job_id = $1`, [jobId, file]);
    },

    async stateVersion(
      customerId: string,
      siteId: string,
      { mark, version }: { mark: string; version: number },
    ): Promise<void> {
      await insert('deployments.state_version', {
        ...{ customer_id: customerId, site_id: siteId, version, ...sealedState(siteId, mark, version) },
        ...{ written_by: newId(), resources: 1, size: stateOf(mark, version).length },
      });
    },

    /** One that has found something. */
    async driftCheck(customerId: string, siteId: string, mark: string): Promise<string> {
      const [id, jobId] = [newId(), newId()];
      await insert('deployments.drift_check', {
        ...{ customer_id: customerId, id, site_id: siteId, trigger: 'PERSON', status: 'DRIFTED', drifted: 1 },
        ...{ error_message: `Message ${mark}`, completed_at: new Date() },
      });
      await insert('deployments.job', {
        ...{ customer_id: customerId, id: jobId, drift_check_id: id, site_id: siteId, pool: 'nobody' },
        ...{ kind: 'DRIFT', status: 'DONE', runner: `Runner ${mark}` },
      });
      await insert('deployments.plan', {
        ...{ customer_id: customerId, job_id: jobId, drift_check_id: id },
        ...sealedPlan(jobId, mark),
      });
      return id;
    },

    /** A person's, of which the platform knows no more than what their Terraform said. Answers its id. */
    async stateLock(customerId: string, siteId: string, mark: string): Promise<string> {
      const lockId = newId();
      const info = { ID: lockId, Who: `person@${mark}`, Operation: 'OperationTypePlan', Created: new Date() };
      await insert('deployments.state_lock', {
        ...{ customer_id: customerId, site_id: siteId, lock_id: lockId, info: JSON.stringify(info) },
        ...{ holder: newId(), expires_at: inAnHour() },
      });
      return lockId;
    },

    /** As if Akamai had been asked about it and had taken it. */
    async cloudCredential(customerId: string, mark: string): Promise<void> {
      const id = newId();
      const row = {
        ...{ customer_id: customerId, id, cloud_provider: 'AKAMAI', status: 'VALID' },
        ...{ shown: { note: `Shown ${mark}` }, account: `Account ${mark}`, reason: `Reason ${mark}` },
        sealed: sealer.seal(JSON.stringify({ token: secret }), 'deployments.cloud_credential.sealed', id),
        ...{ checked_at: new Date(), asked_at: new Date() },
      };
      await insert('deployments.cloud_credential', row, 'on conflict do nothing');
    },

    async allotment(customerId: string): Promise<void> {
      await insert('deployments.allotment', { customer_id: customerId, pool: 'nobody', concurrency: 7 });
    },

    /** As if the runner of this name had said just now that it is there. */
    async runner(name: string, pool: string): Promise<void> {
      await owner.query(
        `insert into deployments.runner (name, pool) values ($1, $2)
         on conflict (name) do update set seen_at = now()`,
        [name, pool],
      );
    },
  };
  return rows;

  function sealedPlan(jobId: string, mark: string) {
    const document = keys.seal(gzipSync(JSON.stringify(planOf(mark))), `plan ${jobId}`);
    return { lineage: `lineage-${mark}`, serial: 2, document };
  }

  function sealedState(siteId: string, mark: string, serial: number) {
    const text = stateOf(mark, serial);
    const md5 = createHash('md5').update(text).digest('base64');
    return { lineage: `lineage-${mark}`, serial, md5, sealed: keys.seal(gzipSync(text), siteId) };
  }
}

const configurationOf = (mark: string) => ({ title: `Title ${mark}`, body: `Body ${mark}` });

/** What a runner says of a plan. */
export const planOf = (mark: string) => ({
  ...{ lineage: `lineage-${mark}`, serial: '2', add: 1, change: 0, destroy: 0, resourcesLeftOut: 0 },
  resources: [
    {
      ...{ address: `module.${mark}`, action: 'CREATE', reason: `reason-${mark}` },
      changes: [
        {
          ...{ path: 'input', before: null, after: `Planned ${mark}` },
          ...{ sensitive: false, unknown: false, replaces: false },
        },
      ],
    },
  ],
});

/** Terraform's state of a site. */
export const stateOf = (mark: string, serial: number): string =>
  JSON.stringify({
    ...{ version: 4, serial, lineage: `lineage-${mark}`, outputs: {} },
    resources: [
      {
        ...{ mode: 'managed', type: 'terraform_data', name: mark },
        instances: [{ attributes: { input: `Attribute ${mark} ${serial}` }, sensitive_attributes: [] }],
      },
    ],
  });

export const inAnHour = (): Date => new Date(Date.now() + 3_600_000);
