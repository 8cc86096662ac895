/** A local server of S3's protocol: one bucket in memory, and requests only of those whose signature holds. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { BucketPlace } from '@hosterizer/kit/config';
import { signatureFault } from './sigv4.ts';

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

/** By the words of our own check. */
const codes: Record<string, string> = {
  ...{ NONE: 'AccessDenied', ACCESS_KEY: 'InvalidAccessKeyId', SCOPE: 'AuthorizationHeaderMalformed' },
  ...{ TIME: 'RequestTimeTooSkewed', BODY: 'XAmzContentSHA256Mismatch', SIGNATURE: 'SignatureDoesNotMatch' },
};

/** The code of S3's error, or null when the signature holds; S3 wants the body's sum signed along. */
function whatIsWrong(request: IncomingMessage, body: Buffer): string | null {
  const fault = signatureFault(request, body, { service: 's3', region, accessKeyId, secretAccessKey });
  if (fault) return codes[fault]!;
  return request.headers['x-amz-content-sha256'] === undefined ? 'AccessDenied' : null;
}
