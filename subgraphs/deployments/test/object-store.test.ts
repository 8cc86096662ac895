import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { archiveSettings, ConfigError } from '@hosterizer/kit/config';
import { eventually } from '@hosterizer/kit/testing';
import { makeFolderStore } from '../src/folder-store.ts';
import type { ObjectStore } from '../src/object-store.ts';
import { makeS3Store } from '../src/s3-store.ts';
import { startS3, type S3Server } from './s3-server.ts';

let folder: string;
let s3: S3Server;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'object-store-'));
  s3 = await startS3('of/hosterizer/');
});
afterEach(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys.sort();
}

describe.each<[string, () => ObjectStore]>([
  ['a folder', () => makeFolderStore(folder)],
  ['a local server of S3’s protocol', () => makeS3Store(s3.place)],
])('in %s', (_name, make) => {
  test('an object is what was put last, until it is deleted', async () => {
    const store = make();
    expect(await store.get('events/2026-01/a')).toBeNull();
    await store.put('events/2026-01/a', Buffer.from('first'));
    await store.put('events/2026-01/a', Buffer.from([0, 255, 10, 13]));
    expect(await store.get('events/2026-01/a')).toEqual(Buffer.from([0, 255, 10, 13]));
    await store.delete('events/2026-01/a');
    await store.delete('events/2026-01/a');
    expect(await store.get('events/2026-01/a')).toBeNull();
  });

  test('a folder’s list has all of its keys and no others', async () => {
    const store = make();
    expect(await keysOf(store, 'events/2026-01/')).toEqual([]);
    const keys = ['a b', 'c+d', 'e&f', 'g%h', 'i'].map((name) => `events/2026-01/${name}`);
    for (const key of [...keys, 'events/2026-02/x']) await store.put(key, Buffer.from(key));
    expect(await keysOf(store, 'events/2026-01/')).toEqual(keys);
    expect((await store.get('events/2026-01/g%h'))?.toString()).toBe('events/2026-01/g%h');
  });

  test('an empty object, and one of some megabytes', async () => {
    const store = make();
    const large = Buffer.alloc(5_000_000, 'hosterizer');
    await store.put('events/empty', Buffer.alloc(0));
    await store.put('events/large', large);
    expect(await store.get('events/empty')).toEqual(Buffer.alloc(0));
    expect((await store.get('events/large'))?.equals(large)).toBe(true);
  });
});

describe('in a folder', () => {
  test('nobody else may read', async () => {
    await makeFolderStore(join(folder, 'archive')).put('events/a', Buffer.from('secret'));
    const modes = await Promise.all(
      ['archive', 'archive/events', 'archive/events/a'].map(
        async (path) => (await stat(join(folder, path))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o700, 0o600]);
  });

  test('what a killed process has half written is no object, and is removed in time', async () => {
    const store = new URL('../src/folder-store.ts', `file://${__filename}`).href;
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { makeFolderStore } = await import(${JSON.stringify(store)});
         const store = makeFolderStore(${JSON.stringify(folder)});
         for (let n = 0; ; n++) await store.put('events/' + (n % 5), Buffer.alloc(8_000_000, String(n % 10)));`,
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    );
    const ended = once(child, 'exit');
    try {
      await eventually(async () => (await keysOf(makeFolderStore(folder), 'events/')).length >= 3);
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    const survivor = makeFolderStore(folder);
    for (const key of await keysOf(survivor, 'events/')) {
      const object = (await survivor.get(key))!;
      expect(object.length).toBe(8_000_000);
      expect(object.equals(Buffer.alloc(object.length, object.subarray(0, 1)))).toBe(true);
    }

    const halves = join(folder, '.halves');
    await mkdir(halves, { recursive: true });
    for (const name of ['old', 'new']) await writeFile(join(halves, name), 'half');
    await utimes(join(halves, 'old'), new Date(0), new Date(0));
    await survivor.put('events/next', Buffer.from('whole'));
    const left = await readdir(halves);
    expect(left).toContain('new');
    expect(left).not.toContain('old');
  });
});

describe('by S3’s protocol', () => {
  test('keys stand below the prefix of the setting', async () => {
    await makeS3Store(s3.place).put('events/a', Buffer.from('x'));
    expect([...s3.objects.keys()]).toEqual(['of/hosterizer/events/a']);
  });

  test('a wrong key is refused, and the error says so without the secret', async () => {
    const store = makeS3Store({ ...s3.place, secretAccessKey: 'another secret' });
    const failure = await store.put('events/a', Buffer.from('x')).catch((error: Error) => error.message);
    expect(failure).toBe('The object store did not write events/a: 403 SignatureDoesNotMatch.');
    expect(s3.objects.size).toBe(0);
  });

  test('a bucket that is not there is a failure, not an object that is not there', async () => {
    const store = makeS3Store({ ...s3.place, bucket: 'elsewhere' });
    await expect(store.get('events/a')).rejects.toThrow('404 NoSuchBucket');
  });

  test('a server that is busy for a moment is asked again', async () => {
    const store = makeS3Store(s3.place);
    s3.failNext(503, 2);
    await store.put('events/a', Buffer.from('x'));
    expect(s3.asked).toHaveLength(3);
    s3.failNext(503, 20);
    await expect(store.get('events/a')).rejects.toThrow('503 ServiceUnavailable');
  });
});

describe('the settings', () => {
  const given = {
    HOSTERIZER_AWS_REGION: 'us-east-1',
    HOSTERIZER_EVENTS_KEEP_DAYS: 90,
    HOSTERIZER_EVENTS_DELETE_DAYS: 0,
  };
  const keys = { HOSTERIZER_AWS_ACCESS_KEY_ID: 'id', HOSTERIZER_AWS_SECRET_ACCESS_KEY: 'secret' };

  test('name a folder, or a bucket with its keys, or nothing', () => {
    expect(archiveSettings(given)).toBeUndefined();
    expect(archiveSettings({ ...given, HOSTERIZER_ARCHIVE: '/var/archive' })).toEqual({
      place: { folder: '/var/archive' },
      keepDays: 90,
      deleteDays: 0,
    });
    expect(archiveSettings({ ...given, ...keys, HOSTERIZER_ARCHIVE: 's3://logs/of/us' })?.place).toEqual({
      endpoint: 'https://s3.us-east-1.amazonaws.com',
      bucket: 'logs',
      prefix: 'of/us/',
      region: 'us-east-1',
      accessKeyId: 'id',
      secretAccessKey: 'secret',
    });
  });

  test('are refused when a bucket lacks its keys, or logs were to go before they are moved', () => {
    expect(() => archiveSettings({ ...given, HOSTERIZER_ARCHIVE: 's3://logs' })).toThrow(ConfigError);
    expect(() => archiveSettings({ ...given, HOSTERIZER_EVENTS_DELETE_DAYS: 30 })).toThrow(ConfigError);
  });
});
