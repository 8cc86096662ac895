import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@hosterizer/kit/testing';
import { makeHome, type Home, type Started } from '../src/testing/platform.ts';
import { placesOf, tracesOf, type Trace } from './secrets/traces.ts';

const demoPassword = 'hosterizer-demo';
const email = 'owner@acme.test';

let home: Home;
let platform: Started;
/** Every answer, in turn. */
const answers: Trace[] = [];

beforeAll(async () => {
  home = makeHome();
  platform = await home.start({
    HOSTERIZER_LOG_LEVEL: 'trace',
    HOSTERIZER_RATE_API: '0',
    HOSTERIZER_RATE_SIGN_IN: '0',
  });
}, 150_000);
afterAll(() => home?.remove(), 30_000);

async function request(path: string, init: RequestInit & { headers?: Record<string, string> }) {
  const answer = await fetch(`${platform.url}${path}`, { redirect: 'manual', ...init });
  const text = await answer.text();
  const cookies = answer.headers.getSetCookie();
  answers.push({ place: `answer ${answers.length}`, text: [text, ...cookies].join('\n') });
  return { status: answer.status, text, cookies };
}

/** The first field's value; null when the answer is an error. */
async function ask(query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const { text, cookies } = await request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data } = JSON.parse(text) as { data?: Record<string, any> | null };
  return { value: Object.values(data ?? {})[0] ?? null, cookies };
}

const signIn = (password: string, more: object = {}, headers = {}) =>
  ask(
    `mutation ($input: SignInInput!) { signIn(input: $input) { accessToken refreshToken } }`,
    { input: { email, password, ...more } },
    headers,
  );
const as = (token: string) => ({ authorization: `Bearer ${token}` });

/** Six digits, as an authenticator app shows them (RFC 6238). */
function totp(secret: string): string {
  const bits = [...secret]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const code = (hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff) % 1_000_000;
  return String(code).padStart(6, '0');
}

/** The token of the newest link in mail to somebody. */
const linkTo = (to: string) =>
  eventually(() => {
    const folder = join(home.data, 'mail');
    const mails = readdirSync(folder)
      .filter((name) => name.endsWith('.eml'))
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8').replaceAll('=\r\n', ''))
      .filter((mail) => mail.includes(to));
    return /[\w-]{36}\.[\w-]{20,}/.exec(mails.at(-1) ?? '')?.[0];
  });

/** What can be told from it, for what holds an id that is no secret before its secret. */
const secretPart = (token: string) =>
  token
    .replace(/^hzk_[^_]*_/, '')
    .split('.')
    .at(-1)!;

test('secrets and people’s names are in no log, no answer but the one that gives them, and nowhere in the database', async () => {
  const planted = Object.fromEntries(
    ['WrongPassword', 'MfaCode', 'Refresh', 'Reset', 'Verify', 'Offer', 'Invitation', 'Bearer', 'Cookie'].map(
      (name) => [name, `planted${name}Secret8713`],
    ),
  ) as Record<string, string>;
  const newPassword = 'planted new password 8713';
  const name = 'Zaphod Planted Beeblebrox';
  const guest = 'planted.guest.8713@people.test';
  const stateSecret = 'plantedStateSecret8713';
  /** Each is in the answer that gives it, and nowhere else. */
  const issued: string[] = [];

  // Whatever somebody tries.
  await signIn(planted['WrongPassword']!);
  await signIn(planted['WrongPassword']!, { mfaCode: planted['MfaCode'] });
  await ask(`mutation ($t: String!) { refreshSession(refreshToken: $t) { accessToken } }`, {
    t: planted['Refresh'],
  });
  await ask(`mutation ($i: ResetPasswordInput!) { resetPassword(input: $i) }`, {
    i: { token: planted['Reset'], newPassword },
  });
  await ask(`mutation ($t: String!) { verifyEmail(token: $t) }`, { t: planted['Verify'] });
  await ask(`query ($t: String!) { invitationOffer(token: $t) { email } }`, { t: planted['Offer'] });
  await ask(`mutation ($i: AcceptInvitationInput!) { acceptInvitation(input: $i) { accessToken } }`, {
    i: { token: planted['Invitation'], name, password: newPassword },
  });
  await ask('{ viewer { id } }', {}, as(planted['Bearer']!));
  await ask('{ viewer { id } }', {}, as(`hzk_${planted['Bearer']}`));
  await ask(
    '{ viewer { id } }',
    {},
    {
      'hosterizer-portal': 'customer',
      cookie: `hz_customer=${planted['Cookie']}; hz_customer_refresh=${planted['Cookie']}`,
    },
  );
  // What GraphQL itself finds wrong quotes what it was given, if one lets it.
  await ask(`mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }`, {
    input: { email, password: [planted['WrongPassword']] },
  });

  await request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query": "{ viewer { id } }", "variables": {"password": "${planted['WrongPassword']}}`,
  });
  await request('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `${planted['WrongPassword']}`,
  });

  // A person's own account.
  const { value: session } = await signIn(demoPassword);
  const { value: renewed } = await ask(
    `mutation ($t: String!) { refreshSession(refreshToken: $t) { accessToken refreshToken } }`,
    { t: session.refreshToken },
  );
  issued.push(session.accessToken, session.refreshToken, renewed.accessToken, renewed.refreshToken);
  const me = as(renewed.accessToken);
  await ask(`mutation ($i: UpdateProfileInput!) { updateProfile(input: $i) { id } }`, { i: { name } }, me);
  const change = `mutation ($i: ChangePasswordInput!) { changePassword(input: $i) { id } }`;
  await ask(change, { i: { currentPassword: planted['WrongPassword'], newPassword } }, me);
  await ask(change, { i: { currentPassword: demoPassword, newPassword } }, me);
  const { value: mfa } = await ask(
    `mutation ($i: PasswordInput!) { setUpMfa(input: $i) { secret } }`,
    { i: { password: newPassword } },
    me,
  );
  await ask(`mutation { confirmMfa(code: "${planted['MfaCode']}") { codes } }`, {}, me);
  const { value: recovery } = await ask(
    `mutation ($c: String!) { confirmMfa(code: $c) { codes } }`,
    { c: totp(mfa.secret) },
    me,
  );
  issued.push(mfa.secret, ...recovery.codes);
  const { cookies } = await signIn(
    newPassword,
    { mfaCode: recovery.codes[0] },
    {
      'hosterizer-portal': 'customer',
    },
  );
  issued.push(...cookies.map((cookie) => /=([^;]*)/.exec(cookie)![1]!));

  // Keys, invitations, links.
  const { value: key } = await ask(
    `mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { secret apiKey { id } } }`,
    {
      i: {
        name: 'Deployer',
        scopes: ['sites:read', 'state:read', 'state:write'],
        expiresAt: new Date(Date.now() + 86_400_000),
      },
    },
    me,
  );
  const { value: rotated } = await ask(
    `mutation ($i: RotateApiKeyInput!) { rotateApiKey(input: $i) { secret } }`,
    { i: { id: key.apiKey.id } },
    me,
  );
  issued.push(key.secret, rotated.secret);
  await ask('{ viewer { name } }', {}, as(rotated.secret));
  await ask(
    `mutation ($i: InviteMemberInput!) { inviteMember(input: $i) { id } }`,
    { i: { email: guest, role: 'VIEWER' } },
    me,
  );
  await ask(`mutation ($e: String!) { requestPasswordReset(email: $e) }`, { e: email });
  const links = [await linkTo(guest), await linkTo(email)];

  // Terraform's state, which holds whatever it holds.
  const { value: site } = await ask(
    `mutation ($i: CreateSiteInput!) { createSite(input: $i) { id } }`,
    {
      i: {
        name: 'Stateful',
        cloudProvider: 'LOCAL',
        region: 'local',
        blueprint: 'website',
        instanceSize: 'SMALL',
        configuration: { title: 'T', body: 'B' },
      },
    },
    me,
  );
  const basic = {
    authorization: `Basic ${Buffer.from(`key:${rotated.secret}`).toString('base64')}`,
    'content-type': 'application/json',
  };
  const lock = { ID: 'lock-1', Operation: 'test', Info: '', Who: 'me', Version: '1', Created: '', Path: '' };
  const state = {
    ...{ version: 4, serial: 1, lineage: 'a-lineage', terraform_version: '1.9.0', resources: [] },
    outputs: { secret: { value: stateSecret, type: 'string', sensitive: true } },
  };
  const locked = await request(`/state/${site.id}`, {
    method: 'LOCK',
    headers: basic,
    body: JSON.stringify(lock),
  });
  const stored = await request(`/state/${site.id}?ID=lock-1`, {
    method: 'POST',
    headers: basic,
    body: JSON.stringify(state),
  });
  await request(`/state/${site.id}`, { method: 'GET', headers: { authorization: 'Basic cGxhbnRlZDp4' } });
  expect([locked.status, stored.status]).toEqual([200, 200]);

  // Its last words, which come a moment after it is ready.
  await eventually(() => platform.said().includes(email));
  const traces = await tracesOf(home, platform);
  expect(traces.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['logs/platform.log', 'logs/postgres.log', 'accounts."user"', 'platform.mail']),
  );
  expect(placesOf('signIn', traces)).toEqual(expect.arrayContaining(['platform.audit_entry']));

  const found: Record<string, string[]> = {};
  const note = (secret: string, places: string[]) => {
    if (places.length > 0) found[secret] = places;
  };
  for (const secret of [...Object.values(planted), newPassword, stateSecret, ...links.map(secretPart)])
    note(secret, placesOf(secret, [...traces, ...answers]));
  for (const secret of issued.map(secretPart)) {
    note(secret, placesOf(secret, traces));
    // Two tokens of one second that say the same are the same.
    const times = issued.filter((other) => secretPart(other) === secret).length;
    const given = answers.filter(({ text }) => text.includes(secret));
    expect({ secret, answers: given.length }).toEqual({ secret, answers: times });
  }
  for (const personal of [name, guest, email]) note(personal, placesOf(personal, traces));
  delete found[email]; // The banner names the demo's people.
  expect(found).toEqual({});
  expect(placesOf(email, traces)).toEqual(['the terminal']);
}, 60_000);
