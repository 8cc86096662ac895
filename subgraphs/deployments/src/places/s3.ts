/** A bucket of S3, addressed by path, which every server of its protocol understands. */
import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import type { Parts } from '../clouds/cloud.ts';
import { wordOf } from '../clouds/ask.ts';
import { inXml } from '../xml.ts';
import { knock, longestAnswer, type PlaceAnswer } from './knock.ts';
import { away, folderOf, type Place, type PlaceStore } from './place.ts';

/** `endpoint` may hold `{region}`. */
export function openS3(place: Place, parts: Parts, endpoint: string): PlaceStore {
  const region = place.region!;
  const { accessKeyId, secretAccessKey } = parts as { accessKeyId: string; secretAccessKey: string };
  const client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3' });
  const at = (key: string) =>
    `${endpoint.replaceAll('{region}', region)}/${place.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

  function ask(method: string, key: string, { bytes, most, ...headers }: Asked = {}): Promise<PlaceAnswer> {
    const make = () =>
      client.sign(at(key), {
        method,
        // Signed along, so that what was damaged on its way is refused.
        headers: { ...headers, 'x-amz-content-sha256': sha256(bytes ?? '') },
        ...(bytes && { body: new Uint8Array(bytes) }),
      });
    return knock(place, make, most);
  }

  return {
    async get(key, most) {
      const answer = await ask('GET', key, { most: Math.max(most, longestAnswer) });
      if (answer.status === 404 && codeOf(answer) === 'NoSuchKey') return null;
      mustBe(place, answer, 'read');
      return { bytes: answer.body, mark: answer.headers.get('etag') ?? '' };
    },

    async put(key, bytes, over) {
      const condition = over === null ? { 'if-none-match': '*' } : over && { 'if-match': over };
      const answer = await ask('PUT', key, { bytes, ...(condition || {}) });
      // Somebody else's has come first, is coming at this moment, or has gone.
      if (over !== undefined && [404, 409, 412].includes(answer.status) && conditional(answer)) return false;
      mustBe(place, answer, 'write');
      return true;
    },

    async delete(key) {
      mustBe(place, await ask('DELETE', key), 'delete');
    },
  };
}

type Asked = { bytes?: Buffer; most?: number; 'if-none-match'?: string; 'if-match'?: string };

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

const codeOf = ({ body }: PlaceAnswer): string => wordOf(inXml(body.toString(), 'Code')) ?? 'no reason given';

const conditional = (answer: PlaceAnswer): boolean =>
  ['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes(codeOf(answer));

const elsewhere = ['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'];
const refusals: Record<string, string> = {
  InvalidAccessKeyId: 'AWS does not know the access key any more, or it is switched off: connect AWS anew.',
  SignatureDoesNotMatch: 'The secret access key does not belong to the access key: connect AWS anew.',
  ExpiredToken: 'The access key has expired: connect AWS anew.',
};

function mustBe(place: Place, answer: PlaceAnswer, verb: string): void {
  if (answer.status < 300) return;
  throw away(sentenceOf(place, codeOf(answer), verb), { refused: true });
}

function sentenceOf(place: Place, code: string, verb: string): string {
  const { bucket, region } = place;
  if (code === 'NoSuchBucket') return `There is no bucket ${bucket}.`;
  if (elsewhere.includes(code)) return `The bucket ${bucket} is in another region than ${region}.`;
  if (code === 'AccessDenied')
    return `AWS does not let the access key ${verb} in the bucket ${bucket}. Give its user s3:ListBucket on the bucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on ${bucket}/${folderOf(place, '*')}.`;
  return refusals[code] ?? `AWS does not let the platform ${verb} in the bucket ${bucket} (${code}).`;
}
