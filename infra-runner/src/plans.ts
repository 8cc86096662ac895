/** The plans of a deployment at the platform: what people read of them, and Terraform's own file. */
import { openAsBlob } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { openDoor, textOf } from './door.ts';
import type { PlanDocument } from './plan.ts';

/** What is to be done with a plan: apply it, wait for somebody's leave, or nothing since it is a drift check's. */
export type Verdict = 'PROCEED' | 'WAIT' | 'NOTED';

export type PlansDoor = {
  put(plan: PlanDocument, until: AbortSignal): Promise<Verdict>;
  /** Stores Terraform's file. Throws when it is larger than the platform keeps. */
  putFile(path: string, until: AbortSignal): Promise<void>;
  /** Fetches the approved file to `path`. Throws when the platform has none. */
  getFile(path: string, until: AbortSignal): Promise<void>;
};

/** Bytes of Terraform's plan file that the platform keeps. */
const largestFile = 48 * 1024 * 1024;

/** What sending or fetching it may take in one go, in milliseconds. */
const patience = 120_000;

const compress = promisify(gzip);

/** `url` is `/plans/<jobId>`; `token` is the job's. */
export function openPlansDoor(url: string, token: string): PlansDoor {
  const door = openDoor(url, token);
  return {
    async put(plan, until) {
      const answer = await door({
        ...{ method: 'PUT', until, failing: 'The plan could not be stored' },
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: new Uint8Array(await compress(JSON.stringify(plan))),
      });
      const { verdict } = JSON.parse(textOf(answer)) as { verdict?: unknown };
      if (verdict === 'PROCEED' || verdict === 'WAIT' || verdict === 'NOTED') return verdict;
      throw new Error('The platform took the plan and did not say what is to be done with it.');
    },

    async putFile(path, until) {
      const { size } = await stat(path);
      if (size > largestFile) {
        throw new Error(
          `The plan waits for approval, but its file has ${megabytes(size)} MB and at most ${megabytes(largestFile)} MB ` +
            'can be kept until then. Change less at once, or let this site be applied without approval.',
        );
      }
      await door({
        ...{
          method: 'PUT',
          path: '/file',
          until,
          patience,
          failing: "Terraform's plan file could not be stored",
        },
        headers: { 'content-type': 'application/octet-stream' },
        // Read from the disk while it is sent, and again for another attempt.
        body: await openAsBlob(path),
      });
    },

    async getFile(path, until) {
      const failing = 'The approved plan could not be fetched';
      const { body } = await door({ method: 'GET', path: '/file', until, patience, failing });
      await writeFile(path, body, { mode: 0o600 });
    },
  };
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1024 / 1024);
