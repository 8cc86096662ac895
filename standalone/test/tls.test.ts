import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { postgresAddress } from '@hosterizer/kit/postgres-address';
import { eventually } from '@hosterizer/kit/testing';
import pg from 'pg';
import { searchPath } from '../src/config.ts';
import { root } from '../src/folders.ts';
import { freePort } from '../src/ports.ts';
import { startPostgres, type Postgres } from '../src/postgres.ts';
import { findProgram } from '../src/programs.ts';
import { isRoot, systemUser } from '../src/users.ts';
import { makeAuthority, type Authority } from './tls/authority.ts';

let folder: string;
/** Signed the certificate of both servers, for localhost. */
let authority: Authority;
let stranger: Authority;
let postgres: Postgres;
let redis: ChildProcess;
let urls: Record<'postgres' | 'redis', (host: string) => string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
  chmodSync(folder, 0o711);
  authority = await makeAuthority(folder, 'authority');
  stranger = await makeAuthority(folder, 'stranger');
  const files = await authority.certify('localhost');
  postgres = await postgresWith(files);
  const { port, process } = await redisWith(files);
  redis = process;
  urls = {
    postgres: (host) => postgres.url('postgres').replace('127.0.0.1', host),
    redis: (host) => `rediss://${host}:${port}`,
  };
}, 60_000);

afterAll(async () => {
  redis?.kill();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Files = { key: string; certificate: string };

async function postgresWith({ key, certificate }: Files): Promise<Postgres> {
  const user = isRoot ? systemUser('postgres') : undefined;
  const own = join(folder, 'server');
  mkdirSync(own, { mode: 0o711 });
  const started = await startPostgres({
    folder: join(own, 'data'),
    programs: join(own, 'programs'),
    record: join(folder, 'postgres.json'),
    output: join(folder, 'postgres.log'),
    password: 'hosterizer-test',
    hasty: true,
    user,
  });
  const mine = { key: join(own, 'key.pem'), certificate: join(own, 'certificate.pem') };
  copyFileSync(certificate, mine.certificate);
  copyFileSync(key, mine.key);
  chmodSync(mine.key, 0o600);
  for (const file of user ? Object.values(mine) : []) chownSync(file, user!.uid, user!.gid);
  const client = new pg.Client({ connectionString: started.url('postgres') });
  await client.connect();
  await client.query(`alter system set ssl_cert_file = '${mine.certificate}'`);
  await client.query(`alter system set ssl_key_file = '${mine.key}'`);
  await client.query(`alter system set ssl = on`);
  await client.query(`select pg_reload_conf()`);
  await eventually(async () => (await client.query('show ssl')).rows[0].ssl === 'on');
  await client.end();
  return started;
}

async function redisWith({ key, certificate }: Files): Promise<{ port: number; process: ChildProcess }> {
  const port = await freePort();
  const words = [
    ...['--bind', '127.0.0.1', '--port', '0', '--tls-port', String(port), '--save', ''],
    ...[
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      key,
      '--tls-auth-clients',
      'no',
      '--tls-ca-cert-file',
    ],
  ];
  const server = spawn(findProgram('redis-server')!, [...words, authority.file], { cwd: folder });
  let said = '';
  server.stdout?.on('data', (part) => (said += String(part)));
  await eventually(() => said.includes('Ready to accept connections'));
  return { port, process: server };
}

type Attempt = [door: 'client' | 'database' | 'migrate' | 'redis', url: string];

/** What comes of connecting as the platform does, trusting this authority besides those that Node trusts. */
async function connect(attempts: Attempt[], trusted?: Authority): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'tls', 'probe.ts'), ...attempts.flat()],
    { cwd: root, env: { PATH: searchPath, ...(trusted && { NODE_EXTRA_CA_CERTS: trusted.file }) } },
  );
  return JSON.parse(stdout) as string[];
}

/** Every way in which the platform reaches a store. */
const everyDoor = (host: string): Attempt[] => [
  ['client', `${urls.postgres(host)}?sslmode=require`],
  ['client', `${urls.postgres(host)}?sslmode=verify-full`],
  ['database', `${urls.postgres(host)}?sslmode=require`],
  ['migrate', `${urls.postgres(host)}?sslmode=require`],
  ['redis', urls.redis(host)],
];
const alike = (word: RegExp) => everyDoor('').map(() => expect.stringMatching(word));

test('stores are reached over TLS when their authority is trusted and they are the host of the URL', async () => {
  const found = await connect([...everyDoor('localhost'), ['client', urls.postgres('localhost')]], authority);
  expect(found).toEqual(['over TLS', 'over TLS', 'over TLS', 'migrated', 'answers', 'in the clear']);
});

test.each([
  ['nobody knows their authority', () => undefined],
  ['another authority is trusted', () => stranger],
])('stores are refused when %s', async (_why, trusted) => {
  expect(await connect(everyDoor('localhost'), trusted())).toEqual(
    alike(/self-signed certificate|unable to (get local issuer|verify)/),
  );
});

test('stores are refused under another name than that of their certificate', async () => {
  expect(await connect(everyDoor('127.0.0.1'), authority)).toEqual(alike(/does not match certificate/));
});

test.each([
  'sslmode=prefer',
  'sslmode=no-verify',
  'sslmode=verify-ca',
  'sslmode=require&uselibpqcompat=true',
  'ssl=true',
  'ssl=no-verify',
  'sslrootcert=/tmp/ca.crt',
  'sslmode=REQUIRE',
])('%s in a database’s URL is refused, since it would say less than it seems', (words) => {
  expect(() => postgresAddress(`postgres://owner@db.test/hosterizer?${words}`)).toThrow(/is not served/);
});
