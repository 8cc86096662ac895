/** Objects in a bucket, by the S3 protocol; addressed by path, which every server of it understands. */
import { createHash } from 'node:crypto';
import type { BucketPlace } from '@hosterizer/kit/config';
import { AwsClient } from 'aws4fetch';
import type { ObjectStore } from './object-store.ts';
import { inXml } from './xml.ts';

const timeoutMilliseconds = 60_000;

export function makeS3Store({ bucket, prefix, endpoint, region, ...keys }: BucketPlace): ObjectStore {
  const client = new AwsClient({ ...keys, region, service: 's3', retries: 3 });
  const base = `${endpoint}/${bucket}`;
  const at = (key: string) => `${base}/${pathOf(prefix + key)}`;

  async function ask(method: string, url: string, bytes?: Buffer): Promise<Response> {
    return client.fetch(url, {
      method,
      // Signed along, so that what was damaged on its way is refused.
      headers: { 'x-amz-content-sha256': sha256(bytes ?? '') },
      ...(bytes && { body: new Uint8Array(bytes) }),
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
  }

  return {
    async put(key, bytes) {
      await mustBe(await ask('PUT', at(key), bytes), 'write', key);
    },

    async get(key) {
      const answer = await ask('GET', at(key));
      if (answer.status === 404 && (await codeOf(answer)) === 'NoSuchKey') return null;
      await mustBe(answer, 'read', key);
      return Buffer.from(await answer.arrayBuffer());
    },

    async delete(key) {
      await mustBe(await ask('DELETE', at(key)), 'delete', key);
    },

    async *list(folder) {
      let next: string | null = null;
      do {
        const query = new URLSearchParams({
          'list-type': '2',
          'encoding-type': 'url',
          prefix: prefix + folder,
        });
        if (next !== null) query.set('continuation-token', next);
        const answer: Response = await ask('GET', `${base}?${query}`);
        await mustBe(answer, 'list', folder);
        const page = await answer.text();
        for (const [, key] of page.matchAll(/<Key>([^<]*)<\/Key>/g))
          yield decodeURIComponent(key!.replaceAll('+', ' ')).slice(prefix.length);
        next = inXml(page, 'NextContinuationToken');
      } while (next !== null);
    },
  };
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

const pathOf = (key: string) => key.split('/').map(encodeURIComponent).join('/');

const codeOf = async (answer: Response) => inXml(await answer.clone().text(), 'Code');

/** Throws what the server says is wrong; its text may name the bucket, and never holds a key's secret. */
async function mustBe(answer: Response, verb: string, key: string): Promise<void> {
  if (answer.ok) return;
  const code = (await codeOf(answer)) ?? 'no reason given';
  throw new Error(`The object store did not ${verb} ${key}: ${answer.status} ${code}.`);
}
