import { cloudEndpoints, publicEndpoints } from '@hosterizer/kit/cloud-endpoints';
import { gcp } from '../src/clouds/gcp.ts';
import { lockNatively, unlockNatively } from '../src/places/native-lock.ts';
import { isAway, type Place, type PlaceStore } from '../src/places/place.ts';
import { makePlaces } from '../src/places/places.ts';
import { probe } from '../src/places/probe.ts';
import { startClouds, type CloudServer } from './cloud-server.ts';
import { bucket, startPlaces, storageAccount, type PlaceServers } from './places-servers.ts';

let clouds: CloudServer;
let servers: PlaceServers;
beforeAll(async () => {
  clouds = await startClouds();
  servers = await startPlaces(clouds);
});
afterAll(async () => {
  await servers?.close();
  await clouds?.close();
});
afterEach(() => {
  for (const server of [servers.s3, servers.blob, servers.gcs]) {
    server.objects.clear();
    server.denied.clear();
    server.gone = false;
  }
});

type Kind = Place['kind'];
const usual = { bucket, prefix: 'of/acme', region: null, storageAccount: null };
const places: Record<Kind, Place> = {
  S3: { ...usual, kind: 'S3', region: 'eu-test-1' },
  AZURE_BLOB: { ...usual, kind: 'AZURE_BLOB', storageAccount },
  GCS: { ...usual, kind: 'GCS' },
};
const serverOf = (kind: Kind) => ({ S3: servers.s3, AZURE_BLOB: servers.blob, GCS: servers.gcs })[kind];
const partsOf = (kind: Kind) =>
  kind === 'GCS'
    ? gcp.read(clouds.good.gcp, 'gcp', clouds.endpoints.gcp)
    : { ...(kind === 'S3' ? clouds.good.aws : clouds.good.azure) };
const open = (kind: Kind, more: Partial<Place> = {}): PlaceStore =>
  makePlaces(servers.endpoints)({ ...places[kind], ...more }, partsOf(kind));
const saying = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was wrong',
    (error: unknown) => (isAway(error) ? error.message : error),
  );
const most = 100;
const bytes = (text: string) => Buffer.from(text);

describe.each<Kind>(['S3', 'AZURE_BLOB', 'GCS'])('at %s', (kind) => {
  test('an object is what was written last, until it is deleted', async () => {
    const store = open(kind);
    expect(await store.get('a/b c+d', most)).toBeNull();
    expect(await store.put('a/b c+d', bytes('one'))).toBe(true);
    expect(await store.put('a/b c+d', bytes('two'))).toBe(true);
    expect((await store.get('a/b c+d', most))?.bytes.toString()).toBe('two');
    expect([...serverOf(kind).objects.keys()]).toEqual(['a/b c+d']);
    await store.delete('a/b c+d');
    await store.delete('a/b c+d');
    expect(await store.get('a/b c+d', most)).toBeNull();
  });

  test('is written only where there is none, or over the very content that was seen', async () => {
    const store = open(kind);
    expect(await store.put('k', bytes('one'), null)).toBe(true);
    expect(await store.put('k', bytes('two'), null)).toBe(false);
    const { mark } = (await store.get('k', most))!;
    expect(await store.put('k', bytes('three'), mark)).toBe(true);
    expect(await store.put('k', bytes('four'), mark)).toBe(false);
    expect((await store.get('k', most))?.bytes.toString()).toBe('three');
    await store.delete('k');
    expect(await store.put('k', bytes('five'), mark)).toBe(false);
  });

  test('a place that does what it must passes, and nothing of it stays', async () => {
    await probe(places[kind], open(kind));
    expect(serverOf(kind).objects.size).toBe(0);
  });

  test('what is missing is said: no such place, no right, no answer', async () => {
    expect(await saying(probe(places[kind], open(kind, { bucket: 'elsewhere' })))).toMatch(
      /^There is no (bucket|container) elsewhere/,
    );
    const writing = kind === 'GCS' ? 'POST' : 'PUT';
    serverOf(kind).denied.add(writing);
    expect(await saying(probe(places[kind], open(kind)))).toMatch(
      /does not let the (access key|app|service account) write in the (bucket|container) acme-states\. Give/,
    );
    serverOf(kind).denied.clear();
    serverOf(kind).gone = true;
    expect(await saying(open(kind).get('k', most))).toMatch(/, where the state lies, cannot be reached/);
  });

  test('a lock is Terraform’s own description, and somebody else’s is left alone', async () => {
    const at = {
      place: { ...places[kind], id: '0198a0c0-0000-7000-8000-000000000001' },
      ...{ store: open(kind), siteId: 'site' },
    };
    const info = {
      ID: 'x',
      Operation: 'OperationTypeApply',
      Who: 'ada@laptop',
      Created: '2026-01-31T12:00:00Z',
    };
    expect(await lockNatively(at, info)).toBeNull();
    const [[key, object]] = [...serverOf(kind).objects] as [[string, Buffer]];
    expect(key).toBe('of/acme/site.tflock');
    expect(JSON.parse(object.toString())).toEqual({ ...info, ID: at.place.id, Path: `${bucket}/${key}` });
    // One of ours that was left over is taken over.
    expect(await lockNatively(at, { ...info, Who: 'grace@desk' })).toBeNull();
    expect(serverOf(kind).objects.get(key)!.toString()).toContain('grace@desk');
    await unlockNatively(at);
    expect(serverOf(kind).objects.size).toBe(0);

    serverOf(kind).objects.set(key, bytes('{"ID":"foreign","Who":"mallory@elsewhere"}'));
    if (kind === 'GCS') await open(kind).put(key, bytes('{"ID":"foreign","Who":"mallory@elsewhere"}'));
    expect(await lockNatively(at, info)).toEqual({ ID: 'foreign', Who: 'mallory@elsewhere' });
    await unlockNatively(at);
    expect(serverOf(kind).objects.size).toBe(1);
  });
});

test('a wrong signature is refused by S3, and the sentence holds no secret', async () => {
  const parts = { ...clouds.good.aws, secretAccessKey: 'y'.repeat(40) };
  const said = await saying(makePlaces(servers.endpoints)(places.S3, parts).put('k', bytes('x')));
  expect(said).toBe('The secret access key does not belong to the access key: connect AWS anew.');
  expect(servers.s3.objects.size).toBe(0);
});

test('a credential that Azure or Google refuses is said to be so', async () => {
  const azure = makePlaces(servers.endpoints)(places.AZURE_BLOB, {
    ...clouds.good.azure,
    clientSecret: 'another-secret',
  });
  expect(await saying(azure.get('k', most))).toBe(
    'The client secret is wrong. Give its value, not its id. Connect Azure anew.',
  );
});

test('an object that is larger than what was written is not read to its end', async () => {
  servers.s3.objects.set('large', Buffer.alloc(200_000));
  expect(await saying(open('S3').get('large', most))).toMatch(/answers more than the platform has ever/);
});

test('the settings name where objects are, and the public clouds unless they do', () => {
  expect(publicEndpoints.aws.s3).toBe('https://s3.{region}.amazonaws.com');
  expect(
    cloudEndpoints.parse('{"azure":{"blob":"https://{account}.blob.core.usgovcloudapi.net/"}}').azure.blob,
  ).toBe('https://{account}.blob.core.usgovcloudapi.net');
  expect(() => cloudEndpoints.parse('{"aws":{"s3":"file:///etc/passwd"}}')).toThrow();
});
