/** Local servers of Azure Blob's and Google Cloud Storage's protocols: one container or bucket each, in memory, for whoever bears the token. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { CloudEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { accessToken, type CloudServer } from './cloud-server.ts';
import { etagOf, startS3, type S3Server } from './s3-server.ts';

type Answer = { status: number; headers?: Record<string, string>; body?: Buffer | string };

export type ObjectServer = {
  objects: Map<string, Buffer>;
  /** What is not allowed, such as `PUT`. */
  denied: Set<string>;
  /** While it is true nobody gets an answer. */
  gone: boolean;
  url: string;
  close(): Promise<void>;
};

export const bucket = 'acme-states';
export const storageAccount = 'acmestates';

type Door = (request: IncomingMessage, url: URL, body: Buffer, objects: Map<string, Buffer>) => Answer;
type Refusal = (reason: 'token' | 'right') => Answer;

async function startObjects(door: Door, refusal: Refusal): Promise<ObjectServer> {
  const server: ObjectServer = {
    ...{ objects: new Map(), denied: new Set(), gone: false, url: '' },
    close() {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
  const http = createServer(async (request, response) => {
    const body = await buffer(request);
    if (server.gone) return void request.socket.destroy();
    const refused =
      request.headers.authorization !== `Bearer ${accessToken}`
        ? refusal('token')
        : server.denied.has(request.method!) && refusal('right');
    const said = refused || door(request, new URL(request.url!, 'http://local'), body, server.objects);
    response.writeHead(said.status, said.headers).end(said.body);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}

const blobError = (status: number, code: string): Answer => ({
  ...{ status, headers: { 'x-ms-error-code': code } },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
});

const blobs: Door = ({ method, headers }, url, body, objects) => {
  const [, account, name, ...rest] = url.pathname.split('/');
  if (!headers['x-ms-version']) return blobError(400, 'MissingRequiredHeader');
  if (account !== storageAccount || name !== bucket) return blobError(404, 'ContainerNotFound');
  const key = rest.map(decodeURIComponent).join('/');
  const found = objects.get(key);
  if (method === 'PUT') {
    if (headers['x-ms-blob-type'] !== 'BlockBlob') return blobError(400, 'MissingRequiredHeader');
    if (headers['if-none-match'] === '*' && found) return blobError(409, 'BlobAlreadyExists');
    const over = headers['if-match'];
    if (over && (!found || etagOf(found) !== over)) return blobError(412, 'ConditionNotMet');
    objects.set(key, body);
    return { status: 201, headers: { etag: etagOf(body) } };
  }
  if (!found) return blobError(404, 'BlobNotFound');
  if (method !== 'DELETE') return { status: 200, headers: { etag: etagOf(found) }, body: found };
  objects.delete(key);
  return { status: 202 };
};

const gcsError = (code: number, reason: string, message: string): Answer => ({
  ...{ status: code, headers: { 'content-type': 'application/json' } },
  body: JSON.stringify({ error: { code, message, errors: [{ reason, message, domain: 'global' }] } }),
});

/** Each content has the number of its writing. */
function makeGcs(): Door {
  const generations = new Map<string, number>();
  let latest = 1_700_000_000_000_000;
  return ({ method }, url, body, objects) => {
    const [, name, key] = /^\/(?:upload\/)?storage\/v1\/b\/([^/]+)\/o\/?(.*)$/.exec(url.pathname) ?? [];
    if (name !== bucket) return gcsError(404, 'notFound', 'The specified bucket does not exist.');
    if (method === 'POST') {
      const written = url.searchParams.get('name')!;
      const wanted = url.searchParams.get('ifGenerationMatch');
      const held = objects.has(written) ? generations.get(written) : 0;
      if (wanted !== null && wanted !== String(held))
        return gcsError(412, 'conditionNotMet', 'At least one of the pre-conditions did not hold.');
      objects.set(written, body);
      generations.set(written, (latest += 1));
      return { status: 200, body: JSON.stringify({ name: written, generation: String(latest) }) };
    }
    const asked = decodeURIComponent(key!);
    const found = objects.get(asked);
    if (!found) return gcsError(404, 'notFound', `No such object: ${bucket}/${asked}`);
    if (method === 'DELETE') {
      objects.delete(asked);
      return { status: 204 };
    }
    if (url.searchParams.get('alt') !== 'media') return gcsError(400, 'invalid', 'Ask for the media.');
    return { status: 200, headers: { 'x-goog-generation': String(generations.get(asked)) }, body: found };
  };
}

export type PlaceServers = {
  s3: S3Server;
  blob: ObjectServer;
  gcs: ObjectServer;
  /** Those of the clouds, with these for objects. */
  endpoints: CloudEndpoints;
  close(): Promise<void>;
};

/** A bucket, a container and a bucket, for whoever has the good credentials of the clouds. */
export async function startPlaces({ good, endpoints }: CloudServer): Promise<PlaceServers> {
  const s3 = await startS3('', { bucket, ...good.aws });
  const blob = await startObjects(blobs, (reason) =>
    reason === 'token'
      ? blobError(401, 'InvalidAuthenticationInfo')
      : blobError(403, 'AuthorizationPermissionMismatch'),
  );
  const gcs = await startObjects(makeGcs(), (reason) =>
    reason === 'token'
      ? gcsError(401, 'authError', 'Invalid Credentials')
      : gcsError(403, 'forbidden', 'It does not have storage.objects.create access.'),
  );
  return {
    ...{ s3, blob, gcs },
    endpoints: {
      ...endpoints,
      aws: { ...endpoints.aws, s3: s3.place.endpoint },
      azure: { ...endpoints.azure, blob: `${blob.url}/{account}` },
      gcp: { ...endpoints.gcp, storage: gcs.url },
    },
    close: async () => void (await Promise.all([s3, blob, gcs].map((server) => server.close()))),
  };
}
