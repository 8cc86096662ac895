import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@hosterizer/kit/testing';
import { root } from '../src/folders.ts';
import { toolEnvironment } from '../src/config.ts';
import { makeHome, type Home, type Started } from '../src/testing/platform.ts';
import { signIn } from './api.ts';

const password = 'hosterizer-demo';
let home: Home;
let platform: Started;

beforeAll(async () => {
  home = makeHome();
  platform = await home.start();
}, 240_000);
afterAll(() => home?.remove(), 30_000);

/** One of the operator's commands, on the installation of this test. */
async function run(verb: string, ...words: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [join(root, 'standalone/launch.mjs'), verb, ...words], {
    cwd: root,
    env: { ...toolEnvironment(), HOSTERIZER_DATA: home.data },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += String(part)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

/** Signs a person in at the portal; answers the headers that a page of it sends. */
async function portal(email: string): Promise<Record<string, string>> {
  const answer = await fetch(`${platform.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'hosterizer-portal': 'customer' },
    body: JSON.stringify({
      query: `mutation ($input: SignInInput!) { signIn(input: $input) { viewer { id } } }`,
      variables: { input: { email, password } },
    }),
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { 'hosterizer-portal': 'customer', cookie };
}

test('a page of the portal gets the audit log as a file; without its header, or for a viewer, it does not', async () => {
  const headers = await portal('owner@acme.test');
  const owner = await signIn(platform.url, 'owner@acme.test', password);
  await owner(`mutation { updateProfile(input: { name: "Ada" }) { id } }`);
  const answer = await fetch(`${platform.url}/audit/export.csv?operation=updateProfile`, { headers });
  expect(answer.status).toBe(200);
  expect((await answer.text()).trim().split('\r\n')).toHaveLength(2);

  const { cookie = '' } = headers;
  const bare = await fetch(`${platform.url}/audit/export.csv`, { headers: { cookie } });
  expect([bare.status, bare.headers.has('www-authenticate')]).toEqual([401, true]);
  const stale = await fetch(`${platform.url}/audit/export.csv`, {
    headers: { 'hosterizer-portal': 'customer', cookie: 'hz_customer=none' },
  });
  expect([stale.status, stale.headers.has('www-authenticate')]).toEqual([401, false]);
  const viewer = await fetch(`${platform.url}/audit/export.csv`, {
    headers: await portal('viewer@acme.test'),
  });
  expect(viewer.status).toBe(403);
});

test('audit:verify says of every chain how it stands, and takes a head that it has printed', async () => {
  const log = () => readFileSync(join(home.data, 'logs', 'platform.log'), 'utf8');
  await eventually(() => log().includes('Sealed the audit log.'));
  const { code, said } = await run('audit:verify');
  expect({ code, said }).toMatchObject({
    code: 0,
    said: expect.stringContaining('Every chain is as it was'),
  });
  const head = /\S+:\d+:[0-9a-f]{64}/.exec(said)![0];
  expect(await run('audit:verify', '--expect', head)).toMatchObject({ code: 0 });
  const later = head.replace(/:\d+:/, ':999999:');
  const cut = await run('audit:verify', '--expect', later);
  expect(cut).toMatchObject({ code: 1, said: expect.stringContaining('its end is missing') });
  expect(await run('audit:verify', '--expect', 'nonsense')).toMatchObject({
    code: 1,
    said: expect.stringContaining('--expect <customer id or platform>'),
  });
  await eventually(() => log().includes(head.split(':')[2]!));
}, 60_000);

test('a data key is rotated: a new one, a restart, everything sealed anew, and the old one can go', async () => {
  const file = join(home.data, 'keys', 'data-keys');
  const [old] = readFileSync(file, 'utf8').trim().split(',');
  expect(await run('data:rotate-key')).toMatchObject({ code: 0 });
  const [added, kept] = readFileSync(file, 'utf8').trim().split(',');
  expect([kept, added === old]).toEqual([old, false]);

  const early = await run('data:reencrypt');
  expect(early).toMatchObject({ code: 1, said: expect.stringContaining('restart it first') });

  await platform.end();
  platform = await home.start();
  const { code, said } = await run('data:reencrypt');
  expect({ code, said }).toMatchObject({
    code: 0,
    said: expect.stringMatching(/user\.email: 4 values, 4 sealed/),
  });

  await platform.end();
  writeFileSync(file, `${added}\n`);
  platform = await home.start();
  const owner = await signIn(platform.url, 'owner@acme.test', password);
  expect(await owner(`{ viewer { email name } }`)).toEqual({
    viewer: { email: 'owner@acme.test', name: 'Ada' },
  });
}, 240_000);
