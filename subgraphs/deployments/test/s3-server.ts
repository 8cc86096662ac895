/** A local server of S3's protocol: one bucket in memory, and requests only of those whose signature holds. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { BucketPlace } from '@hosterizer/kit/config';

export type S3Server = {
  place: BucketPlace;
  objects: Map<string, Buffer>;
  /** Requests so far, such as `PUT /bucket/a/b`. */
  asked: string[];
  /** Answers the next requests with this, without doing anything. */
  failNext(status: number, times: number): void;
  close(): Promise<void>;
};

const bucket = 'logs';
const region = 'eu-test-1';
const accessKeyId = 'AKIATEST';
const secretAccessKey = 'a secret of the test';
const pageOfKeys = 2;

export async function startS3(prefix = ''): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const asked: string[] = [];
  const failing = { status: 0, times: 0 };

  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    asked.push(`${request.method} ${request.url}`);
    if (failing.times > 0) {
      failing.times -= 1;
      return refuse(response, failing.status, 'ServiceUnavailable');
    }
    const wrong = whatIsWrong(request, body);
    if (wrong) return refuse(response, 403, wrong);
    answer(request, response, objects, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    place: { endpoint: `http://127.0.0.1:${port}`, bucket, prefix, region, accessKeyId, secretAccessKey },
    objects,
    asked,
    failNext: (status, times) => void Object.assign(failing, { status, times }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  objects: Map<string, Buffer>,
  body: Buffer,
): void {
  const url = new URL(request.url!, 'http://local');
  const [, name, ...rest] = url.pathname.split('/');
  if (name !== bucket) return refuse(response, 404, 'NoSuchBucket');
  const key = rest.map(decodeURIComponent).join('/');
  if (key === '') return list(response, [...objects.keys()].sort(), url.searchParams);

  const found = objects.get(key);
  if (request.method === 'PUT') {
    objects.set(key, body);
    response.writeHead(200).end();
  } else if (request.method === 'DELETE') {
    objects.delete(key);
    response.writeHead(204).end();
  } else if (!found) {
    refuse(response, 404, 'NoSuchKey');
  } else {
    response.writeHead(200, { 'content-length': found.length });
    response.end(request.method === 'HEAD' ? undefined : found);
  }
}

/** ListObjectsV2, a few keys at a time. */
function list(response: ServerResponse, keys: string[], query: URLSearchParams): void {
  if (query.get('list-type') !== '2') return refuse(response, 400, 'InvalidArgument');
  const after = query.get('continuation-token') ?? '';
  const left = keys.filter((key) => key.startsWith(query.get('prefix') ?? '') && key > after);
  const page = left.slice(0, pageOfKeys);
  const encoded = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  const more = left.length > page.length;
  response.writeHead(200, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><ListBucketResult><Name>${bucket}</Name><IsTruncated>${more}</IsTruncated>${page
      .map((key) => `<Contents><Key>${encoded(key)}</Key></Contents>`)
      .join(
        '',
      )}${more ? `<NextContinuationToken>${page.at(-1)!.replaceAll('&', '&amp;')}</NextContinuationToken>` : ''}</ListBucketResult>`,
  );
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
}

const sha256 = (text: Buffer | string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();

/** AWS Signature Version 4, from its documentation; the code of S3's error, or null when it holds. */
function whatIsWrong({ method, url, headers }: IncomingMessage, body: Buffer): string | null {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!given) return 'AccessDenied';
  const [, key, day, ofRegion, names, signature] = given as unknown as string[];
  if (key !== accessKeyId) return 'InvalidAccessKeyId';
  if (ofRegion !== region) return 'AuthorizationHeaderMalformed';
  const time = String(headers['x-amz-date']);
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!time.startsWith(day!) || !(Math.abs(at - Date.now()) < 15 * 60_000)) return 'RequestTimeTooSkewed';
  if (headers['x-amz-content-sha256'] !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const signed = names!.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name)))
    return 'AccessDenied';

  const asked = new URL(url!, 'http://local');
  const strict = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonical = [
    method,
    asked.pathname
      .split('/')
      .map((part) => strict(decodeURIComponent(part)))
      .join('/'),
    [...asked.searchParams]
      .map((pair) => pair.map(strict).join('='))
      .sort()
      .join('&'),
    ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    names,
    headers['x-amz-content-sha256'],
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const signing = [region, 's3', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day!));
  const wanted = hmac(signing, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n'));
  return timingSafeEqual(wanted, Buffer.from(signature!, 'hex')) ? null : 'SignatureDoesNotMatch';
}
