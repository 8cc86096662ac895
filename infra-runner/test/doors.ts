/** The platform's doors of states and plans, which a job's token opens; part of the platform in memory. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { PlanDocument } from '../src/plan.ts';
import type { LockInfo, Site, TestJob, TestState } from './platform.ts';

export function makeDoors({
  jobs,
  siteOf,
  holds,
}: {
  jobs: TestJob[];
  siteOf: (id: string) => Site;
  holds: (job: TestJob, fence: string | undefined) => boolean;
}) {
  function state(request: IncomingMessage, url: URL, body: string, response: ServerResponse): void {
    const reply = (status: number, text = '') => void response.writeHead(status).end(text);
    const [user, password = ''] = Buffer.from(request.headers.authorization!.split(' ')[1]!, 'base64')
      .toString()
      .split(':');
    const siteId = url.pathname.split('/')[2]!;
    const job = jobs.find((one) => one.id === password.split('/')[0] && one.siteId === siteId);
    if (user !== 'job' || !job) return reply(401);
    const site = siteOf(siteId);
    const info = body === '' ? null : (JSON.parse(body) as LockInfo & TestState);
    if (!holds(job, password.split('/')[1])) {
      if (request.method !== 'POST') return reply(403, 'This job has been given to another runner.');
      site.aside.push({ ...info!, text: body });
      return reply(409, 'This job has been given to another runner. The state is kept aside.');
    }
    if (request.method === 'GET')
      return site.versions.length ? reply(200, site.versions.at(-1)!.text) : reply(404);
    if (request.method === 'LOCK') {
      if (site.lock && site.lock.ID !== info!.ID && site.lockFence >= job.fence)
        return reply(423, JSON.stringify(site.lock));
      site.lock = info;
      site.lockFence = job.fence;
      const [newest] = site.aside.splice(0).sort((a, b) => b.serial - a.serial);
      const known = site.versions.at(-1);
      if (newest && (!known || (known.lineage === newest.lineage && known.serial < newest.serial)))
        site.versions.push(newest);
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

  function plans(request: IncomingMessage, url: URL, bytes: Buffer, response: ServerResponse): void {
    const reply = (status: number, body: string | Buffer = '') => void response.writeHead(status).end(body);
    const [, token = ''] = Buffer.from(request.headers.authorization!.split(' ')[1]!, 'base64')
      .toString()
      .split(/:(.*)/);
    const [, , jobId, file] = url.pathname.split('/');
    const job = jobs.find(({ id, fence }) => id === jobId && token === `${id}/${fence}`);
    if (!job) return reply(401);
    if (request.method === 'GET')
      return job.file ? reply(200, job.file) : reply(409, 'There is no approved plan.');
    if (file) {
      job.file = bytes;
      return reply(204);
    }
    const gzipped = request.headers['content-encoding'] === 'gzip';
    job.plan = JSON.parse((gzipped ? gunzipSync(bytes) : bytes).toString()) as PlanDocument;
    reply(200, JSON.stringify({ verdict: job.verdict }));
  }

  return { state, plans };
}
