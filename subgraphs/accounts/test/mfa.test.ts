import { asker, eventually, makeWorld, type World } from '@hosterizer/kit/testing';
import type { Subgraph } from '@hosterizer/kit/subgraph';
import type { Viewer } from '@hosterizer/kit/viewer';
import { generateSync } from 'otplib';
import { makeSubgraph } from '../src/subgraph.ts';
import { deedsOf, makePerson, password, signInAs, tokenIn } from '../src/testing.ts';

let world: World;
let subgraph: Subgraph;
let as: ReturnType<typeof asker>;

beforeAll(async () => {
  world = await makeWorld();
  subgraph = await makeSubgraph(world.settings);
  as = asker(subgraph);
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  await subgraph?.stop();
  await world?.close();
});

const SignIn = `mutation ($input: SignInInput!) {
  signIn(input: $input) { accessToken refreshToken viewer { mfaEnabled recoveryCodesLeft } }
}`;
const SetUp = `mutation ($password: String!) { setUpMfa(input: { password: $password }) { secret uri qrCode } }`;
const Confirm = `mutation ($code: String!) { confirmMfa(code: $code) { codes } }`;
const Renew = `mutation ($password: String!) { renewRecoveryCodes(input: { password: $password }) { codes } }`;
const Disable = `mutation ($password: String!) { disableMfa(input: { password: $password }) { mfaEnabled recoveryCodesLeft } }`;

/** The app's code now, or of a step later or earlier. */
const codeOf = (secret: string, step = 0) => generateSync({ secret, epoch: Date.now() / 1000 + step * 30 });

/** As if the last code that was taken were long ago. */
const letTimePass = (id: string) =>
  world.owner.query(`update accounts."user" set mfa_last_step = 1 where id = $1`, [id]);

const signIn = (email: string, mfaCode?: string) =>
  as(null)(SignIn, { input: { email, password, ...(mfaCode !== undefined && { mfaCode }) } });

async function somebody() {
  const person = await makePerson(world, [[await world.customer(), 'owner']]);
  const { viewer } = await signInAs(as, world, person.email);
  return { ...person, viewer };
}

async function enable(viewer: Viewer): Promise<{ secret: string; codes: string[] }> {
  const { secret } = (await as(viewer)(SetUp, { password })).data!['setUpMfa'];
  const { codes } = (await as(viewer)(Confirm, { code: codeOf(secret) })).data!['confirmMfa'];
  return { secret, codes };
}

test('setting up gives a secret, as text, as a link for the app and as a picture', async () => {
  const { viewer, email } = await somebody();
  const { secret, uri, qrCode } = (await as(viewer)(SetUp, { password })).data!['setUpMfa'];
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  const parsed = new URL(uri);
  expect(parsed).toMatchObject({ protocol: 'otpauth:', host: 'totp' });
  expect(decodeURIComponent(parsed.pathname)).toBe(`/Hosterizer:${email}`);
  expect(Object.fromEntries(parsed.searchParams)).toMatchObject({ secret, issuer: 'Hosterizer' });
  expect(qrCode).toMatch(/^<svg .*<\/svg>$/s);
});

test('nothing is on before a code has confirmed it, and the secret is stored sealed', async () => {
  const { id, email, viewer } = await somebody();
  const { secret } = (await as(viewer)(SetUp, { password })).data!['setUpMfa'];
  expect(await as(viewer)(Confirm, { code: '12345' })).toMatchObject({
    code: 'VALIDATION_ERROR',
    details: { field: 'code' },
  });
  expect((await signIn(email)).data!['signIn'].viewer).toEqual({
    mfaEnabled: false,
    recoveryCodesLeft: null,
  });
  const { rows } = await world.owner.query(`select mfa_secret from accounts."user" where id = $1`, [id]);
  expect(rows[0].mfa_secret.toString('latin1')).not.toContain(secret);
});

test('with a second factor no token comes before the second step', async () => {
  const { email, viewer, id } = await somebody();
  await enable(viewer);
  const { rows: before } = await world.owner.query(`select id from accounts.session where user_id = $1`, [
    id,
  ]);
  const cookies: string[] = [];
  const portal = as(null, { portal: 'customer', setCookie: (cookie) => cookies.push(cookie) });
  for (const mfaCode of [undefined, null, '', ' ', '0', 'null', 'AAAAA-AAAAA', '000000000000']) {
    const answer = await portal(SignIn, {
      input: { email, password, ...(mfaCode !== undefined && { mfaCode }) },
    });
    expect(answer).toMatchObject({
      data: null,
      code: 'AUTHENTICATION_ERROR',
    });
    await world.owner.query(`delete from accounts.sign_in_attempt`);
  }
  expect(cookies).toEqual([]);
  const { rows: after } = await world.owner.query(`select id from accounts.session where user_id = $1`, [id]);
  expect(after).toEqual(before);
});

test('the answer says that the code is missing, to nobody but who knows the password', async () => {
  const { email, viewer } = await somebody();
  await enable(viewer);
  expect(await signIn(email)).toMatchObject({ details: { field: 'mfaCode' } });
  const guessed = await as(null)(SignIn, { input: { email, password: 'guess' } });
  expect(guessed).toMatchObject({ code: 'AUTHENTICATION_ERROR' });
  expect(guessed.details).toBeUndefined();
});

test('a code of the app is good for one sign-in, and so are codes of the step before and after', async () => {
  // The middle of a step, so that no code gets older while it is on its way.
  const step = 30_000;
  jest.spyOn(Date, 'now').mockReturnValue((Math.floor(Date.now() / step) + 0.5) * step);
  const { id, email, viewer } = await somebody();
  const { secret } = await enable(viewer);
  // The one that confirmed is used up.
  expect(await signIn(email, codeOf(secret))).toMatchObject({ details: { field: 'mfaCode' } });
  await letTimePass(id);
  const before = codeOf(secret, -1);
  const after = codeOf(secret, 1);
  expect((await signIn(email, before)).data!['signIn'].viewer.mfaEnabled).toBe(true);
  expect(await signIn(email, before)).toMatchObject({ details: { field: 'mfaCode' } });
  expect((await signIn(email, `${after.slice(0, 3)} ${after.slice(3)}`)).data).toBeTruthy();
  expect(await signIn(email, after)).toMatchObject({ details: { field: 'mfaCode' } });
  await letTimePass(id);
  expect(await signIn(email, codeOf(secret, 3))).toMatchObject({ details: { field: 'mfaCode' } });
});

test('of two sign-ins with one code at once, one gets in', async () => {
  const { id, email, viewer } = await somebody();
  const { secret, codes } = await enable(viewer);
  await letTimePass(id);
  const code = codeOf(secret);
  const byApp = await Promise.all([signIn(email, code), signIn(email, code), signIn(email, code)]);
  expect(byApp.filter(({ data }) => data)).toHaveLength(1);
  const byCode = await Promise.all([signIn(email, codes[0]), signIn(email, codes[0])]);
  expect(byCode.filter(({ data }) => data)).toHaveLength(1);
});

test('a recovery code opens once, however it is typed', async () => {
  const { email, viewer } = await somebody();
  const { codes } = await enable(viewer);
  expect(codes).toHaveLength(10);
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/);

  const typed = codes[3]!.toLowerCase().replace('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect((await signIn(email, typed)).data!['signIn'].viewer.recoveryCodesLeft).toBe(9);
  expect(await signIn(email, codes[3])).toMatchObject({ details: { field: 'mfaCode' } });
});

test('recovery codes are stored hashed, and new ones end the old ones', async () => {
  const { id, email, viewer } = await somebody();
  const { codes: old } = await enable(viewer);
  const { rows } = await world.owner.query(`select hash from accounts.recovery_code where user_id = $1`, [
    id,
  ]);
  expect(rows.map(({ hash }) => hash.length)).toEqual(Array(10).fill(32));

  expect(await as(viewer)(Renew, { password: 'guess' })).toMatchObject({ details: { field: 'password' } });
  const { codes } = (await as(viewer)(Renew, { password })).data!['renewRecoveryCodes'];
  expect(await signIn(email, old[0])).toMatchObject({ details: { field: 'mfaCode' } });
  expect((await signIn(email, codes[0])).data).toBeTruthy();
});

test('a new password by mail does not get around it', async () => {
  const { email, viewer } = await somebody();
  const { codes } = await enable(viewer);
  await as(null)(`mutation ($email: String!) { requestPasswordReset(email: $email) }`, { email });
  const mail = await eventually(async () =>
    (await world.mailTo(email)).find(({ subject }) => subject === 'Choose a new password'),
  );
  await as(null)(`mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }`, {
    input: { token: tokenIn(mail), newPassword: 'a wholly different sentence' },
  });
  const withNew = (mfaCode?: string) =>
    as(null)(SignIn, { input: { email, password: 'a wholly different sentence', mfaCode } });
  expect(await withNew()).toMatchObject({ details: { field: 'mfaCode' } });
  expect((await withNew(codes[0])).data).toBeTruthy();
});

test('wrong codes lock the account as wrong passwords do', async () => {
  const { email, viewer } = await somebody();
  const { codes } = await enable(viewer);
  for (let count = 0; count < 5; count += 1) await signIn(email, '000000');
  expect(await signIn(email, codes[0])).toMatchObject({ details: { field: 'email' } });
});

test('switching it off takes the password, and leaves no secret and no code', async () => {
  const { id, email, viewer } = await somebody();
  const { codes } = await enable(viewer);
  expect(await as(viewer)(Disable, { password: 'guess' })).toMatchObject({ details: { field: 'password' } });
  expect((await as(viewer)(Disable, { password })).data!['disableMfa']).toEqual({
    mfaEnabled: false,
    recoveryCodesLeft: null,
  });
  expect((await signIn(email)).data).toBeTruthy();
  const { rows } = await world.owner.query(
    `select mfa_secret, (select count(*)::int from accounts.recovery_code where user_id = $1) as codes
     from accounts."user" where id = $1`,
    [id],
  );
  expect(rows).toEqual([{ mfa_secret: null, codes: 0 }]);

  // Set up again, the old codes open nothing.
  await enable(viewer);
  expect(await signIn(email, codes[0])).toMatchObject({ details: { field: 'mfaCode' } });
});

test('a set-up while it is on is refused, so that it cannot be left half done', async () => {
  const { email, viewer } = await somebody();
  await enable(viewer);
  expect(await as(viewer)(SetUp, { password })).toMatchObject({ code: 'CONFLICT' });
  expect(await signIn(email)).toMatchObject({ details: { field: 'mfaCode' } });
});

test('the person is told by mail, and each step is in the audit log', async () => {
  const { id, email, viewer } = await somebody();
  await enable(viewer);
  await as(viewer)(Renew, { password });
  await as(viewer)(Disable, { password });
  expect((await world.mailTo(email)).map(({ subject }) => subject)).toEqual([
    'A second factor was switched on',
    'The second factor was switched off',
  ]);
  const deeds = await deedsOf(world, id);
  expect(deeds.map(({ operation }) => operation)).toEqual([
    ...['signIn', 'setUpMfa', 'confirmMfa', 'renewRecoveryCodes', 'disableMfa'],
  ]);
  expect(new Set(deeds.map(({ customer_id }) => customer_id))).toEqual(new Set([viewer.customerId]));
});
