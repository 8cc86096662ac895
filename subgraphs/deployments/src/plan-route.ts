/** The door of plans: `/plans/<job>` takes what a job is going to change, `/plans/<job>/file` Terraform's file of it. */
import type { Database } from '@hosterizer/kit/database';
import type { KeyRing } from '@hosterizer/kit/encryption';
import { AppError } from '@hosterizer/kit/errors';
import type { Route, RouteAnswer } from '@hosterizer/kit/subgraph';
import { inTenant } from '@hosterizer/kit/tenancy';
import { json, refused } from './answers.ts';
import { readDocument } from './plan-document.ts';
import { largestFile, readFile, storeFile, storePlan } from './plans.ts';

export const planRoute = (db: Database, keys: KeyRing): Route => ({
  prefix: '/plans/',
  methods: ['GET', 'PUT'],

  async answer({ method, rest, headers, body }, { viewer }) {
    const job = viewer?.job;
    const customerId = viewer?.customerId;
    if (!job || !customerId)
      return refused(403, 'Only a runner at its job may do this: send the job’s token.');
    const [jobId, file, ...more] = rest.split('/');
    if (jobId !== job.id || more.length > 0 || (file !== undefined && file !== 'file'))
      return refused(404, 'There is no such plan.');

    return answered(async () => {
      if (file === undefined) {
        if (method !== 'PUT') return refused(405, 'A plan is read in the deployment that it is of.');
        const encoding = headers['content-encoding'];
        const document = await readDocument(body, typeof encoding === 'string' ? encoding : undefined);
        const verdict = await inTenant(db, customerId, (tx) => storePlan(tx, keys, job, document));
        return json(200, { verdict });
      }
      if (method === 'GET') {
        const bytes = await inTenant(db, customerId, (tx) => readFile(tx, keys, job));
        return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: bytes };
      }
      if (body.length === 0) return refused(400, 'Send Terraform’s plan file.');
      if (body.length > largestFile)
        return refused(413, `A plan file may have ${largestFile} bytes, and this one has ${body.length}.`);
      await inTenant(db, customerId, (tx) => storeFile(tx, keys, job, body));
      return { status: 204 };
    });
  },
});

/** What is thrown for the caller, in the words of HTTP. */
async function answered(work: () => Promise<RouteAnswer>): Promise<RouteAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'VALIDATION_ERROR') return refused(400, error.message);
    if (error.code === 'CONFLICT') return refused(409, error.message);
    throw error;
  }
}
